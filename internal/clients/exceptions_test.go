package clients_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/clients/wiretap"
	"userpools/pkg/apierror"
)

// declared is a call of an operation that declares the exception where CreateUserPool does not: the Go client gives
// an exception its type only there.
var declared = map[apierror.Code]scripted{
	apierror.ResourceNotFound:       {"DescribeUserPool", object{"UserPoolId": somePool}},
	apierror.ConcurrentModification: {"UpdateUserPool", object{"UserPoolId": somePool}},
	apierror.UserImportInProgress:   {"DeleteUserPool", object{"UserPoolId": somePool}},
	apierror.OperationNotEnabled:    {"AddCustomAttributes", object{"UserPoolId": somePool, "CustomAttributes": []object{{"Name": "a"}}}},
	apierror.InvalidOAuthFlow:       {"CreateUserPoolClient", object{"UserPoolId": somePool, "ClientName": "a"}},
	apierror.InternalServer:         {"AddUserPoolClientSecret", object{"UserPoolId": somePool, "ClientId": "a"}},
	apierror.GroupExists:            {"CreateGroup", object{"UserPoolId": somePool, "GroupName": "a"}},
	apierror.DuplicateProvider:      {"CreateIdentityProvider", object{"UserPoolId": somePool, "ProviderName": "abc", "ProviderType": "OIDC", "ProviderDetails": object{}}},
	apierror.ScopeDoesNotExist:      {"CreateUserPoolClient", object{"UserPoolId": somePool, "ClientName": "a"}},

	apierror.CodeDeliveryFailure:         {"SetRiskConfiguration", object{"UserPoolId": somePool}},
	apierror.UserPoolAddOnNotEnabled:     {"SetRiskConfiguration", object{"UserPoolId": somePool}},
	apierror.UnsupportedIdentityProvider: {"DeleteIdentityProvider", object{"UserPoolId": somePool, "ProviderName": "a"}},
	apierror.ManagedLoginBrandingExists:  {"CreateManagedLoginBranding", object{"UserPoolId": somePool, "ClientId": "a"}},
}

const somePool = "us-east-1_123456789"

// frontEnd are exceptions of AWS's front end, which no operation declares. The model has
// AccessDeniedException, so that all but Go have a class for it.
var frontEnd = []apierror.Code{
	apierror.AccessDenied, apierror.ExpiredToken, apierror.IncompleteSignature, apierror.InvalidSignature,
	apierror.MissingAuthenticationToken, apierror.Serialization, apierror.UnknownOperation, apierror.UnrecognizedClient,
}

// message is what a refusal says here: no code is in it, so that no client can
// have taken the exception's name from the text.
const message = "Because <it> \"had\" to be; für immer."

// refusing is an endpoint that answers each call with the next exception of the product.
func refusing(t *testing.T) *wiretap.Tap {
	t.Helper()
	tap := wiretap.New(t)
	for _, e := range apierror.All() {
		tap.Refuse("", 1, apierror.New(e.Code, message))
	}
	return tap
}

// TestExceptions: each client has a class of its own for what the model declares, and one for all others.
func TestExceptions(t *testing.T) {
	var calls []scripted
	for _, e := range apierror.All() {
		call, ok := declared[e.Code]
		if !ok {
			call = scripted{"CreateUserPool", object{"PoolName": "a"}}
		}
		calls = append(calls, call)
	}
	for name, general := range map[string]string{
		"python": "ClientError", "javascript": "CognitoIdentityProviderServiceException",
		"java": "CognitoIdentityProviderException", "go": "GenericAPIError",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := callers[name](t, refusing(t).URL, calls, once)
			require.Len(t, got, len(calls))
			for i, e := range apierror.All() {
				want := result{Class: string(e.Code), Code: string(e.Code), Message: message, Own: true, Status: e.Status}
				if slices.Contains(frontEnd, e.Code) && (e.Code != apierror.AccessDenied || name == "go") {
					want.Class, want.Own = general, false
				}
				assert.Equal(t, want, got[i])
			}
		})
	}
}
