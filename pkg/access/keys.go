package access

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"userpools/pkg/strictjson"
)

const (
	// MaxKeys is how many keys a document may hold.
	MaxKeys = 256

	keyPrefix    = "UPK" // not AWS's AKIA or ASIA: nobody shall mistake one for the other, secret scanners included
	keyLength    = 20    // as long as AWS's, and as plain: tools check that
	minSecret    = 32
	maxSecret    = 128
	maxPrincipal = 512
)

// Key is one entry of a keys document: who may sign with it, and what they may do then. It is safe to
// print and to log.
type Key struct {
	ID        string
	Account   string // 12 digits: the partition that its holder sees
	Principal string // the ARN of a user or role in that account
	Policy    *Policy
	NotAfter  time.Time // the last moment of its life; zero: for ever
	Secret    Secret
}

// String names the key and its holder.
func (k Key) String() string { return k.ID + " of " + k.Principal }

// GoString names the key and its holder.
func (k Key) GoString() string { return "access.Key(" + k.String() + ")" }

// LogValue names the key and its holder.
func (k Key) LogValue() slog.Value {
	return slog.GroupValue(slog.String("id", k.ID), slog.String("principal", k.Principal))
}

func (k Key) alive(now time.Time) bool { return k.NotAfter.IsZero() || !now.After(k.NotAfter) }

// Keys is a whole keys document. It is immutable and has at least one key.
type Keys struct {
	byID     map[string]Key
	warnings []Warning
}

// ParseKeys reads a keys document:
//
//	{"UPK…": {"secret": "…", "account": "123456789012", "principal": "arn:aws:iam::123456789012:user/ci",
//	          "policy": {…}, "notAfter": "2027-01-01T00:00:00Z"}}
//
// Key ids are UPK and 17 of the characters A-Z and 2-7; notAfter (RFC 3339) may be left out. One
// principal may have several keys, which is how keys are rotated; each brings its own policy.
//
// The error is a *DocumentError that tells every mistake at once and no secret. A document without a
// key is one too.
func ParseKeys(data []byte, scope Scope) (*Keys, error) {
	c := newChecker(scope)
	keys := &Keys{byID: map[string]Key{}}
	if root, ok := c.Read(data, place); ok {
		c.keys(root, keys)
	}
	if err := c.Err("keys document"); err != nil {
		return nil, err
	}
	keys.warnings = c.warnings
	return keys, nil
}

// Warnings are the parts of the document that have no effect at the endpoint.
func (k *Keys) Warnings() []Warning {
	if k == nil {
		return nil
	}
	return slices.Clone(k.warnings)
}

// Lookup finds a key by its id. One whose time is over is not found.
func (k *Keys) Lookup(id string, now time.Time) (Key, bool) {
	key, found := k.byID[id]
	if !found || !key.alive(now) {
		return Key{}, false
	}
	return key, true
}

// Len counts the keys, dead ones included.
func (k *Keys) Len() int { return len(k.byID) }

// String is the number of keys.
func (k *Keys) String() string { return fmt.Sprintf("%d keys", k.Len()) }

// GoString is the number of keys.
func (k *Keys) GoString() string { return "access.Keys(" + k.String() + ")" }

// LogValue is the number of keys.
func (k *Keys) LogValue() slog.Value { return slog.StringValue(k.String()) }

func (c *checker) keys(root *node, into *Keys) {
	if !c.is(root, "", strictjson.Object) {
		return
	}
	switch n := len(root.Members); {
	case n == 0:
		c.Add("", "has no keys")
	case n > MaxKeys:
		c.Add("", fmt.Sprintf("has more than %d keys", MaxKeys))
	}
	for i, m := range root.Members {
		at := path(m.Name)
		if !validKeyID(m.Name) {
			at = path("").Item(i) // what stands in the place of an id may be the secret: it is counted, not told
			c.Add(at, badKeyID(m.Name))
		}
		into.byID[m.Name] = c.key(m, at)
	}
}

func badKeyID(id string) string {
	if strings.HasPrefix(id, "AKIA") || strings.HasPrefix(id, "ASIA") {
		return "is a key of AWS: such keys never belong here"
	}
	return fmt.Sprintf("must have an id of %s and %d of the characters A-Z and 2-7", keyPrefix, keyLength-len(keyPrefix))
}

