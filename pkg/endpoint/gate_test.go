package endpoint_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/awsjson"
	"userpools/pkg/endpoint"
)

func TestOpenLetsEverybodyInAsTheRootOfOneAccount(t *testing.T) {
	for region, principal := range map[string]string{
		"us-east-1":     "arn:aws:iam::123456789012:root",
		"us-gov-west-1": "arn:aws-us-gov:iam::123456789012:root",
		"cn-north-1":    "arn:aws-cn:iam::123456789012:root",
	} {
		gate := &endpoint.Open{Account: "123456789012", Region: region}
		caller, err := gate.Authenticate(t.Context(), &awsjson.Request{})
		require.NoError(t, err)
		assert.Equal(t, awsjson.Caller{Account: "123456789012", Principal: principal}, caller)
		assert.NoError(t, gate.Authorize(t.Context(), &awsjson.Call{}))
	}
}

func TestOpenToldOfAnotherRegion(t *testing.T) {
	const signed = "AWS4-HMAC-SHA256 Credential=AKID/20260924/"
	for name, tt := range map[string]struct{ authorization, want string }{
		"unsigned":                     {"", ""},
		"the right region":             {signed + "us-east-1/cognito-idp/aws4_request, SignedHeaders=host, Signature=00", ""},
		"another region":               {signed + "eu-west-1/cognito-idp/aws4_request, SignedHeaders=host, Signature=00", "eu-west-1"},
		"the credential comes last":    {"AWS4-HMAC-SHA256 SignedHeaders=host,Signature=00,Credential=A/2/eu-west-1/c/aws4_request", "eu-west-1"},
		"a key id with a slash":        {signed + "a/eu-west-1/cognito-idp/aws4_request", ""},
		"no scope":                     {"AWS4-HMAC-SHA256 Credential=AKID", ""},
		"a bearer token":               {"Bearer eyJhbGciOi", ""},
		"what cannot be a region":      {signed + "\x1b[31m\n/cognito-idp/aws4_request", ""},
		"a region that is too long":    {signed + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/cognito-idp/aws4_request", ""},
		"an empty region says nothing": {signed + "/cognito-idp/aws4_request", ""},
	} {
		t.Run(name, func(t *testing.T) {
			var told []string
			gate := &endpoint.Open{Account: "123456789012", Region: "us-east-1", Astray: func(r string) { told = append(told, r) }}
			for range 3 {
				_, err := gate.Authenticate(t.Context(), &awsjson.Request{Header: map[string]string{"authorization": tt.authorization}})
				require.NoError(t, err)
			}
			if tt.want == "" {
				assert.Empty(t, told)
				return
			}
			assert.Equal(t, []string{tt.want}, told, "once")
		})
	}
}

func TestNobodyHasToBeTold(t *testing.T) {
	gate := &endpoint.Open{Region: "us-east-1"}
	_, err := gate.Authenticate(t.Context(), &awsjson.Request{Header: map[string]string{"authorization": "Credential=A/2/eu-west-1/c/aws4_request"}})
	assert.NoError(t, err)
}
