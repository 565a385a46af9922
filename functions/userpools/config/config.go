// Package config reads what the deployed function is told by its environment:
//
//	environment --FromEnv--> Config, or one error that names every mistake
//
// A missing or unknown AUTH is a mistake, so that no deployment is open by
// accident. It imports cognito, for the form of accounts and regions, and access, whose Secret no log shows.
package config

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strconv"
	"strings"

	"userpools/pkg/access"
	"userpools/pkg/cognito"
)

// Auth is whether callers have to sign their requests.
type Auth string

// The values of AUTH.
const (
	// NoAuth lets everybody in, into one account.
	NoAuth Auth = "none"
	// SigV4 verifies every request's signature against the endpoint's own keys.
	SigV4 Auth = "sigv4"
)

// Config is all that the function is told, but for the role's credentials: the AWS
// clients read those from the environment.
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
	KeysSecret access.Secret
	// SecretsManager is AWS_ENDPOINT_URL_SECRETS_MANAGER, or empty for AWS's own
	// endpoint.
	SecretsManager string
	// World is WORLD: declared facts and faults, as a JSON document.
	World access.Secret
	// Quota is QUOTA: the most pools an account may have, 0 for no limit.
	Quota int
	// LogLevel is LOG_LEVEL: debug, info, warn or error.
	LogLevel slog.Level
	// Metrics is METRICS_NAMESPACE: the CloudWatch namespace of the metrics that
	// the log lines carry, or empty for none.
	Metrics string
}

// FromEnv reads the environment through a function like os.Getenv. Its error is
// one line with everything that is wrong: Lambda shows the first line of a failed
// start only.
func FromEnv(getenv func(string) string) (Config, error) {
	r := &reader{getenv: getenv}
	c := Config{
		Auth:           r.auth(),
		Account:        r.text("ACCOUNT_ID", cognito.DefaultAccount, cognito.CheckAccount),
		Region:         r.text("AWS_REGION", "", cognito.CheckRegion),
		Table:          r.required("TABLE_NAME"),
		DynamoDB:       r.url("AWS_ENDPOINT_URL_DYNAMODB"),
		KeysSecret:     access.NewSecret(getenv("KEYS_SECRET_ARN")),
		SecretsManager: r.url("AWS_ENDPOINT_URL_SECRETS_MANAGER"),
		World:          access.NewSecret(getenv("WORLD")),
		LogLevel:       r.level("LOG_LEVEL"),
		Metrics:        getenv("METRICS_NAMESPACE"),
	}
	c.Quota = r.quota("QUOTA", c.Auth)
	if c.DynamoDB == "" || c.Auth == SigV4 && c.SecretsManager == "" { // another endpoint may take any credentials
		r.required("AWS_ACCESS_KEY_ID")
		r.required("AWS_SECRET_ACCESS_KEY")
	}
	if c.Auth == SigV4 && c.KeysSecret.Reveal() == "" {
		r.wrong("KEYS_SECRET_ARN is not set: AUTH=sigv4 needs the secret that holds the keys")
	}
	if r.mistakes != nil {
		return c, errors.New("wrong configuration: " + strings.Join(r.mistakes, "; "))
	}
	return c, nil
}

// reader reads variables and collects what is wrong with them.
type reader struct {
	getenv   func(string) string
	mistakes []string
}

func (r *reader) wrong(format string, args ...any) {
	r.mistakes = append(r.mistakes, fmt.Sprintf(format, args...))
}

func (r *reader) required(name string) string {
	return r.text(name, "", func(string) error { return nil })
}

// text reads a variable that has to pass check. An empty fallback means that it
// has to be set.
func (r *reader) text(name, fallback string, check func(string) error) string {
	v := cmp.Or(r.getenv(name), fallback)
	if v == "" {
		r.wrong("%s is not set", name)
	} else if err := check(v); err != nil {
		r.wrong("%s is %q: %v", name, v, err)
	}
	return v
}

func (r *reader) auth() Auth {
	switch auth := Auth(r.getenv("AUTH")); auth {
	case NoAuth, SigV4:
		return auth
	case "":
		r.wrong("AUTH is not set: it must be none or sigv4")
	default:
		r.wrong("AUTH is %q: it must be none or sigv4", auth)
	}
	return ""
}

func (r *reader) url(name string) string {
	v := r.getenv(name)
	u, err := url.Parse(v)
	if v != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
		r.wrong("%s is no http or https address", name) // not repeated: an address may carry a password
	}
	return v
}

// quota is Cognito's by default, and none for a single developer's endpoint.
func (r *reader) quota(name string, auth Auth) int {
	fallback := 0
	if auth == SigV4 {
		fallback = cognito.DefaultQuota
	}
	v := cmp.Or(r.getenv(name), strconv.Itoa(fallback))
	n, err := strconv.Atoi(v)
	if err != nil || n < 0 {
		r.wrong("%s is %q: it must be a number from 0", name, v)
	}
	return n
}

var levels = map[string]slog.Level{
	"": slog.LevelInfo, "debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError,
}

func (r *reader) level(name string) slog.Level {
	v := r.getenv(name)
	level, ok := levels[strings.ToLower(v)]
	if !ok {
		r.wrong("%s is %q: it must be debug, info, warn or error", name, v)
	}
	return level
}
