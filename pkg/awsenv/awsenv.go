// Package awsenv has what clients of AWS need that are made from plain values,
// without the SDK's configuration files. It imports the AWS SDK's core.
package awsenv

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// IsLocal tells whether an endpoint is one that anybody may have, such as DynamoDB Local: of plain HTTP, which some of AWS's own
// speak as well.
func IsLocal(endpoint string) bool {
	u, err := url.Parse(endpoint)
	if err != nil || u.Scheme != "http" {
		return false
	}
	return !slices.ContainsFunc([]string{".amazonaws.com", ".amazonaws.com.cn", ".api.aws"}, func(suffix string) bool {
		return strings.HasSuffix(strings.TrimSuffix(strings.ToLower(u.Hostname()), "."), suffix)
	})
}

// Credentials are those of the environment, read on each use. A local endpoint takes any.
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
		case IsLocal(endpoint):
			return aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local", Source: "none"}, nil
		default:
			return aws.Credentials{}, errors.New("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set")
		}
	}
}

// NoRedirect is a http.Client's CheckRedirect: a signed request is sent where it was
// signed for.
func NoRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
