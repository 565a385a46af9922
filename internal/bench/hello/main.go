// Command hello is the least function behind an HTTP API that there is with aws-lambda-go: a fixed answer.
package main

import (
	"context"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
)

func main() {
	lambda.Start(func(context.Context, events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
		return events.APIGatewayV2HTTPResponse{
			StatusCode: 200, Headers: map[string]string{"content-type": "application/x-amz-json-1.1"},
			Body: `{"UserPool":{"Id":"us-east-1_EXAMPLE"}}`,
		}, nil
	})
}
