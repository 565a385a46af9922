package access

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"userpools/pkg/shape"
)

const (
	// MaxKeys is how many keys a document may hold.
	MaxKeys = 256

	keyPrefix = "UPK" // not AKIA or ASIA, so that neither people nor secret scanners take it for a key of AWS
	keyLength = 20    // like the ids of AWS, because clients check the form
)

// What a keys document may hold. The names that IAM gives to users and roles, with their paths, are those of
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html.
var (
	partitions = []string{"aws", "aws-cn", "aws-eusc", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-us-gov"}

	keyID = shape.String("key id", shape.Pattern(keyPrefix+`[A-Z2-7]{17}`),
		shape.Must("an id of "+keyPrefix+" and 17 of the characters A-Z and 2-7"))
	account   = shape.String("account", shape.Pattern(`[0-9]{12}`), shape.Must("of 12 digits"))
	principal = shape.String("principal", shape.Length(0, 512),
		shape.Pattern(`arn:(`+strings.Join(partitions, "|")+`):iam::[0-9]{12}:(user|role)(/[\w+=,.@-]+)+`),
		shape.Must("the ARN of a user or role, as in arn:aws:iam::123456789012:user/path/name"))

	keysFormat = formatOf("keys document", shape.Map("keys", keyID, shape.Structure("key",
		shape.Required("secret", shape.String("secret", shape.Length(32, 128),
			shape.Pattern(`[!-~]*`), shape.Must("of printable ASCII characters without spaces"))),
		shape.Required("account", account),
		shape.Required("principal", principal),
		shape.Required("policy", policyShape),
		shape.Optional("notAfter", shape.String("moment")),
	), shape.Length(1, MaxKeys), shape.Must("keys"), shape.SecretKeys)) // a wrong id may be the secret, put into the wrong place
)

// Key is one entry of a keys document: its holder and what the holder may do. It is safe to print and
// to log.
type Key struct {
	ID        string
	Account   string // 12 digits: whose pools the holder sees
	Principal string // the ARN of a user or role in that account
	Policy    *Policy
	NotAfter  time.Time // the last moment at which it is valid; zero: no end
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

// Keys is a keys document. It is immutable and has at least one key.
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
// The error is a *shape.DocumentError with all mistakes and no secret. A document without keys
// is refused.
func ParseKeys(data []byte, scope Scope) (*Keys, error) {
	root, report := keysFormat.Read(data)
	b := newBuilder(report, scope)
	keys := &Keys{byID: map[string]Key{}}
	for i := range root.Fields {
		id := root.Fields[i].Name
		keys.byID[id] = b.key(root.Entry(i, keysFormat.Shape), id)
	}
	if err := report.Err(); err != nil {
		return nil, err
	}
	keys.warnings = b.warnings
	return keys, nil
}

// Warnings are the parts of the document that have no effect at the endpoint.
func (k *Keys) Warnings() []Warning {
	if k == nil {
		return nil
	}
	return slices.Clone(k.warnings)
}

// Lookup finds a key by its id. An expired one is not found.
func (k *Keys) Lookup(id string, now time.Time) (Key, bool) {
	key, found := k.byID[id]
	if !found || !key.alive(now) {
		return Key{}, false
	}
	return key, true
}

// String is the number of keys.
func (k *Keys) String() string { return fmt.Sprintf("%d keys", len(k.byID)) }

// GoString is the number of keys.
func (k *Keys) GoString() string { return "access.Keys(" + k.String() + ")" }

// LogValue is the number of keys.
func (k *Keys) LogValue() slog.Value { return slog.StringValue(k.String()) }

func valid(s *shape.Shape, text string) bool { return s.Matches(text) }

func (b *builder) key(at shape.Place, id string) Key {
	if strings.HasPrefix(id, "AKIA") || strings.HasPrefix(id, "ASIA") {
		b.Add(at, "is a key of AWS: such keys never belong here")
	}
	k := Key{ID: id, Account: at.Get("account").Text, Principal: at.Get("principal").Text, Secret: NewSecret(at.Get("secret").Text)}
	b.holder = someAccount
	if valid(account, k.Account) {
		b.holder = k.Account // before the policy is read, whatever the order of the members
	}
	k.Policy = b.policy(at.Member("policy"))
	if valid(account, k.Account) && valid(principal, k.Principal) && strings.Split(k.Principal, ":")[arnAccount] != k.Account {
		b.Add(at.Member("principal"), "must be of the account that the key has")
	}
	if end := at.Member("notAfter"); end.Type == shape.StringType {
		var err error
		if k.NotAfter, err = time.Parse(time.RFC3339, end.Text); err != nil || k.NotAfter.IsZero() {
			b.Add(end, "must be a moment of RFC 3339, as in 2027-01-01T00:00:00Z")
		}
	}
	return k
}
