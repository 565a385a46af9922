package clients_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/clients"
	"userpools/internal/clients/wiretap"
	"userpools/pkg/apierror"
)

// exception is one of the product's and how a client's user meets it.
type exception struct {
	code apierror.Code
	// operation is one that declares it: the Go client gives an exception its type
	// only there.
	operation string
	// typed is Go's type; nil where its model has none for the operation.
	typed error
	// classes says which of Python and JavaScript have a class. Exceptions of AWS's
	// front end are in no model but AccessDeniedException.
	classes []*clients.Client
}

var both = []*clients.Client{clients.Python, clients.JavaScript}

var exceptions = []exception{
	{apierror.FeatureUnavailableInTier, "CreateUserPool", &types.FeatureUnavailableInTierException{}, both},
	{apierror.InternalError, "CreateUserPool", &types.InternalErrorException{}, both},
	{apierror.InvalidEmailRoleAccessPolicy, "CreateUserPool", &types.InvalidEmailRoleAccessPolicyException{}, both},
	{apierror.InvalidParameter, "CreateUserPool", &types.InvalidParameterException{}, both},
	{apierror.InvalidSmsRoleAccessPolicy, "CreateUserPool", &types.InvalidSmsRoleAccessPolicyException{}, both},
	{apierror.InvalidSmsRoleTrust, "CreateUserPool", &types.InvalidSmsRoleTrustRelationshipException{}, both},
	{apierror.LimitExceeded, "CreateUserPool", &types.LimitExceededException{}, both},
	{apierror.NotAuthorized, "CreateUserPool", &types.NotAuthorizedException{}, both},
	{apierror.TierChangeNotAllowed, "CreateUserPool", &types.TierChangeNotAllowedException{}, both},
	{apierror.TooManyRequests, "CreateUserPool", &types.TooManyRequestsException{}, both},
	{apierror.UserPoolTagging, "CreateUserPool", &types.UserPoolTaggingException{}, both},
	{apierror.ResourceNotFound, "DescribeUserPool", &types.ResourceNotFoundException{}, both},
	{apierror.ConcurrentModification, "UpdateUserPool", &types.ConcurrentModificationException{}, both},
	{apierror.UserImportInProgress, "DeleteUserPool", &types.UserImportInProgressException{}, both},
	{apierror.OperationNotEnabled, "AddCustomAttributes", &types.OperationNotEnabledException{}, both},
	{apierror.AccessDenied, "CreateUserPool", nil, both},
	{apierror.ExpiredToken, "CreateUserPool", nil, nil},
	{apierror.IncompleteSignature, "CreateUserPool", nil, nil},
	{apierror.InvalidSignature, "CreateUserPool", nil, nil},
	{apierror.MissingAuthenticationToken, "CreateUserPool", nil, nil},
	{apierror.Serialization, "CreateUserPool", nil, nil},
	{apierror.UnknownOperation, "CreateUserPool", nil, nil},
	{apierror.UnrecognizedClient, "CreateUserPool", nil, nil},
}

// message is what a refusal says here: no code is in it, so that no client can
// have taken the exception's name from the text.
const message = "Because <it> \"had\" to be; für immer."

func TestTheTableHasEveryExceptionOfTheProduct(t *testing.T) {
	var want, got []apierror.Code
	for _, d := range apierror.All() {
		want = append(want, d.Code)
	}
	for _, e := range exceptions {
		got = append(got, e.code)
	}
	assert.ElementsMatch(t, want, got)
}

// refusing is an endpoint that answers each call with the next exception.
func refusing(t *testing.T) *wiretap.Tap {
	t.Helper()
	tap := wiretap.New(t)
	for _, e := range exceptions {
		tap.Refuse("", 1, apierror.New(e.code, message))
	}
	return tap
}

