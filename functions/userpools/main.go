// Command userpools is the Lambda function: user pools behind an HTTP API, kept
// in a DynamoDB table. It is wiring only, and does nothing at start that a
// request may never need.
//
//	environment -> config, world, keys -> store -> endpoint -> Lambda handler
package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"

	"userpools/functions/userpools/config"
	"userpools/functions/userpools/secretsmanager"
	"userpools/pkg/access"
	"userpools/pkg/apigateway"
	"userpools/pkg/endpoint"
	"userpools/pkg/store/dynamo"
	"userpools/pkg/world"
)

func main() {
	handler, err := build(os.Getenv, os.Stdout)
	if err != nil {
		_, _ = fmt.Fprintf(os.Stderr, "userpools cannot start: %s\n", endpoint.Cause(err))
		os.Exit(1)
	}
	widen(http.DefaultTransport)
	// SIGTERM ends the process, which has nothing to finish: to be told of it in
	// time, lambda.WithEnableSIGTERM would register an extension at every start.
	lambda.Start(handler)
}

// widen gives the connection to Lambda's Runtime API, which aws-lambda-go makes like
// net/http's default, room for a usual event and its answer: with 4 KiB a create takes
// three more system calls. Nothing is compressed there.
func widen(transport http.RoundTripper) {
	if t, ok := transport.(*http.Transport); ok {
		t.ReadBufferSize, t.WriteBufferSize = 16<<10, 16<<10
		t.DisableCompression = true
	}
}

// build puts the function together as its environment says.
func build(getenv func(string) string, stdout io.Writer) (lambda.Handler, error) {
	c, err := config.FromEnv(getenv)
	if err != nil {
		return nil, err
	}
	log := slog.New(slog.NewJSONHandler(stdout, &slog.HandlerOptions{Level: c.LogLevel, ReplaceAttr: lambdacontext.ReplaceAttr}))
	declared, err := readWorld(c.World.Reveal(), log)
	if err != nil {
		return nil, err
	}
	client := dynamo.NewClient(dynamo.Config{Region: c.Region, Endpoint: c.DynamoDB})
	return apigateway.Handler{Serve: endpoint.New(endpoint.Config{
		Region: c.Region, Store: dynamo.New(client, c.Table), Log: endpoint.Logger(log, c.Metrics),
		Keys: keys(&c, log), Limits: &access.Limits{}, Account: c.Account, World: declared, Quota: c.Quota,
	}).Serve}, nil
}

// readWorld reads WORLD. Where it is empty it is nil, which declares nothing. The
// start log says that there is one: not every answer is Cognito's then.
func readWorld(document string, log *slog.Logger) (*world.World, error) {
	if document == "" {
		return nil, nil
	}
	w, err := world.Parse([]byte(document))
	if err != nil {
		return nil, fmt.Errorf("WORLD: %w", err)
	}
	log.Warn("WORLD is set", slog.Any("declares", w))
	return w, nil
}

// keys are those of the document that the secret holds, which callers sign with; nil
// where AUTH is none. The log tells what is wrong with it, or has no effect in it: the
// cause tells why, or where, and nothing that is in the document.
func keys(c *config.Config, log *slog.Logger) *access.Source {
	if c.Auth == config.NoAuth {
		log.Warn("AUTH=none: whoever knows the address may do everything")
		return nil
	}
	from := secretsmanager.Config{Region: c.Region, Endpoint: c.SecretsManager}
	warn := func(err error) {
		cause := slog.String("cause", endpoint.Cause(err))
		if _, unused := errors.AsType[access.Warning](err); unused {
			log.Warn("a part of the keys document has no effect here", cause)
			return
		}
		log.Warn("the keys document cannot be read", cause)
	}
	return access.NewSource(secretsmanager.Fetch(from, c.KeysSecret.Reveal()), endpoint.Scope(c.Region), time.Now, warn)
}
