// Command userpools is the Lambda function: user pools behind an HTTP API, kept
// in a DynamoDB table. It is wiring only, and does nothing at start that a
// request may never need.
//
//	environment -> config -> store -> service -> gate -> server -> Lambda handler
package main

import (
	"crypto/rand"
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"

	"userpools/pkg/apigateway"
	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/config"
	"userpools/pkg/endpoint"
	"userpools/pkg/store/dynamo"
)

func main() {
	handler, err := build(os.Getenv, os.Stdout)
	if err != nil {
		refuse(os.Getenv("AWS_LAMBDA_RUNTIME_API"), os.Stderr, err)
		os.Exit(1)
	}
	// SIGTERM ends the process, which has nothing to finish: to be told of it in
	// time, lambda.WithEnableSIGTERM would register an extension at every start.
	lambda.Start(handler)
}

// build puts the function together as its environment says.
func build(getenv func(string) string, stdout io.Writer) (lambda.Handler, error) {
	c, err := config.FromEnv(getenv)
	if err != nil {
		return nil, err
	}
	log := slog.New(slog.NewJSONHandler(stdout, &slog.HandlerOptions{Level: c.LogLevel, ReplaceAttr: lambdacontext.ReplaceAttr}))
	client := dynamo.NewClient(dynamo.Config{Region: c.Region, Endpoint: c.DynamoDB})
	service := &cognito.Service{Region: c.Region, Store: dynamo.New(client, c.Table), Now: time.Now, Random: rand.Reader, Quota: c.Quota}
	return handler(&c, service, gate(&c, service, log), log), nil
}

func handler(c *config.Config, service *cognito.Service, gate awsjson.Gate, log *slog.Logger) lambda.Handler {
	logger := endpoint.Logger(log, c.Metrics)
	return apigateway.New(endpoint.New(endpoint.Options{Service: service, Gate: gate, Log: logger}), logger)
}
