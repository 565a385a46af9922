package endpointtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/stretchr/testify/require"

	"userpools/pkg/access"
	"userpools/pkg/endpoint"
	"userpools/pkg/request"
)

// Canary is in what no log and no fault may tell.
const Canary = "kAnArIe"

// Key is somebody's: a name of lower-case letters, an account, and what the statements of
// the policy say, separated by commas.
type Key struct{ Name, Account, Statements string }

// Nobody signs nothing.
var Nobody Key

// NewKey is a key.
func NewKey(name, account, statements string) Key { return Key{name, account, statements} }

// ID is the key's.
func (k Key) ID() string {
	return "UPK" + strings.ToUpper(k.Name) + strings.Repeat("7", 17-len(k.Name))
}

// Secret is the key's.
func (k Key) Secret() string { return "secret-" + Canary + "-of-" + k.Name + strings.Repeat("-", 32) }

// Document is a keys document.
func Document(keys ...Key) []byte {
	all := Object{}
	for _, k := range keys {
		all[k.ID()] = Object{
			"secret": k.Secret(), "account": k.Account, "principal": "arn:aws:iam::" + k.Account + ":user/" + k.Name,
			"policy": Object{"Statement": json.RawMessage("[" + k.Statements + "]")},
		}
	}
	return JSON(all)
}

// Keys makes an endpoint one whose callers sign, without limits on how often.
func Keys(keys ...Key) Option {
	return Fetch(func(context.Context) ([]byte, error) { return Document(keys...), nil })
}

// Fetch is Keys with a document from elsewhere.
func Fetch(fetch access.Fetch) Option {
	return func(c *endpoint.Config) { c.Keys = access.NewSource(fetch, endpoint.Scope(c.Region), c.Now, nil) }
}

// Limited bounds how often.
func Limited(c *endpoint.Config) { c.Limits = &access.Limits{} }

// Says is a statement of a policy.
func Says(effect, action, resource string) string {
	return fmt.Sprintf(`{"Effect":%q,"Action":%q,"Resource":%q}`, effect, action, resource)
}

// SaysIf is one with a condition.
func SaysIf(effect, action, resource, condition string) string {
	return fmt.Sprintf(`{"Effect":%q,"Action":%q,"Resource":%q,"Condition":%s}`, effect, action, resource, condition)
}

// Everything is the statement that allows it.
var Everything = Says("Allow", "*", "*")

// Sign signs a request as the SDK for Go does.
func Sign(t T, k Key, at time.Time, r *request.Request) *request.Request {
	t.Helper()
	out, err := http.NewRequest(r.Method, "https://"+r.Header["host"]+r.Path, strings.NewReader(string(r.Body))) //nolint:noctx // it is never sent
	require.NoError(t, err)
	for name, value := range r.Header {
		if name != "host" && name != "content-length" {
			out.Header.Set(name, value)
		}
	}
	hash := sha256.Sum256(r.Body)
	credentials := aws.Credentials{AccessKeyID: k.ID(), SecretAccessKey: k.Secret()}
	require.NoError(t, v4.NewSigner().SignHTTP(context.Background(), credentials, out, hex.EncodeToString(hash[:]), access.Service, Region, at))
	for name, values := range out.Header {
		r.Header[strings.ToLower(name)] = strings.Join(values, ",")
	}
	return r
}
