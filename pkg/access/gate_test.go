package access

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/apierror"
	"userpools/pkg/cognito"
	"userpools/pkg/request"
	"userpools/pkg/sigv4"
)

var testScope = func() Scope {
	s := Scope{Partition: "aws", Region: "us-east-1", Actions: map[string]Action{}, Operations: cognito.ModelOperations()}
	forms := map[cognito.Resource]string{cognito.NoResource: NoResource, cognito.AllPools: AllPools, cognito.OnePool: OnePool}
	for _, op := range cognito.Operations() {
		s.Actions[op.Name] = Action{forms[op.Resource], op.SetsTags(), op.NamesTagKeys()}
	}
	return s
}()

// signed is a request to list pools, signed by the SDK's own signer.
func signed(t testing.TB, keyID, secret, body string) *request.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://pools.example/", strings.NewReader(body))
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	r.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService.ListUserPools")
	hash := sha256.Sum256([]byte(body))
	credentials := aws.Credentials{AccessKeyID: keyID, SecretAccessKey: secret}
	require.NoError(t, v4.NewSigner().SignHTTP(t.Context(), credentials, r, hex.EncodeToString(hash[:]), Service, "us-east-1", noon))
	header := map[string]string{"host": r.Host, "content-length": strconv.Itoa(len(body))}
	for name, values := range r.Header {
		header[strings.ToLower(name)] = strings.Join(values, ",")
	}
	return &request.Request{Method: "POST", Path: "/", Header: header, Body: []byte(body)}
}

var verifier = sigv4.New("us-east-1", Service, func() time.Time { return noon })

// keysOf are those of a document at noon.
func keysOf(fetch Fetch) *Source {
	return NewSource(fetch, testScope, func() time.Time { return noon }, nil)
}

func document(text string) Fetch {
	return func(context.Context) ([]byte, error) { return []byte(text), nil }
}

func TestAuthenticate_Key(t *testing.T) {
	key, err := Authenticate(t.Context(), verifier, keysOf(document(docA)), signed(t, idA, canary, `{"MaxResults":1}`))
	require.NoError(t, err)
	assert.Equal(t, here, key.Account)
	assert.Equal(t, alice, key.Principal)
	assert.Equal(t, idA, key.ID)
	assert.Equal(t, Allowed, key.Policy.Evaluate(Request{Action: "cognito-idp:ListUserPools", Resource: "*"}))
}

func TestAuthenticate_Refusals(t *testing.T) {
	const ended = `{"` + idA + `": {"secret": "` + canary + `", "account": "123456789012", "principal": "` + alice +
		`", "notAfter": "2026-11-21T11:59:59Z", "policy": {"Statement": ` + aStatement + `}}}`
	good := func() *request.Request { return signed(t, idA, canary, `{"MaxResults":1}`) }
	changed := func(change func(*request.Request)) *request.Request {
		r := good()
		change(r)
		return r
	}
	for name, tt := range map[string]struct {
		request  *request.Request
		document string
		code     apierror.Code
	}{
		"without a signature":               {&request.Request{Method: "POST", Path: "/"}, docA, apierror.MissingAuthenticationToken},
		"with half of one":                  {changed(func(r *request.Request) { r.Header["authorization"] = "AWS4-HMAC-SHA256 x" }), docA, apierror.IncompleteSignature},
		"with another secret":               {signed(t, idA, strings.ToLower(canary), `{}`), docA, apierror.InvalidSignature},
		"with a key that nobody has":        {signed(t, idB, canary, `{}`), docA, apierror.UnrecognizedClient},
		"with a key whose time is over":     {good(), ended, apierror.UnrecognizedClient},
		"with a session token":              {changed(func(r *request.Request) { r.Header["x-amz-security-token"] = "x" }), docA, apierror.UnrecognizedClient},
		"with another body":                 {changed(func(r *request.Request) { r.Body = []byte(`{"MaxResults":2}`) }), docA, apierror.InvalidSignature},
		"with a body that could not be had": {changed(func(r *request.Request) { r.Body, r.Undecodable = nil, true }), docA, apierror.InvalidSignature},
		"with another target":               {changed(func(r *request.Request) { r.Header["x-amz-target"] += "x" }), docA, apierror.InvalidSignature},
		"with another host":                 {changed(func(r *request.Request) { r.Header["host"] = "else.example" }), docA, apierror.InvalidSignature},
		"with a query":                      {changed(func(r *request.Request) { r.Query = "a=b" }), docA, apierror.InvalidSignature},
		"with an X-Amz header more":         {changed(func(r *request.Request) { r.Header["x-amz-user-agent"] = "x" }), docA, apierror.InvalidSignature},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Authenticate(t.Context(), verifier, keysOf(document(tt.document)), tt.request)
			refused, classified := apierror.As(err)
			require.True(t, classified, err)
			assert.Equal(t, tt.code, refused.Code)
			assert.Equal(t, "signature", refused.Refused)
			_, known := apierror.Describe(refused.Code)
			assert.True(t, known, "it has a row in the table")
			assert.NotContains(t, refused.Message, canary)
		})
	}
}

// A request that any document would refuse is no exception: nothing is known here.
func TestAuthenticate_NoDocument(t *testing.T) {
	for name, fetch := range map[string]Fetch{
		"there is none":       func(context.Context) ([]byte, error) { return nil, errors.New("out of reach") },
		"it is empty":         document(""),
		"it has no keys":      document("{}"),
		"it is torn":          document(docA[:60]),
		"one word is unknown": document(strings.Replace(docA, `"policy"`, `"sessionToken": "x", "policy"`, 1)),
	} {
		for form, r := range map[string]*request.Request{
			"signed":      signed(t, idA, canary, `{}`),
			"unknown key": signed(t, idB, canary, `{}`),
			"unsigned":    {Method: "POST", Path: "/"},
			"malformed":   {Method: "POST", Path: "/", Header: map[string]string{"authorization": "Bearer x"}},
		} {
			_, err := Authenticate(t.Context(), verifier, keysOf(fetch), r)
			assert.ErrorIs(t, err, ErrUnavailable, "%s, %s", name, form)
			_, classified := apierror.As(err)
			assert.False(t, classified, "%s, %s", name, form)
		}
	}
}

func TestAuthenticate_TellsNoSecret(t *testing.T) {
	keys := keysOf(document(docA))
	key, err := Authenticate(t.Context(), verifier, keys, signed(t, idA, canary, `{}`))
	require.NoError(t, err)
	for _, v := range []any{keys, verifier, key, &key} {
		for _, form := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
			mustNotTell(t, fmt.Sprintf(form, v))
		}
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "v", v)
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "v", v)
		mustNotTell(t, log.String())
	}
}

func TestAuthenticate_EmptySecret(t *testing.T) {
	_, classified := apierror.As(unauthenticated(sigv4.ErrEmptySecret))
	assert.False(t, classified, "anybody can sign with it")
}
