package cognito_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const logGroup = "arn:aws:logs:us-east-1:123456789012:log-group:/mine"

// Destinations of logs, as they are set and got.
var (
	messageLogs = obj{"EventSource": "userNotification", "LogLevel": "ERROR", "CloudWatchLogsConfiguration": obj{"LogGroupArn": logGroup}}
	authLogs    = obj{"EventSource": "userAuthEvents", "LogLevel": "INFO", "S3Configuration": obj{"BucketArn": "arn:aws:s3:::mine"}}
)

// logs is what GetLogDeliveryConfiguration answers.
func (l *lab) logs(pool string) string {
	l.t.Helper()
	return string(l.send("GetLogDeliveryConfiguration", obj{"UserPoolId": pool}).Body)
}

// setLogs is what SetLogDeliveryConfiguration answers.
func (l *lab) setLogs(pool string, logs list) string {
	l.t.Helper()
	return string(l.send("SetLogDeliveryConfiguration", obj{"UserPoolId": pool, "LogConfigurations": logs}).Body)
}

// TestLogDelivery_Life: each Set replaces all, in the order in which it was said, and nothing else of the pool moves.
func TestLogDelivery_Life(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p", "UserPoolTier": "PLUS"})
	before := l.describe(pool)
	message := `{"CloudWatchLogsConfiguration":{"LogGroupArn":"` + logGroup + `"},"EventSource":"userNotification","LogLevel":"ERROR"}`
	auth := `{"EventSource":"userAuthEvents","LogLevel":"INFO","S3Configuration":{"BucketArn":"arn:aws:s3:::mine"}}`
	answer := func(logs ...string) string {
		return `{"LogDeliveryConfiguration":{"LogConfigurations":[` + strings.Join(logs, ",") + `],"UserPoolId":"` + pool + `"}}`
	}
	assert.Equal(t, answer(), l.logs(pool))
	for _, tc := range []struct {
		logs list
		want string
	}{
		{list{authLogs, messageLogs}, answer(auth, message)},
		{list{messageLogs, authLogs}, answer(message, auth)},
		{list{nil, messageLogs}, answer(message)},
		{list{nil}, answer()},
		{list{authLogs}, answer(auth)},
		{list{}, answer()},
	} {
		l.later(time.Hour)
		assert.Equal(t, tc.want, l.setLogs(pool, tc.logs))
		assert.Equal(t, tc.want, l.logs(pool))
	}
	assert.Equal(t, before, l.describe(pool), "LastModifiedDate stands still")
}

// TestLogDelivery_Kept: what else writes the pool keeps them, and they end with it.
func TestLogDelivery_Kept(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p", "UserPoolTier": "PLUS"})
	want := l.setLogs(pool, list{authLogs})
	l.update(pool, obj{"PoolName": "q"})
	l.setMfa(pool, obj{})
	l.furnish(pool)
	assert.Equal(t, want, l.logs(pool))
	assert.True(t, l.stored(pool).Family.Begun)
	l.do("DeleteUserPoolDomain", prefix(pool, "mine"))
	l.do("DeleteUserPool", obj{"UserPoolId": pool})
	require.Nil(t, l.stored(pool))
}

// TestLogDelivery_StoreCalls: the pool is read once, and written once.
func TestLogDelivery_StoreCalls(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	assert.Equal(t, "Get Write", l.storeCalls("SetLogDeliveryConfiguration", l.request("SetLogDeliveryConfiguration", pool)))
	assert.Equal(t, "Get", l.storeCalls("GetLogDeliveryConfiguration", obj{"UserPoolId": pool}))
	assert.Equal(t, "Get", l.storeCalls("GetCSVHeader", obj{"UserPoolId": pool}))
}
