package cognito

// Client is an app client as it is stored: what callers specified, and its secrets.
type Client struct {
	Name string
}

// Domain is a domain as it is stored.
type Domain struct {
	Version string
}
