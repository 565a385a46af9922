package awsenv_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/stretchr/testify/assert"

	"userpools/pkg/awsenv"
)

func TestIsLocal(t *testing.T) {
	for endpoint, want := range map[string]bool{
		"http://127.0.0.1:8000": true, "http://dynamodb:8000": true, "": false, "https://127.0.0.1:8000": false, "http://amazonaws.com.example": true,
		"http://dynamodb.us-east-1.amazonaws.com": false, "http://DynamoDB.cn-north-1.amazonaws.com.cn.:80/": false, "http://dynamodb.us-east-1.api.aws": false,
	} {
		assert.Equal(t, want, awsenv.IsLocal(endpoint), endpoint)
	}
}

func TestCredentials(t *testing.T) {
	for _, name := range []string{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"} {
		t.Setenv(name, "")
	}
	_, err := awsenv.Credentials("")(t.Context())
	assert.EqualError(t, err, "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set")
	_, err = awsenv.Credentials("https://127.0.0.1")(t.Context())
	assert.Error(t, err)
	provider := awsenv.Credentials("http://127.0.0.1")
	got, err := provider(t.Context())
	assert.NoError(t, err)
	assert.Equal(t, aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local", Source: "none"}, got)
	for _, key := range []string{"AKIDONE", "AKIDTWO"} { // a Lambda function's change while it runs
		t.Setenv("AWS_ACCESS_KEY_ID", key)
		t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
		t.Setenv("AWS_SESSION_TOKEN", "token")
		got, err := provider(t.Context())
		assert.NoError(t, err)
		assert.Equal(t, aws.Credentials{AccessKeyID: key, SecretAccessKey: "secret", SessionToken: "token", Source: "environment"}, got)
	}
}
