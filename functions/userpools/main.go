// Command userpools is the Lambda function: user pools behind an HTTP API, kept
// in a DynamoDB table. It is wiring only, and does nothing at start that a
// request may never need.
//
//	environment -> config -> store -> service -> server -> Lambda handler
package main

import (
	"crypto/rand"
	"errors"
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
	gate, err := gate(&c, log)
	if err != nil {
		return nil, err
	}
	client := dynamo.NewClient(dynamo.Config{Region: c.Region, Endpoint: c.DynamoDB})
	return handler(&c, dynamo.New(client, c.Table), gate, log), nil
}

func handler(c *config.Config, store cognito.Store, gate awsjson.Gate, log *slog.Logger) lambda.Handler {
	logger := endpoint.Logger(log, c.Metrics)
	return apigateway.New(endpoint.New(endpoint.Options{
		Service: &cognito.Service{Region: c.Region, Store: store, Now: time.Now, Random: rand.Reader, Quota: c.Quota},
		Gate:    gate,
		Log:     logger,
	}), logger)
}

// gate says who may call.
func gate(c *config.Config, log *slog.Logger) (awsjson.Gate, error) {
	if c.Auth == config.SigV4 {
		return nil, errors.New("AUTH=sigv4 is not built yet")
	}
	log.Warn("AUTH=none: whoever knows the address may do everything")
	return &endpoint.Open{Account: c.Account, Region: c.Region}, nil
}
