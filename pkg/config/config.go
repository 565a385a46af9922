// Package config reads what the deployed function is told by its environment:
//
//	environment --FromEnv--> Config, or one error that names every mistake
//
// A missing or unknown AUTH is a mistake, so that no deployment is open by
// accident. Values that must not be logged are Secrets, which print as
// [redacted] in every way there is to print them. The package imports the
// standard library only.
package config

import (
	"log/slog"
	"strings"
)

// Auth says whether callers have to prove who they are.
type Auth string

// The values of AUTH.
const (
	// NoAuth lets everybody in, into one account.
	NoAuth Auth = "none"
	// SigV4 verifies every request's signature against the endpoint's own keys.
	SigV4 Auth = "sigv4"
)

// DefaultAccount is whose pools are meant where nobody asks who calls.
const DefaultAccount = "123456789012"

// DefaultQuota is the number of pools that Amazon Cognito gives an account.
const DefaultQuota = 1000

// Config is all that the function is told. The role's credentials are not in it:
// who signs with them reads them from the environment himself.
type Config struct {
	// Auth is AUTH: none or sigv4.
	Auth Auth
	// Account is ACCOUNT_ID, twelve digits. It counts under AUTH=none only.
	Account string
	// Region is AWS_REGION: that of the pools and of the table.
	Region string
	// Table is TABLE_NAME, the DynamoDB table with the pools.
	Table string
	// DynamoDB is AWS_ENDPOINT_URL_DYNAMODB, or empty for AWS's own endpoint.
	DynamoDB string
	// KeysSecret is KEYS_SECRET_ARN: the secret that holds the keys document.
	KeysSecret Secret
	// SecretsManager is AWS_ENDPOINT_URL_SECRETS_MANAGER, or empty for AWS's own
	// endpoint.
	SecretsManager string
	// World is WORLD: declared facts and faults, as a JSON document.
	World Secret
	// Quota is QUOTA: the most pools an account may have, 0 for no limit.
	Quota int
	// LogLevel is LOG_LEVEL: debug, info, warn or error.
	LogLevel slog.Level
	// Metrics is METRICS_NAMESPACE: the CloudWatch namespace of the metrics that
	// the log lines carry, or empty for none.
	Metrics string
}

// FromEnv reads the environment through a function like os.Getenv. Its error is
// an *Error with everything that is wrong.
func FromEnv(getenv func(string) string) (Config, error) {
	r := &reader{getenv: getenv}
	c := Config{
		Auth:           Auth(r.oneOf("AUTH", "", string(NoAuth), string(SigV4))),
		Account:        r.account("ACCOUNT_ID"),
		Region:         r.region("AWS_REGION"),
		Table:          r.required("TABLE_NAME"),
		DynamoDB:       r.url("AWS_ENDPOINT_URL_DYNAMODB"),
		KeysSecret:     Secret(getenv("KEYS_SECRET_ARN")),
		SecretsManager: r.url("AWS_ENDPOINT_URL_SECRETS_MANAGER"),
		World:          Secret(getenv("WORLD")),
		LogLevel:       r.level("LOG_LEVEL"),
		Metrics:        getenv("METRICS_NAMESPACE"),
	}
	c.Quota = r.number("QUOTA", c.defaultQuota())
	if c.DynamoDB == "" || c.Auth == SigV4 && c.SecretsManager == "" { // another endpoint may take any credentials
		r.required("AWS_ACCESS_KEY_ID")
		r.required("AWS_SECRET_ACCESS_KEY")
	}
	if c.Auth == SigV4 && c.KeysSecret == "" {
		r.wrong("KEYS_SECRET_ARN is not set: AUTH=sigv4 needs the secret that holds the keys")
	}
	return c, r.err()
}

// defaultQuota is Cognito's, but none for a single developer's endpoint.
func (c *Config) defaultQuota() int {
	if c.Auth == SigV4 {
		return DefaultQuota
	}
	return 0
}

// Error lists everything that is wrong with the environment.
type Error struct{ Mistakes []string }

// Error is one line: Lambda shows the first line of a failed start only.
func (e *Error) Error() string {
	return "wrong configuration: " + strings.Join(e.Mistakes, "; ")
}
