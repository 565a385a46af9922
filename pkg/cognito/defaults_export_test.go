package cognito

// Resolve is the pure function behind the answers, for the properties that a
// request cannot reach.
var Resolve = resolve
