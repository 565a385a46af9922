package endpoint_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
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

// nobodys is a pool that does not exist.
const nobodys = "us-east-1_Nobodys00"

func arnOf(account, id string) string {
	return cognito.PoolARN(cognito.Partition{Account: account, Region: et.Region}, id)
}

// call is an operation with the body of one request.
type call struct{ operation, body string }

// on puts a pool's id in the place of POOL, and its ARN in that of ARN.
func (c call) on(account, id string) call {
	return call{c.operation, strings.NewReplacer(`"POOL"`, `"`+id+`"`, `"ARN"`, `"`+arnOf(account, id)+`"`).Replace(c.body)}
}

// of puts an app client's id in the place of CLIENT, its secret's in that of SECRET and its style's in that of STYLE.
func (c call) of(o owned) call {
	return call{c.operation, strings.NewReplacer(`"CLIENT"`, `"`+o.client+`"`, `"SECRET"`, `"`+o.secret+`"`, `"STYLE"`, `"`+o.style+`"`).Replace(c.body)}
}

// repeatable is a create with an invocation id.
func repeatable(id string) *request.Request {
	r := et.Request("CreateUserPool", `{"PoolName":"p"}`)
	r.Header["amz-sdk-invocation-id"] = id
	return r
}

func TestEndpoint_LogEntry(t *testing.T) {
	e := et.New(t, func(c *endpoint.Config) { c.Region, c.Account = "eu-west-1", "210987654321" })
	r := et.Request("CreateUserPool", `{"PoolName":"Canary"}`)
	r.Header["user-agent"] = "Boto3/1.43.11 md/x"
	made := e.Send(t, r)
	id := made.PoolID(t)
	assert.Contains(t, string(made.Body), `"Arn":"arn:aws:cognito-idp:eu-west-1:210987654321:userpool/`+id+`"`)
	assert.Equal(t, []awsjson.Entry{{
		RequestID: "the-id", Operation: "CreateUserPool", PoolID: id, Outcome: "ok", Status: 200,
		BodySize: 21, StoreCalls: 1, SDK: "Boto3/1.43.11",
	}}, e.Entries(), "one a request")
}

// A pool keeps its token, so an upgrade between two attempts of one call must not change it.
func TestEndpoint_CreateToken(t *testing.T) {
	e := et.New(t)
	r := et.Request("CreateUserPool", `{"PoolName":"customers"}`)
	r.Header["amz-sdk-invocation-id"] = "3f1c9a52-7d0b-4f7e-9a34-0c5d8e6b1a27"
	first := e.Send(t, r)
	assert.Equal(t, first, e.Send(t, r), "the same call")
	assert.Equal(t, "us-east-1_hK32cWoYt", first.PoolID(t))
	p, err := e.Store.Get(t.Context(), cognito.Partition{Account: et.Account, Region: et.Region}, "us-east-1_hK32cWoYt")
	require.NoError(t, err)
	assert.Equal(t, "c58b7c252d7bd7dbd1b6555d61739d90ef822c1922d1146f16244d7a9039c43c", p.CreateToken)
}

// as makes every caller one of an account.
func as(account, principal string) func(context.Context, *request.Request) (awsjson.Caller, error) {
	return func(context.Context, *request.Request) (awsjson.Caller, error) {
		return awsjson.Caller{Account: account, Principal: principal}, nil
	}
}

const ann = "arn:aws:iam::123456789012:user/ann"

// What makes a request a repeat of an earlier call: the caller, the invocation id and the body, byte for byte.
func TestEndpoint_RepeatedCall(t *testing.T) {
	const invocation, body = "3f1c2a8e", `{"PoolName":"p"}`
	for name, tt := range map[string]struct {
		account, principal, invocation, body string
		same                                 bool
	}{
		"the same again":                {et.Account, ann, invocation, body, true},
		"another account":               {accountA, ann, invocation, body, false},
		"another user of the account":   {et.Account, "arn:aws:iam::123456789012:user/bob", invocation, body, false},
		"another invocation":            {et.Account, ann, "other", body, false},
		"no invocation id":              {et.Account, ann, "", body, false},
		"the boundary of two parts":     {et.Account, ann + invocation[:1], invocation[1:], body, false},
		"another body":                  {et.Account, ann, invocation, `{"PoolName":"q"}`, false},
		"the same body written another": {et.Account, ann, invocation, `{"PoolName": "p"}`, false},
	} {
		e := et.New(t)
		e.Authenticate = as(et.Account, ann)
		first := e.Send(t, repeatable(invocation)).PoolID(t)
		e.Authenticate = as(tt.account, tt.principal)
		second := repeatable(tt.invocation)
		second.Body = []byte(tt.body)
		assert.Equal(t, tt.same, first == e.Send(t, second).PoolID(t), name)
	}
}

