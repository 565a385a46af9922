package endpointtest

import (
	"context"
	"encoding/base64"
	"encoding/json"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
	"github.com/stretchr/testify/require"

	"userpools/pkg/apigateway"
	"userpools/pkg/request"
)

// Event is what an HTTP API makes of a request, with its body in base64.
func Event(r *request.Request) *events.APIGatewayV2HTTPRequest {
	return &events.APIGatewayV2HTTPRequest{
		Version: "2.0", RawPath: r.Path, RawQueryString: r.Query, Headers: r.Header,
		RequestContext: events.APIGatewayV2HTTPRequestContext{HTTP: events.APIGatewayV2HTTPRequestContextHTTPDescription{Method: r.Method}},
		Body:           base64.StdEncoding.EncodeToString(r.Body), IsBase64Encoded: true,
	}
}

// JSON is a value as JSON.
func JSON(v any) []byte {
	out, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return out
}

// Invoke is what the function answers to an event, in the invocation "the-id", through Lambda's own wrapper.
func (e *Endpoint) Invoke(ctx context.Context, t T, event []byte) (answer events.APIGatewayV2HTTPResponse) {
	t.Helper()
	ctx = lambdacontext.NewContext(ctx, &lambdacontext.LambdaContext{AwsRequestID: "the-id"})
	out, err := lambda.NewHandler(apigateway.Handler{Serve: e.Serve}).Invoke(ctx, event)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(out, &answer))
	return answer
}