func validKeyID(id string) bool {
	if len(id) != keyLength || !strings.HasPrefix(id, keyPrefix) {
		return false
	}
	foreign := func(r rune) bool { return (r < 'A' || r > 'Z') && (r < '2' || r > '7') }
	return !strings.ContainsFunc(id, foreign)
}

func (c *checker) key(m member, at path) Key {
	k := Key{ID: m.Name}
	c.holder = someAccount
	if account := m.Value.Get("account").Text; validAccount(account) {
		c.holder = account // the policy is judged by it, wherever it stands
	}
	c.object(m.Value, at,
		field{"secret", true, func(n *node, at path) { k.Secret = c.secret(n, at) }},
		field{"account", true, func(n *node, at path) { k.Account = c.account(n, at) }},
		field{"principal", true, func(n *node, at path) { k.Principal = c.principal(n, at) }},
		field{"policy", true, func(n *node, at path) { k.Policy = c.policy(n, at) }},
		field{"notAfter", false, func(n *node, at path) { k.NotAfter = c.moment(n, at) }})
	if k.Account != "" && k.Principal != "" && accountOf(k.Principal) != k.Account {
		c.Add(at.Member("principal"), "must be of the account that the key has")
	}
	return k
}

func (c *checker) secret(n *node, at path) Secret {
	if !c.is(n, at, strictjson.String) {
		return Secret{}
	}
	if len(n.Text) < minSecret || len(n.Text) > maxSecret {
		c.Add(at, fmt.Sprintf("must have %d to %d characters", minSecret, maxSecret))
	}
	if strings.ContainsFunc(n.Text, func(r rune) bool { return r <= ' ' || r > '~' }) {
		c.Add(at, "must be of printable ASCII characters without spaces")
	}
	return newSecret(n.Text)
}

func (c *checker) account(n *node, at path) string {
	if !c.is(n, at, strictjson.String) {
		return ""
	}
	if !validAccount(n.Text) {
		c.Add(at, "must be of 12 digits")
		return ""
	}
	return n.Text
}

func validAccount(s string) bool {
	return len(s) == 12 && !strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
}

func (c *checker) principal(n *node, at path) string {
	if !c.is(n, at, strictjson.String) {
		return ""
	}
	if !validPrincipal(n.Text) {
		c.Add(at, "must be the ARN of a user or role, as in arn:aws:iam::123456789012:user/path/name")
		return ""
	}
	return n.Text
}

// The names that IAM gives to users and roles, with their paths
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html), in each of AWS's partitions.
const principalStart = "arn:aws:iam::"

var partitions = []string{"aws", "aws-cn", "aws-eusc", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-us-gov"}

// cutPrincipal takes arn:partition:iam::account:name apart.
func cutPrincipal(arn string) (account, name string, ok bool) {
	f := strings.SplitN(arn, ":", arnFields)
	if len(f) != arnFields || f[0] != "arn" || !slices.Contains(partitions, f[1]) || f[2] != "iam" || f[3] != "" {
		return "", "", false
	}
	return f[4], f[5], true
}

func accountOf(principal string) string {
	account, _, _ := cutPrincipal(principal)
	return account
}

func validPrincipal(arn string) bool {
	account, name, ok := cutPrincipal(arn)
	if !ok || len(arn) > maxPrincipal || !validAccount(account) {
		return false
	}
	parts := strings.Split(name, "/")
	if len(parts) < 2 || parts[0] != "user" && parts[0] != "role" {
		return false
	}
	for _, part := range parts {
		if !validName(part) {
			return false
		}
	}
	return true
}

func validName(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return !alphanumeric(r) && !strings.ContainsRune("_+=,.@-", r) })
}

func (c *checker) moment(n *node, at path) time.Time {
	if !c.is(n, at, strictjson.String) {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339, n.Text)
	if err != nil || t.IsZero() {
		c.Add(at, "must be a moment of RFC 3339, as in 2027-01-01T00:00:00Z")
	}
	return t
}
