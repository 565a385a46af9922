// Package secretsmanager fetches the endpoint's keys document from AWS Secrets
// Manager: one call, GetSecretValue, signed by the AWS SDK's signer. The SDK's
// client of this service would make a fortieth of the function's size, and more
// of its start, for this one call.
//
// It imports access, awsenv and the AWS SDK's core.
package secretsmanager

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"userpools/pkg/access"
	"userpools/pkg/awsenv"
)

// Config says which Secrets Manager.
type Config struct {
	// Region of the secret.
	Region string
	// Endpoint is the URL of another endpoint; empty for the region's own.
	Endpoint string
}

const (
	// attemptTime is how long one attempt may take: access.Source gives a fetch
	// time for three.
	attemptTime = time.Second
	attempts    = 3
	// maxAnswer is more than a secret of 64 KiB takes, escaped.
	maxAnswer = 1 << 20
)

// Fetch reads the newest version of a secret's text. Credentials are those of the
// environment, read on each use. An attempt that gets no answer, or a fault, is
// repeated. The error tells what the service answered and nothing of the secret.
func Fetch(c Config, arn string) access.Fetch {
	client := &http.Client{Timeout: attemptTime, CheckRedirect: awsenv.NoRedirect}
	return func(ctx context.Context) ([]byte, error) {
		var last error
		for range attempts {
			text, again, err := c.attempt(ctx, client, arn)
			if err == nil || !again || ctx.Err() != nil {
				return text, err
			}
			last = err
		}
		return nil, last
	}
}

// attempt makes one call; again says that another one may fare better.
func (c Config) attempt(ctx context.Context, client *http.Client, arn string) (text []byte, again bool, err error) {
	req, err := c.request(ctx, arn)
	if err != nil {
		return nil, false, err
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, true, err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return nil, true, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, resp.StatusCode >= http.StatusInternalServerError, refusal(resp.StatusCode, body)
	}
	text, err = secretText(body)
	return text, false, err
}

func (c Config) request(ctx context.Context, arn string) (*http.Request, error) {
	credentials, err := awsenv.Credentials(c.Endpoint)(ctx)
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(struct{ SecretId string }{arn})
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/x-amz-json-1.1")
	req.Header.Set("X-Amz-Target", "secretsmanager.GetSecretValue")
	sum := sha256.Sum256(body)
	err = v4.NewSigner().SignHTTP(ctx, credentials, req, hex.EncodeToString(sum[:]), "secretsmanager", c.Region, time.Now())
	return req, err
}

// url is the region's own endpoint, in the domain of its partition.
func (c Config) url() string {
	domain := "amazonaws.com"
	switch {
	case c.Endpoint != "":
		return c.Endpoint
	case strings.HasPrefix(c.Region, "cn-"):
		domain = "amazonaws.com.cn"
	case strings.HasPrefix(c.Region, "eusc-"):
		domain = "amazonaws.eu"
	}
	return "https://secretsmanager." + c.Region + "." + domain + "/"
}

// refusal tells the type and message of an error of the service, which hold
// nothing of a secret. What is no such error is told by its status only.
func refusal(status int, body []byte) error {
	var said struct {
		Type    string `json:"__type"`
		Message string // or "message": encoding/json takes both
	}
	if err := json.Unmarshal(body, &said); err != nil || said.Type == "" {
		return fmt.Errorf("GetSecretValue: HTTP status %d", status)
	}
	return fmt.Errorf("GetSecretValue: %s: %s", said.Type, said.Message)
}

// secretText is the text in an answer. The error does not repeat what encoding/json says: it may hold the secret.
func secretText(body []byte) ([]byte, error) {
	var secret struct{ SecretString *string }
	if json.Unmarshal(body, &secret) != nil {
		return nil, errors.New("GetSecretValue: the answer cannot be read")
	}
	if secret.SecretString == nil {
		return nil, errors.New("the secret has no text")
	}
	return []byte(*secret.SecretString), nil
}
