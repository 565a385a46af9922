// Package secretsmanager fetches the endpoint's keys document from AWS Secrets
// Manager. It imports access and the AWS SDK.
package secretsmanager

import (
	"context"
	"errors"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"userpools/pkg/access"
)

// Getter is what is used of the SDK's client.
type Getter interface {
	GetSecretValue(context.Context, *secretsmanager.GetSecretValueInput, ...func(*secretsmanager.Options)) (*secretsmanager.GetSecretValueOutput, error)
}

// NewClient is a client made from plain values, as the store's is: the SDK's own
// configuration takes a third of the function's start. Credentials are those of
// the environment, read on each use.
func NewClient(region, endpoint string) *secretsmanager.Client {
	options := secretsmanager.Options{Region: region, Credentials: aws.CredentialsProviderFunc(fromEnvironment)}
	if endpoint != "" {
		options.BaseEndpoint = &endpoint
	}
	return secretsmanager.New(options)
}

func fromEnvironment(context.Context) (aws.Credentials, error) {
	return aws.Credentials{
		AccessKeyID:     os.Getenv("AWS_ACCESS_KEY_ID"),
		SecretAccessKey: os.Getenv("AWS_SECRET_ACCESS_KEY"),
		SessionToken:    os.Getenv("AWS_SESSION_TOKEN"),
		Source:          "environment",
	}, nil
}

var errNoText = errors.New("the secret has no text")

// Fetch reads the newest version of a secret's text. The client is made with the
// first use: a start that serves no request needs none.
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
