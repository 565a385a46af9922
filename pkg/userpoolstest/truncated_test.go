package userpoolstest_test

import (
	"strings"
	"testing"
	"time"

	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/localapitest"
	"userpools/pkg/userpoolstest"
)

// lines are a log, an entry each.
type lines chan string

func (l lines) Write(entry []byte) (int, error) {
	l <- string(entry)
	return len(entry), nil
}

func TestEndpoint_TruncatedBody(t *testing.T) {
	log := make(lines, 100)
	e := userpoolstest.New(t, userpoolstest.Log(log))
	pool, err := create(t, e)
	require.NoError(t, err)
	for len(log) > 0 { // Go's client may have tried twice
		<-log
	}
	address := e.Listener.Addr().String()
	const head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.1\r\nX-Amz-Target: AWSCognitoIdentityProviderService.DeleteUserPool\r\n"
	refused := func(answer, why string) {
		t.Helper()
		assert.Empty(t, strings.TrimPrefix(answer, "HTTP/1.1 100 Continue\r\n\r\n"))
		assert.Regexp(t, `^\d\d:\d\d:\d\d - IncompleteBody \(`+why+`\) \d+\.\d\d ms\n$`, <-log)
		assert.Empty(t, log)
	}
	for _, body := range localapitest.Bodies() {
		refused(localapitest.Ask(t, address, head+body.Framing+"\r\n"+body.Body), body.Refused)
	}
	hasty := userpoolstest.New(t, userpoolstest.Log(log), userpoolstest.ReadTimeout(50*time.Millisecond))
	refused(localapitest.Stall(t, hasty.Listener.Addr().String(), head+localapitest.Announced(5)+"\r\n{"), localapitest.Stalled)

	_, err = idp.NewFromConfig(e.Config).DescribeUserPool(t.Context(), &idp.DescribeUserPoolInput{UserPoolId: pool.Id})
	assert.NoError(t, err, "the pool is untouched")
}
