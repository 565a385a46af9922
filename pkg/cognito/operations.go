package cognito

// Operations is the one list of what this service can do. Every other operation
// of Cognito is answered with UnknownOperationException.
func Operations() []Operation {
	return nil
}
