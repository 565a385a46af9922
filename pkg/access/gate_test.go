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
	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/sigv4"
)

var testScope = Scope{Partition: "aws", Region: "us-east-1", Operations: cognito.ModelOperations()}

// signed is a request to list pools, signed by the SDK's own signer.
func signed(t testing.TB, keyID, secret, body string) *awsjson.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://pools.example/", strings.NewReader(body))
	require.NoError(t, err)
	r.Header.Set("Content-Type", awsjson.ContentType)
	r.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService.ListUserPools")
	hash := sha256.Sum256([]byte(body))
	credentials := aws.Credentials{AccessKeyID: keyID, SecretAccessKey: secret}
	require.NoError(t, v4.NewSigner().SignHTTP(t.Context(), credentials, r, hex.EncodeToString(hash[:]), Service, "us-east-1", noon))
	header := map[string]string{"host": r.Host, "content-length": strconv.Itoa(len(body))}
	for name, values := range r.Header {
		header[strings.ToLower(name)] = strings.Join(values, ",")
	}
	return &awsjson.Request{Method: "POST", Path: "/", Header: header, Body: []byte(body)}
}

// gateOf is a gate with the keys of a document at noon, and a store of tags.
func gateOf(fetch Fetch, tags func(account, arn string) (map[string]string, error)) *Gate {
	now := func() time.Time { return noon }
	return &Gate{
		Verifier: sigv4.New("us-east-1", Service, now),
		Keys:     NewSource(fetch, testScope, now, nil),
		PoolArn:  poolArn,
		PoolTags: func(_ context.Context, account, arn string) (map[string]string, error) { return tags(account, arn) },
		Now:      now,
	}
}

func poolArn(account, id string) string {
	return cognito.PoolArn(cognito.Partition{Account: account, Region: "us-east-1"}, id)
}

func document(text string) Fetch {
	return func(context.Context) ([]byte, error) { return []byte(text), nil }
}

func TestWhoSignsWithAKeyIsItsHolder(t *testing.T) {
	g := gateOf(document(docA), nil)
	caller, err := g.Authenticate(t.Context(), signed(t, idA, canary, `{"MaxResults":1}`))
	require.NoError(t, err)
	assert.Equal(t, here, caller.Account)
	assert.Equal(t, alice, caller.Principal)
	assert.Equal(t, idA, caller.KeyID)
	assert.Equal(t, Allowed, caller.Grant.(*Policy).Evaluate(Request{Action: "cognito-idp:ListUserPools", Resource: "*"}))
}

func TestWhoDoesNotIsRefused(t *testing.T) {
	const ended = `{"` + idA + `": {"secret": "` + canary + `", "account": "123456789012", "principal": "` + alice +
		`", "notAfter": "2026-11-21T11:59:59Z", "policy": {"Statement": ` + aStatement + `}}}`
	good := func() *awsjson.Request { return signed(t, idA, canary, `{"MaxResults":1}`) }
	changed := func(change func(*awsjson.Request)) *awsjson.Request {
		r := good()
		change(r)
		return r
	}
	for name, tt := range map[string]struct {
		request  *awsjson.Request
		document string
		code     apierror.Code
	}{
		"without a signature":               {&awsjson.Request{Method: "POST", Path: "/"}, docA, apierror.MissingAuthenticationToken},
		"with half of one":                  {changed(func(r *awsjson.Request) { r.Header["authorization"] = "AWS4-HMAC-SHA256 x" }), docA, apierror.IncompleteSignature},
		"with another secret":               {signed(t, idA, strings.ToLower(canary), `{}`), docA, apierror.InvalidSignature},
		"with a key that nobody has":        {signed(t, idB, canary, `{}`), docA, apierror.UnrecognizedClient},
		"with a key whose time is over":     {good(), ended, apierror.UnrecognizedClient},
		"with a session token":              {changed(func(r *awsjson.Request) { r.Header["x-amz-security-token"] = "x" }), docA, apierror.UnrecognizedClient},
		"with another body":                 {changed(func(r *awsjson.Request) { r.Body = []byte(`{"MaxResults":2}`) }), docA, apierror.InvalidSignature},
		"with a body that could not be had": {changed(func(r *awsjson.Request) { r.Body, r.Undecodable = nil, true }), docA, apierror.InvalidSignature},
		"with another target":               {changed(func(r *awsjson.Request) { r.Header["x-amz-target"] += "x" }), docA, apierror.InvalidSignature},
		"with another host":                 {changed(func(r *awsjson.Request) { r.Header["host"] = "else.example" }), docA, apierror.InvalidSignature},
		"with a query":                      {changed(func(r *awsjson.Request) { r.Query = "a=b" }), docA, apierror.InvalidSignature},
		"with an X-Amz header more":         {changed(func(r *awsjson.Request) { r.Header["x-amz-user-agent"] = "x" }), docA, apierror.InvalidSignature},
	} {
		t.Run(name, func(t *testing.T) {
			caller, err := gateOf(document(tt.document), nil).Authenticate(t.Context(), tt.request)
			assert.Zero(t, caller)
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
func TestWithoutAGoodDocumentEveryRequestIsAFault(t *testing.T) {
	for name, fetch := range map[string]Fetch{
		"there is none":       func(context.Context) ([]byte, error) { return nil, errors.New("out of reach") },
		"it is empty":         document(""),
		"it has no keys":      document("{}"),
		"it is torn":          document(docA[:60]),
		"one word is unknown": document(strings.Replace(docA, `"policy"`, `"sessionToken": "x", "policy"`, 1)),
	} {
		for form, r := range map[string]*awsjson.Request{
			"signed":      signed(t, idA, canary, `{}`),
			"unknown key": signed(t, idB, canary, `{}`),
			"unsigned":    {Method: "POST", Path: "/"},
			"malformed":   {Method: "POST", Path: "/", Header: map[string]string{"authorization": "Bearer x"}},
		} {
			caller, err := gateOf(fetch, nil).Authenticate(t.Context(), r)
			assert.ErrorIs(t, err, ErrUnavailable, "%s, %s", name, form)
			_, classified := apierror.As(err)
			assert.False(t, classified, "%s, %s", name, form)
			assert.Zero(t, caller)
		}
	}
}

func TestNoPartOfAGateTellsASecret(t *testing.T) {
	g := gateOf(document(docA), nil)
	caller, err := g.Authenticate(t.Context(), signed(t, idA, canary, `{}`))
	require.NoError(t, err)
	for _, v := range []any{g, g.Keys, g.Verifier, caller, &caller} {
		for _, form := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
			mustNotTell(t, fmt.Sprintf(form, v))
		}
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "v", v)
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "v", v)
		mustNotTell(t, log.String())
	}
}

func TestAnEmptySecretIsAFault(t *testing.T) {
	_, classified := apierror.As(unauthenticated(sigv4.ErrEmptySecret))
	assert.False(t, classified, "anybody can sign with it")
}
