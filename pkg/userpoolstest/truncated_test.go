package userpoolstest_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/localapi/localapitest"
	"userpools/pkg/userpoolstest"
)

func TestEndpoint_TruncatedBody(t *testing.T) {
	var log bytes.Buffer
	e := userpoolstest.New(t, userpoolstest.Log(&log))
	pool, err := create(t, e)
	require.NoError(t, err)
	address := e.Listener.Addr().String()
	const head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.1\r\nX-Amz-Target: AWSCognitoIdentityProviderService.DeleteUserPool\r\n"
	refused := func(answer, why string) {
		t.Helper()
		assert.Empty(t, strings.TrimPrefix(answer, "HTTP/1.1 100 Continue\r\n\r\n"))
		assert.Regexp(t, `^\d\d:\d\d:\d\d - IncompleteBody \(`+why+`\) \d+\.\d\d ms\n$`, log.String())
	}
	for _, body := range localapitest.Bodies() {
		log.Reset()
		refused(localapitest.Ask(t, address, head+body.Framing+"\r\n"+body.Body), body.Refused)
	}
	log.Reset()
	e.Server.Config.ReadTimeout = 50 * time.Millisecond
	refused(localapitest.Stall(t, address, head+localapitest.Announced(5)+"\r\n{"), localapitest.Stalled)

	_, err = idp.NewFromConfig(e.Config).DescribeUserPool(t.Context(), &idp.DescribeUserPoolInput{UserPoolId: pool.Id})
	assert.NoError(t, err, "the pool is untouched")
}
