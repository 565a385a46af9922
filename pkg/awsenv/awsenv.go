// Package awsenv has what clients of AWS need that are made from plain values,
// without the SDK's configuration files. It imports the AWS SDK's core.
package awsenv

import (
	"context"
	"errors"
	"net/http"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Credentials are those of the environment, read on each use. An endpoint of
// plain HTTP is none of AWS's, and takes any.
func Credentials(endpoint string) aws.CredentialsProviderFunc {
	return func(context.Context) (aws.Credentials, error) {
		found := aws.Credentials{
			AccessKeyID:     os.Getenv("AWS_ACCESS_KEY_ID"),
			SecretAccessKey: os.Getenv("AWS_SECRET_ACCESS_KEY"),
			SessionToken:    os.Getenv("AWS_SESSION_TOKEN"),
			Source:          "environment",
		}
		switch {
		case found.HasKeys():
			return found, nil
		case strings.HasPrefix(endpoint, "http://"):
			return aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local", Source: "none"}, nil
		default:
			return aws.Credentials{}, errors.New("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set")
		}
	}
}

// NoRedirect is a http.Client's CheckRedirect: a signed request is sent where it was
// signed for.
func NoRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
