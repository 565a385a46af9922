// Package access answers two questions about a request: whose is this key, and what may its holder
// do. It verifies no signature itself (that is package sigv4's) and knows no user pool.
//
//	keys document --Source--> Keys --Lookup(id)--> Key{Account, Principal, Secret, Policy}
//	Policy --Evaluate(Request)--> Decision --Denial--> message
//
// A keys document is accepted as a whole or refused as a whole: one mistake, or one word that is not
// supported, and nothing of it counts. An error names every mistake by its path and never repeats a
// value, so it cannot leak a secret. The default is to deny: a nil policy allows nothing, and without a
// valid keys document every lookup fails.
//
//	keys.go, policy.go, condition.go  what a document may hold, as tables of package shape
//	document.go                       what the tables cannot express is reported while keys are built
//	actions.go, effect.go, overlap.go what each action has, and whether a statement could ever apply
//	evaluate.go                       the decision on a request
//	source.go                         where the document comes from and how long it is used
//	newkey.go                         a fresh key
//	gate.go, limits.go                authentication, authorization, rate limits
package access

// Service is the prefix of the actions, and the service field of the resources, that a policy names.
const Service = "cognito-idp"
