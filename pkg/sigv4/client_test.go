package sigv4_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/smithy-go"
	"github.com/stretchr/testify/require"

	"userpools/pkg/request"
	"userpools/pkg/sigv4"
)

// fromHTTP is r as a server of net/http has it.
func fromHTTP(t testing.TB, r *http.Request) *request.Request {
	body, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	return request.FromHTTP(r, body)
}

// joined is what API Gateway makes of headers: names in lower case, values
// without the space around them, several values joined by commas.
func joined(header http.Header) map[string]string {
	out := map[string]string{}
	for name, values := range header {
		trimmed := make([]string, len(values))
		for i, v := range values {
			trimmed[i] = strings.Trim(v, " \t")
		}
		out[strings.ToLower(name)] = strings.Join(trimmed, ",")
	}
	return out
}

// The files are requests of AWS CLI 1.45.11, boto3 1.43.11, aws-sdk-go-v2 with
// service/cognitoidentityprovider 1.61.0 and JavaScript's
// client-cognito-identity-provider 3.1168.0 as they came over the wire in
// November 2026, but for the operating system in the (unsigned) User-Agent.
func TestVerifier_RealClients(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "requests", "*.http"))
	require.NoError(t, err)
	require.Len(t, files, 8)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".http"), func(t *testing.T) {
			r := captured(t, file)
			at, err := time.Parse("20060102T150405Z", r.Header["x-amz-date"])
			require.NoError(t, err)
			require.NoError(t, verifyBy(verifierAt(at), r, secret))
			r.Body = append(r.Body, '\n')
			require.Error(t, verifyBy(verifierAt(at), r, secret))
		})
	}
}

func captured(t testing.TB, file string) *request.Request {
	raw, err := os.ReadFile(file)
	require.NoError(t, err)
	r, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(raw)))
	require.NoError(t, err)
	return fromHTTP(t, r)
}

// endpoint verifies what it gets and answers as AWS JSON does.
func endpoint(t *testing.T, v *sigv4.Verifier) string {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		if refusal, ok := errors.AsType[*sigv4.Error](verifyBy(v, fromHTTP(t, r), secret)); ok {
			w.WriteHeader(http.StatusBadRequest)
			_ = json.NewEncoder(w).Encode(map[string]string{"__type": refusal.Code, "message": refusal.Message})
			return
		}
		_, _ = io.WriteString(w, `{"UserPool":{"Id":"us-east-1_Example01"}}`)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestVerifier_GoClient(t *testing.T) {
	late := func() time.Time { return time.Now().Add(time.Hour) }
	for _, c := range []struct {
		name                                   string
		keyID, secret, token, zone, path, code string
		clock                                  func() time.Time
	}{
		{"with its key", keyID, secret, "", region, "", "", time.Now},
		{"at a path", keyID, secret, "", region, "/prod", "", time.Now},
		{"with a wrong secret", keyID, "wrong", "", region, "", invalid, time.Now},
		{"with an unknown key", "UPOTHERKEY", secret, "", region, "", unrecognized, time.Now},
		{"for another region", keyID, secret, "", "eu-west-1", "", invalid, time.Now},
		{"with a session token", keyID, secret, "token", region, "", unrecognized, time.Now},
		{"with an old clock", keyID, secret, "", region, "", invalid, late},
	} {
		t.Run(c.name, func(t *testing.T) {
			client := cognitoidentityprovider.New(cognitoidentityprovider.Options{
				Region: c.zone, BaseEndpoint: aws.String(endpoint(t, sigv4.New(region, service, c.clock)) + c.path),
				Retryer: aws.NopRetryer{}, // the client would correct its clock by the answer's Date
				Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
					return aws.Credentials{AccessKeyID: c.keyID, SecretAccessKey: c.secret, SessionToken: c.token}, nil
				}),
			})
			_, err := client.CreateUserPool(t.Context(), &cognitoidentityprovider.CreateUserPoolInput{PoolName: aws.String("Köln  pool")})
			require.Equal(t, c.code, codeOf(err))
		})
	}
}

func codeOf(err error) string {
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		return api.ErrorCode()
	}
	if err != nil {
		return err.Error()
	}
	return ""
}
