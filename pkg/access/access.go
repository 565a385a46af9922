// Package access answers two questions about a request: whose is this key, and what may its holder
// do. It verifies no signature itself (that is package sigv4's) and knows no user pool.
//
//	keys document --Source--> Keys --Lookup(id)--> Key{Account, Principal, Secret, Policy}
//	its Policy --Evaluate(Request)--> Decision --Denial--> sentence
//
// Both documents are read whole or refused whole: a mistake anywhere, and a word that the reader does
// not know is a mistake, means that nothing of the document counts. Every mistake is named by its
// path, and no value of a document is ever repeated in an error, so that none can carry a secret.
// Silence denies: a nil policy allows nothing, and without a good keys document every lookup fails.
//
// The files, each for its question: which words may a policy use? policy.go and condition.go. What can be
// asked of each action? actions.go. Could a statement ever apply? effect.go. What follows from them?
// evaluate.go. Which patterns and forms overlap? overlap.go. What may a keys document hold? keys.go. Where does it
// come from, and for how long is it good? source.go. What does a new key look like? newkey.go. How is a
// document read, and what is told of it? document.go, with package shape.
// Who is let in, and through? gate.go, which alone imports sigv4, awsjson and apierror. How often?
// limits.go.
package access

// Service is the prefix of the actions, and the service field of the resources, that a policy names.
const Service = "cognito-idp"
