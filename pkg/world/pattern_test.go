package world

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestNameIn(t *testing.T) {
	for arn, want := range map[string]string{
		"arn:aws:iam::123456789012:role/r":                          "r",
		"arn:aws:iam::123456789012:role/service-role/r":             "service-role/r",
		"arn:aws:ses:us-east-1:123456789012:identity/a@example.com": "a@example.com",
		"arn:aws:kms:us-east-1:123456789012:alias/a":                "a",
		"arn:aws:lambda:us-east-1:123456789012:function:f":          "f",
		"arn:aws:lambda:us-east-1:123456789012:function:f:1":        "f:1",
		"arn:aws:sns:us-east-1:123456789012:topic":                  "topic",
		"no ARN":                    "no ARN",
		"arn:aws:iam::123456789012": "arn:aws:iam::123456789012",
	} {
		assert.Equal(t, want, nameIn(arn), arn)
	}
}