func TestEveryExceptionReachesGoAsItsOwnType(t *testing.T) {
	client := sdk(refusing(t), func(o *cognitoidentityprovider.Options) { o.Retryer = aws.NopRetryer{} })
	for _, e := range exceptions {
		t.Run(string(e.code), func(t *testing.T) {
			err := call(t, client, e.operation)
			if e.typed != nil {
				target := reflect.New(reflect.TypeOf(e.typed)).Interface()
				assert.ErrorAs(t, err, target)
			}
			api, ok := errors.AsType[smithy.APIError](err)
			require.True(t, ok, err)
			assert.Equal(t, string(e.code), api.ErrorCode())
			assert.Equal(t, message, api.ErrorMessage())
			response, ok := errors.AsType[*smithyhttp.ResponseError](err)
			require.True(t, ok, err)
			assert.Equal(t, status(e.code), response.HTTPStatusCode())
		})
	}
}

// call makes a call that is valid for every client.
func call(t *testing.T, client *cognitoidentityprovider.Client, operation string) (err error) {
	t.Helper()
	id := aws.String("us-east-1_123456789")
	switch operation {
	case "CreateUserPool":
		_, err = client.CreateUserPool(t.Context(), &cognitoidentityprovider.CreateUserPoolInput{PoolName: id})
	case "AddCustomAttributes":
		_, err = client.AddCustomAttributes(t.Context(), &cognitoidentityprovider.AddCustomAttributesInput{
			UserPoolId: id, CustomAttributes: []types.SchemaAttributeType{{Name: id}},
		})
	case "DescribeUserPool":
		_, err = client.DescribeUserPool(t.Context(), &cognitoidentityprovider.DescribeUserPoolInput{UserPoolId: id})
	case "UpdateUserPool":
		_, err = client.UpdateUserPool(t.Context(), &cognitoidentityprovider.UpdateUserPoolInput{UserPoolId: id})
	case "DeleteUserPool":
		_, err = client.DeleteUserPool(t.Context(), &cognitoidentityprovider.DeleteUserPoolInput{UserPoolId: id})
	default:
		t.Fatalf("no call of %s", operation)
	}
	return err
}

func TestEveryExceptionReachesPythonAndJavaScriptAsItsOwnClass(t *testing.T) {
	for _, tt := range []struct {
		client  *clients.Client
		source  string
		general string // the class of what the model does not have
	}{
		{clients.Python, inPython, "ClientError"},
		{clients.JavaScript, inJavaScript, "CognitoIdentityProviderServiceException"},
	} {
		t.Run(tt.client.Name, func(t *testing.T) {
			t.Parallel()
			type raised struct {
				Class, Code, Message string
				Own                  bool
				Status               int
			}
			r := tt.client.Script(t, refusing(t).URL, []string{"AWS_MAX_ATTEMPTS=1"}, tt.source, calls(t))
			require.Zero(t, r.Status, r.Stderr)
			var got []raised
			require.NoError(t, json.Unmarshal([]byte(r.Stdout), &got))
			require.Len(t, got, len(exceptions))
			for i, e := range exceptions {
				want := raised{string(e.code), string(e.code), message, true, status(e.code)}
				if !slices.Contains(e.classes, tt.client) {
					want.Class, want.Own = tt.general, false
				}
				assert.Equal(t, want, got[i])
			}
		})
	}
}

// calls are those of call, for a script.
func calls(t *testing.T) string {
	t.Helper()
	const id = "us-east-1_123456789"
	var all []scripted
	for _, e := range exceptions {
		input := object{"UserPoolId": id}
		switch e.operation {
		case "CreateUserPool":
			input = object{"PoolName": id}
		case "AddCustomAttributes":
			input["CustomAttributes"] = []object{{"Name": id}}
		}
		all = append(all, scripted{e.operation, input})
	}
	return encoded(t, all)
}

func status(code apierror.Code) int {
	d, _ := apierror.Describe(code)
	return d.Status
}

// The other clients have the exceptions from the same model; that they are caught
// by type shows in the examples. The CLI has names only.
func TestTheCLINamesEveryException(t *testing.T) {
	t.Parallel()
	for _, e := range exceptions[:3] {
		tap := wiretap.New(t)
		tap.Refuse("", 1, apierror.New(e.code, message))
		r := clients.CLI.Try(t, tap.URL, []string{"AWS_MAX_ATTEMPTS=1"}, "create", "refused")
		assert.Equal(t, 255, r.Status)
		assert.Contains(t, strings.TrimSpace(r.Stderr), "An error occurred ("+string(e.code)+") when calling the CreateUserPool operation")
		assert.Contains(t, r.Stderr, message)
	}
}
