package histories

// client is an app client.
type client struct {
	name     string
	rotating bool
}
