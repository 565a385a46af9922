package cognito

// Facts answers what only the caller's AWS account knows. ARNs in requests
// are checked by their text and never dereferenced; a question that text cannot
// answer is asked here, and only here.
type Facts interface {
	// SMSRole reports whether Cognito may assume the role with this external id,
	// and whether the role may publish with SNS.
	SMSRole(account, arn, externalID string) (trusted, publishes bool)
	// GroupRole reports whether callers may pass the role to a group.
	GroupRole(account, arn string) (passable bool)
	// SESIdentity reports whether SES has verified the identity, and whether it
	// authorises Cognito to send with it.
	SESIdentity(account, arn string) (verified, authorised bool)
	// KMSKey is what KMS answers to CreateGrant, or "" where it grants.
	KMSKey(account, arn string) (problem string)
	// LambdaFunction is what keeps Cognito from using the function, or "".
	LambdaFunction(account, arn string) (problem string)
	// Certificate reports whether CloudFront can use the certificate for a custom domain.
	Certificate(account, arn string) (valid bool)
	// TierChange names the features that keep a pool from going from one feature
	// plan to another, none where it may; from is "" when the pool is made.
	TierChange(account, from, to string) (inTheWay []string)
	// TagKey reports whether the key may be set on a pool.
	TagKey(account, key string) (allowed bool)
	// PoolQuota is the account's own quota of pools, where one is declared.
	PoolQuota(account string) (pools int, declared bool)
}

// Permissive implements Facts for an account in which every role, identity, key and
// function is as it should be and nothing is forbidden.
type Permissive struct{}

// SMSRole is always trusted and publishes.
func (Permissive) SMSRole(string, string, string) (trusted, publishes bool) { return true, true }

// GroupRole can always be passed.
func (Permissive) GroupRole(string, string) (passable bool) { return true }

// SESIdentity is always verified and authorised.
func (Permissive) SESIdentity(string, string) (verified, authorised bool) { return true, true }

// KMSKey never has a problem.
func (Permissive) KMSKey(string, string) string { return "" }

// LambdaFunction never has a problem.
func (Permissive) LambdaFunction(string, string) string { return "" }

// Certificate is always valid.
func (Permissive) Certificate(string, string) bool { return true }

// TierChange is always allowed.
func (Permissive) TierChange(string, string, string) []string { return nil }

// TagKey is always allowed.
func (Permissive) TagKey(string, string) bool { return true }

// PoolQuota is never declared.
func (Permissive) PoolQuota(string) (pools int, declared bool) { return 0, false }
