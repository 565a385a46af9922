package endpoint_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	et "userpools/internal/endpointtest"
	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/endpoint"
	"userpools/pkg/request"
)

// The accounts of the tests of signed endpoints. The keys of both are in one document.
const (
	accountA = "111111111111"
	accountB = "222222222222"
)

func elsewhere(c *endpoint.Config) { c.Region, c.Account = "eu-west-1", "210987654321" }

func TestEndpoint_LogEntry(t *testing.T) {
	e := et.New(t, elsewhere)
	r := et.Request("CreateUserPool", `{"PoolName":"Canary"}`)
	r.Header["user-agent"] = "Boto3/1.43.11 md/x"
	made := e.Send(t, r).Object(t)["UserPool"].(et.Object)
	assert.Equal(t, "arn:aws:cognito-idp:eu-west-1:210987654321:userpool/"+made["Id"].(string), made["Arn"])
	assert.Equal(t, []awsjson.Entry{{
		RequestID: "the-id", Operation: "CreateUserPool", PoolID: made["Id"].(string), Outcome: "ok", Status: 200,
		BodySize: 21, StoreCalls: 1, SDK: "Boto3/1.43.11",
	}}, e.Entries(), "one a request")
}

// A pool keeps its token, so an upgrade between two attempts of one call must not change it.
func TestEndpoint_CreateToken(t *testing.T) {
	e := et.New(t)
	r := et.Request("CreateUserPool", `{"PoolName":"customers"}`)
	r.Header["amz-sdk-invocation-id"] = "3f1c9a52-7d0b-4f7e-9a34-0c5d8e6b1a27"
	first := e.Send(t, r)
	assert.Equal(t, string(first.Body), string(e.Send(t, r).Body), "the same call")
	id := first.Object(t)["UserPool"].(et.Object)["Id"].(string)
	p, err := e.Store.Get(t.Context(), cognito.Partition{Account: et.Account, Region: et.Region}, id)
	require.NoError(t, err)
	assert.Equal(t, "c58b7c252d7bd7dbd1b6555d61739d90ef822c1922d1146f16244d7a9039c43c", p.CreateToken)
	assert.Equal(t, "us-east-1_hK32cWoYt", p.ID)
}

// The id follows from the call, also after an upgrade of this program: a repeat of
// a call that an older version answered has to find its pool. This is the digest
// of the first 300 ids that these calls ever got.
func TestEndpoint_IDs(t *testing.T) {
	e := et.New(t)
	e.Authenticate = func(context.Context, *request.Request) (awsjson.Caller, error) {
		return awsjson.Caller{Account: et.Account, Principal: "arn:aws:iam::123456789012:user/ann"}, nil
	}
	h := sha256.New()
	for i := range 300 {
		r := et.Request("CreateUserPool", `{"PoolName":"p"}`)
		r.Header["amz-sdk-invocation-id"] = strconv.Itoa(i)
		id := e.Send(t, r).Object(t)["UserPool"].(et.Object)["Id"].(string)
		if i == 0 {
			assert.Equal(t, "us-east-1_3gjKdEI0l", id)
		}
		h.Write([]byte(id))
	}
	assert.Equal(t, "6cfa321ae982b02b34ad3fb08008fff2f0c75cc91d560ddcf4237eaeeb08f19d", hex.EncodeToString(h.Sum(nil)))
}

func TestEndpoint_StoreFails(t *testing.T) {
	for name, tt := range map[string]struct {
		before         func(context.Context, string) error
		status         int
		outcome, cause string
	}{
		"throttled is no fault":             {func(context.Context, string) error { return cognito.ErrThrottled }, 400, "TooManyRequestsException", ""},
		"a fault is told to the log only":   {func(context.Context, string) error { return errors.New("disk on fire") }, 500, "InternalErrorException", "disk on fire"},
		"a panic is one, with the stack":    {func(context.Context, string) error { panic("disk on fire") }, 500, "InternalErrorException", "panic: disk on fire"},
		"so is one that is not of the code": {func(context.Context, string) error { panic(errors.New("endpoint_test.go")) }, 500, "InternalErrorException", "endpoint_test.go"},
	} {
		t.Run(name, func(t *testing.T) {
			e := et.New(t, et.Store(et.Stub{Before: tt.before}))
			a := e.Ask(t, "CreateUserPool", `{"PoolName":"Canary"}`)
			assert.Equal(t, tt.status, a.Status)
			assert.Equal(t, tt.outcome, a.Outcome)
			assert.NotContains(t, string(a.Body), "fire")
			if tt.cause == "" {
				assert.NoError(t, e.Last().Cause)
				return
			}
			assert.ErrorContains(t, e.Last().Cause, tt.cause)
		})
	}
}
