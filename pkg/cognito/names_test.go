package cognito_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"userpools/pkg/cognito"
)

func TestCheckRegion(t *testing.T) {
	t.Parallel()
	for _, region := range []string{"us-east-1", "ap-southeast-12", "us-gov-west-1", "eusc-de-east-1", "cn-north-1", "ab-c-99"} {
		assert.NoError(t, cognito.CheckRegion(region), region)
	}
	for _, region := range []string{
		"", "-", "--", "1", "us-1", "us-east", "us-east-", "us--1", "us-east-123", "us-east-x", "us-east-1a", "u-east-1", "useas-east-1",
		"US-east-1", "us-east1-1", "us-éast-1", "us-east--1", "-us-east-1", " us-east-1", "us-east-1\n", "us-east-1-",
	} {
		assert.EqualError(t, cognito.CheckRegion(region), "a region looks like us-east-1", region)
	}
}
