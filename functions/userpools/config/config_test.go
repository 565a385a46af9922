package config_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/functions/userpools/config"
	"userpools/pkg/access"
)

// inLambda is what Lambda itself sets, and the least that the template adds.
var inLambda = map[string]string{
	"AWS_REGION":            "eu-west-1",
	"AWS_ACCESS_KEY_ID":     "ASIAEXAMPLE",
	"AWS_SECRET_ACCESS_KEY": "role-secret",
	"AWS_SESSION_TOKEN":     "role-token",
	"TABLE_NAME":            "pools",
	"AUTH":                  "none",
}

// with is the environment above with some variables set otherwise; empty unsets.
func with(changes map[string]string) func(string) string {
	env := maps.Clone(inLambda)
	maps.Copy(env, changes)
	return func(name string) string { return env[name] }
}

func TestFromEnv_Least(t *testing.T) {
	c, err := config.FromEnv(with(nil))
	require.NoError(t, err)
	assert.Equal(t, config.Config{
		Auth: config.NoAuth, Account: "123456789012", Region: "eu-west-1", Table: "pools", LogLevel: slog.LevelInfo,
		KeysSecret: access.NewSecret(""), World: access.NewSecret(""),
	}, c)
}

func TestFromEnv_All(t *testing.T) {
	c, err := config.FromEnv(with(map[string]string{
		"AUTH": "sigv4", "ACCOUNT_ID": "210987654321", "LOG_LEVEL": "WARN", "QUOTA": "7", "WORLD": "{}",
		"KEYS_SECRET_ARN": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:keys", "METRICS_NAMESPACE": "userpools",
		"AWS_ENDPOINT_URL_DYNAMODB": "http://172.17.0.1:8000", "AWS_ENDPOINT_URL_SECRETS_MANAGER": "http://172.17.0.1:4566",
	}))
	require.NoError(t, err)
	assert.Equal(t, config.Config{
		Auth: config.SigV4, Account: "210987654321", Region: "eu-west-1", Table: "pools", Quota: 7, LogLevel: slog.LevelWarn, Metrics: "userpools",
		KeysSecret: access.NewSecret("arn:aws:secretsmanager:eu-west-1:123456789012:secret:keys"), World: access.NewSecret("{}"),
		DynamoDB: "http://172.17.0.1:8000", SecretsManager: "http://172.17.0.1:4566",
	}, c)
}

// TestFromEnv_Quota: Least has that of AUTH=none.
func TestFromEnv_Quota(t *testing.T) {
	c, err := config.FromEnv(with(map[string]string{"AUTH": "sigv4", "KEYS_SECRET_ARN": "arn:x"}))
	require.NoError(t, err)
	assert.Equal(t, 1000, c.Quota)
}

func TestFromEnv_Credentials(t *testing.T) {
	const elsewhere = "http://172.17.0.1:8000"
	for name, tt := range map[string]struct {
		auth, dynamoDB, secretsManager string
		needed                         bool
	}{
		"AWS's own":                              {"none", "", "", true},
		"AWS's own, with keys":                   {"sigv4", "", "", true},
		"another DynamoDB":                       {"none", elsewhere, "", false},
		"another DynamoDB, with keys":            {"sigv4", elsewhere, "", true},
		"another Secrets Manager":                {"sigv4", "", elsewhere, true},
		"another Secrets Manager, but not asked": {"none", "", elsewhere, true},
		"both":                                   {"sigv4", elsewhere, elsewhere, false},
	} {
		_, err := config.FromEnv(with(map[string]string{
			"AUTH": tt.auth, "KEYS_SECRET_ARN": "arn:x", "AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "",
			"AWS_ENDPOINT_URL_DYNAMODB": tt.dynamoDB, "AWS_ENDPOINT_URL_SECRETS_MANAGER": tt.secretsManager,
		}))
		if tt.needed {
			assert.EqualError(t, err, "wrong configuration: AWS_ACCESS_KEY_ID is not set; AWS_SECRET_ACCESS_KEY is not set", name)
			continue
		}
		assert.NoError(t, err, name)
	}
}

