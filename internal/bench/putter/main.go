// Command putter is the floor of a function that keeps what it answers in DynamoDB: aws-lambda-go, the SDK's client made from
// plain values, one put of ITEM_BYTES and a fixed answer of ANSWER_BYTES; nothing is parsed or checked.
package main

import (
	"context"
	"net/http"
	"os"
	"strconv"
	"strings"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

func main() {
	client := dynamodb.New(dynamodb.Options{
		Region: os.Getenv("AWS_REGION"), BaseEndpoint: aws.String(os.Getenv("AWS_ENDPOINT_URL_DYNAMODB")),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: os.Getenv("AWS_ACCESS_KEY_ID"), SecretAccessKey: os.Getenv("AWS_SECRET_ACCESS_KEY")}, nil
		}),
		HTTPClient: &http.Client{}, Retryer: aws.NopRetryer{},
		AccountIDEndpointMode: aws.AccountIDEndpointModeDisabled,
		EndpointDiscovery:     dynamodb.EndpointDiscoveryOptions{EnableEndpointDiscovery: aws.EndpointDiscoveryDisabled},
	})
	item := map[string]types.AttributeValue{
		"PK": &types.AttributeValueMemberS{Value: "us-east-1_EXAMPLE"}, "D": &types.AttributeValueMemberS{Value: text("ITEM_BYTES")},
	}
	answer := text("ANSWER_BYTES")
	lambda.Start(func(ctx context.Context, _ events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
		_, err := client.PutItem(ctx, &dynamodb.PutItemInput{
			TableName: aws.String(os.Getenv("TABLE_NAME")), Item: item, ConditionExpression: aws.String("attribute_not_exists(PK)"),
		})
		return events.APIGatewayV2HTTPResponse{StatusCode: http.StatusOK, Body: answer}, err
	})
}

// text is one of as many bytes as a variable says.
func text(name string) string {
	n, _ := strconv.Atoi(os.Getenv(name)) // empty then
	return strings.Repeat("x", n)
}
