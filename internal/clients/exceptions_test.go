package clients_test

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
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

// declared names an operation that declares the exception where CreateUserPool does
// not: the Go client gives an exception its type only there.
var declared = map[apierror.Code]string{
	apierror.ResourceNotFound:       "DescribeUserPool",
	apierror.ConcurrentModification: "UpdateUserPool",
	apierror.UserImportInProgress:   "DeleteUserPool",
	apierror.OperationNotEnabled:    "AddCustomAttributes",
}

// frontEnd are exceptions of AWS's front end, which no operation declares. The model has
// AccessDeniedException, so that Python and JavaScript have a class for it.
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

func TestExceptions_Go(t *testing.T) {
	client := sdk(refusing(t), func(o *cognitoidentityprovider.Options) { o.Retryer = aws.NopRetryer{} })
	for _, e := range apierror.All() {
		t.Run(string(e.Code), func(t *testing.T) {
			err := call(t, client, declared[e.Code])
			response, ok := errors.AsType[*smithyhttp.ResponseError](err)
			require.True(t, ok, err)
			assert.Equal(t, e.Status, response.HTTPStatusCode())
			api, ok := errors.AsType[smithy.APIError](err)
			require.True(t, ok, err)
			want := "*types." + string(e.Code)
			if slices.Contains(frontEnd, e.Code) {
				want = "*smithy.GenericAPIError"
			}
			assert.Equal(t, want, fmt.Sprintf("%T", api))
			assert.Equal(t, string(e.Code), api.ErrorCode())
			assert.Equal(t, message, api.ErrorMessage())
		})
	}
}

// call makes a call that is valid for every client.
func call(t *testing.T, client *cognitoidentityprovider.Client, operation string) (err error) {
	t.Helper()
	id := aws.String("us-east-1_123456789")
	switch operation {
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
		_, err = client.CreateUserPool(t.Context(), &cognitoidentityprovider.CreateUserPoolInput{PoolName: id})
	}
	return err
}

func TestExceptions_Scripts(t *testing.T) {
	const id = "us-east-1_123456789"
	var calls []scripted
	for _, e := range apierror.All() {
		operation := cmp.Or(declared[e.Code], "CreateUserPool")
		input := object{"UserPoolId": id}
		switch operation {
		case "CreateUserPool":
			input = object{"PoolName": id}
		case "AddCustomAttributes":
			input["CustomAttributes"] = []object{{"Name": id}}
		}
		calls = append(calls, scripted{operation, input})
	}
	for client, general := range map[*clients.Client]string{ // the class of what the model does not have
		clients.Python: "ClientError", clients.JavaScript: "CognitoIdentityProviderServiceException",
	} {
		t.Run(client.Name, func(t *testing.T) {
			t.Parallel()
			got := runScript(t, client, refusing(t).URL, calls)
			require.Len(t, got, len(calls))
			for i, e := range apierror.All() {
				want := result{Class: string(e.Code), Code: string(e.Code), Message: message, Own: true, Status: e.Status}
				if slices.Contains(frontEnd, e.Code) && e.Code != apierror.AccessDenied {
					want.Class, want.Own = general, false
				}
				assert.Equal(t, want, got[i])
			}
		})
	}
}
