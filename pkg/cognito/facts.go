package cognito

// Facts answers what only the caller's AWS account could tell. ARNs in requests
// are judged by their text and never dereferenced; a question that text cannot
// answer is asked here, and only here. An empty answer means that all is fine.
type Facts interface {
}

// AllFine is an account in which every role, identity and key is as it should be.
type AllFine struct{}
