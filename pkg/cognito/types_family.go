package cognito

// Domain is a domain as it is stored.
type Domain struct {
	Version string
}
