// Package secretsmanager fetches the endpoint's keys document from AWS Secrets
// Manager. It imports access and the AWS SDK.
package secretsmanager

import (
	"context"
	"errors"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"userpools/pkg/access"
)

// Getter is what is used of the SDK's client.
type Getter interface {
	GetSecretValue(context.Context, *secretsmanager.GetSecretValueInput, ...func(*secretsmanager.Options)) (*secretsmanager.GetSecretValueOutput, error)
}

// Config says which Secrets Manager.
type Config struct {
	// Region of the secret.
	Region string
	// Endpoint is the URL of another endpoint; empty for the region's own.
	Endpoint string
}

// attemptTime is how long one attempt may take: access.Source gives a fetch time
// for three.
const attemptTime = time.Second

// NewClient is a client made from plain values, as the store's is: the SDK's own
// configuration takes a third of the function's start. Credentials are those of
// the environment, read on each use.
func NewClient(c Config) *secretsmanager.Client {
	options := secretsmanager.Options{
		Region:      c.Region,
		Credentials: aws.CredentialsProviderFunc(c.credentials),
		HTTPClient:  &http.Client{Timeout: attemptTime, CheckRedirect: noRedirect},
	}
	if c.Endpoint != "" {
		options.BaseEndpoint = &c.Endpoint
	}
	return secretsmanager.New(options)
}

// credentials are those of the environment. What speaks plain HTTP is none of
// AWS's, and takes any.
func (c Config) credentials(context.Context) (aws.Credentials, error) {
	found := aws.Credentials{
		AccessKeyID:     os.Getenv("AWS_ACCESS_KEY_ID"),
		SecretAccessKey: os.Getenv("AWS_SECRET_ACCESS_KEY"),
		SessionToken:    os.Getenv("AWS_SESSION_TOKEN"),
		Source:          "environment",
	}
	switch {
	case found.HasKeys():
		return found, nil
	case strings.HasPrefix(c.Endpoint, "http://"):
		return aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local", Source: "none"}, nil
	default:
		return aws.Credentials{}, errors.New("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set")
	}
}

func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

var errNoText = errors.New("the secret has no text")

// Fetch reads the newest version of a secret's text. The client is made with the
// first use: a start that serves no request needs none. The error tells what the
// service answered and nothing of the secret.
func Fetch(client func() Getter, arn string) access.Fetch {
	return func(ctx context.Context) ([]byte, error) {
		out, err := client().GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: &arn})
		if err != nil {
			return nil, err
		}
		if out.SecretString == nil {
			return nil, errNoText
		}
		return []byte(*out.SecretString), nil
	}
}