// The id follows from the call, also after an upgrade of this program: a repeat of
// a call that an older version answered has to find its pool. This is the digest
// of the first 300 ids that these calls ever got.
func TestEndpoint_IDs(t *testing.T) {
	e := et.New(t)
	e.Authenticate = as(et.Account, ann)
	h := sha256.New()
	for i := range 300 {
		h.Write([]byte(e.Send(t, repeatable(strconv.Itoa(i))).PoolID(t)))
	}
	assert.Equal(t, "6cfa321ae982b02b34ad3fb08008fff2f0c75cc91d560ddcf4237eaeeb08f19d", hex.EncodeToString(h.Sum(nil)))
}

// What docs/access.md says of a captured create: boto3 and the AWS CLI send amz-sdk-invocation-id unsigned, the SDK for Go
// would sign it.
func TestEndpoint_CapturedCreate(t *testing.T) {
	e := et.New(t, et.Keys(keeper))
	unsigned := func(id string) et.Answer {
		r := et.Request("CreateUserPool", `{"PoolName":"p"}`)
		et.Sign(t, keeper, e.Clock.At, r).Header["amz-sdk-invocation-id"] = id
		return e.Send(t, r)
	}
	first := unsigned("i")
	require.Equal(t, 200, first.Status, string(first.Body))
	assert.Equal(t, first, unsigned("i"), "as it is: the first answer")
	other := unsigned("j")
	assert.Equal(t, 200, other.Status)
	assert.NotEqual(t, first.PoolID(t), other.PoolID(t), "with another id: another pool")

	signed := et.Sign(t, keeper, e.Clock.At, repeatable("i"))
	assert.Equal(t, first, e.Send(t, signed))
	signed.Header["amz-sdk-invocation-id"] = "k"
	assert.Equal(t, "InvalidSignatureException", e.Send(t, signed).Outcome)
}

// Operations that Cognito has and this endpoint does not are named to whoever may call it, and in the log to everybody.
func TestEndpoint_AbsentOperation(t *testing.T) {
	e := et.New(t, et.Keys(keeper))
	for _, name := range cognito.ModelOperations() {
		if slices.ContainsFunc(cognito.Operations(), func(op cognito.Operation) bool { return op.Name == name }) {
			continue
		}
		assert.Equal(t, `{"__type":"UnknownOperationException","message":"The endpoint userpools does not have Cognito's operation `+name+
			`. Its docs/departures.md#operations lists what it has."}`, string(e.Ask(t, keeper, name, `{}`).Body))
		assert.Equal(t, name, e.Last().Operation)
		assert.Equal(t, "MissingAuthenticationTokenException", e.Ask(t, et.Nobody, name, `{}`).Outcome)
		assert.Equal(t, name, e.Last().Operation)
	}
	assert.Equal(t, `{"__type":"UnknownOperationException"}`, string(e.Ask(t, keeper, "NoSuchOperation", `{}`).Body))
	assert.Empty(t, e.Last().Operation)
}

// The log tells the app client that is there. A secret in the place of its id is none.
func TestEndpoint_LogClient(t *testing.T) {
	e := et.New(t)
	pool := e.Pool(t, et.Nobody, `{"PoolName":"p"}`)
	id, _ := e.Client(t, et.Nobody, pool)
	assert.Equal(t, id, e.Entries()[1].ClientID, "made")
	describe := et.Object{"UserPoolId": pool, "ClientId": id}
	secret := e.Must(t, et.Nobody, "DescribeUserPoolClient", describe)["UserPoolClient"].(et.Object)["ClientSecret"]
	assert.Equal(t, id, e.Last().ClientID, "found")
	describe["ClientId"] = secret
	assert.Equal(t, missing, e.Ask(t, et.Nobody, "DescribeUserPoolClient", describe).Outcome)
	assert.Empty(t, e.Last().ClientID)
	e.Must(t, et.Nobody, "DeleteUserPoolClient", et.Object{"UserPoolId": pool, "ClientId": id})
	assert.Equal(t, id, e.Last().ClientID, "deleted")
}
