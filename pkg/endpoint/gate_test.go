package endpoint_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	et "userpools/internal/endpointtest"
	"userpools/pkg/endpoint"
	"userpools/pkg/request"
)

func TestAllowAll_Root(t *testing.T) {
	for region, principal := range map[string]string{
		"us-east-1":     "arn:aws:iam::123456789012:root",
		"us-gov-west-1": "arn:aws-us-gov:iam::123456789012:root",
		"cn-north-1":    "arn:aws-cn:iam::123456789012:root",
	} {
		e := et.New(t, func(c *endpoint.Config) { c.Region = region })
		caller, err := e.Authenticate(t.Context(), &request.Request{})
		assert.NoError(t, err)
		assert.Equal(t, "123456789012", caller.Account)
		assert.Equal(t, principal, caller.Principal)
		assert.Nil(t, caller.Authorize)
	}
}

func TestAllowAll_OnOtherRegion(t *testing.T) {
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
			asked := func(option et.Option) {
				e := et.New(t, option)
				for range 3 {
					_, err := e.Authenticate(t.Context(), &request.Request{Header: map[string]string{"authorization": tt.authorization}})
					assert.NoError(t, err)
				}
			}
			asked(func(c *endpoint.Config) { c.OnOtherRegion = func(r string) { told = append(told, r) } })
			asked(func(*endpoint.Config) {}) // nobody has to be told
			if tt.want == "" {
				assert.Empty(t, told)
				return
			}
			assert.Equal(t, []string{tt.want}, told, "once")
		})
	}
}