func TestFromEnv_Mistakes(t *testing.T) {
	for name, tt := range map[string]struct {
		change map[string]string
		want   string
	}{
		"AUTH has no default":              {map[string]string{"AUTH": ""}, `AUTH is not set: it must be none or sigv4`},
		"an unknown AUTH":                  {map[string]string{"AUTH": "None"}, `AUTH is "None": it must be none or sigv4`},
		"sigv4 needs keys":                 {map[string]string{"AUTH": "sigv4"}, `KEYS_SECRET_ARN is not set: AUTH=sigv4 needs the secret that holds the keys`},
		"no table":                         {map[string]string{"TABLE_NAME": ""}, `TABLE_NAME is not set`},
		"no region":                        {map[string]string{"AWS_REGION": ""}, `AWS_REGION is not set`},
		"a region that is none":            {map[string]string{"AWS_REGION": "Ireland"}, `AWS_REGION is "Ireland": a region looks like us-east-1`},
		"no key":                           {map[string]string{"AWS_ACCESS_KEY_ID": ""}, `AWS_ACCESS_KEY_ID is not set`},
		"no secret key":                    {map[string]string{"AWS_SECRET_ACCESS_KEY": ""}, `AWS_SECRET_ACCESS_KEY is not set`},
		"eleven digits":                    {map[string]string{"ACCOUNT_ID": "12345678901"}, `ACCOUNT_ID is "12345678901": an account id has 12 digits`},
		"thirteen digits":                  {map[string]string{"ACCOUNT_ID": "1234567890123"}, `ACCOUNT_ID is "1234567890123": an account id has 12 digits`},
		"an account with a letter":         {map[string]string{"ACCOUNT_ID": "12345678901x"}, `ACCOUNT_ID is "12345678901x": an account id has 12 digits`},
		"an unknown level":                 {map[string]string{"LOG_LEVEL": "loud"}, `LOG_LEVEL is "loud": it must be debug, info, warn or error`},
		"a negative quota":                 {map[string]string{"QUOTA": "-1"}, `QUOTA is "-1": it must be a number from 0`},
		"a quota that is no number":        {map[string]string{"QUOTA": "many"}, `QUOTA is "many": it must be a number from 0`},
		"an endpoint without a scheme":     {map[string]string{"AWS_ENDPOINT_URL_DYNAMODB": "localhost:8000"}, `AWS_ENDPOINT_URL_DYNAMODB is no http or https address`},
		"an endpoint that is no address":   {map[string]string{"AWS_ENDPOINT_URL_DYNAMODB": "http://u:p w@["}, `AWS_ENDPOINT_URL_DYNAMODB is no http or https address`},
		"a Secrets Manager without a host": {map[string]string{"AWS_ENDPOINT_URL_SECRETS_MANAGER": "http://"}, `AWS_ENDPOINT_URL_SECRETS_MANAGER is no http or https address`},
		"all mistakes are named together":  {map[string]string{"AUTH": "", "TABLE_NAME": "", "QUOTA": "x"}, `AUTH is not set: it must be none or sigv4; TABLE_NAME is not set; QUOTA is "x": it must be a number from 0`},
	} {
		_, err := config.FromEnv(with(tt.change))
		assert.EqualError(t, err, "wrong configuration: "+tt.want, name)
	}
}

// TestConfig_Redacted: how a secret hides is pkg/access's.
func TestConfig_Redacted(t *testing.T) {
	c, err := config.FromEnv(with(map[string]string{"AUTH": "sigv4", "KEYS_SECRET_ARN": "canary", "WORLD": "canary"}))
	require.NoError(t, err)
	encoded, err := json.Marshal(c)
	require.NoError(t, err)
	for _, told := range []string{fmt.Sprintf("%v %+v %#v", c, c, c), string(encoded)} {
		assert.NotContains(t, told, "canary")
		assert.Contains(t, told, "[redacted]")
	}
}
