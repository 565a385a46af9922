package endpoint_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambdacontext"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	et "userpools/internal/endpointtest"
	"userpools/pkg/access"
	"userpools/pkg/apigateway"
	"userpools/pkg/awsjson"
	"userpools/pkg/endpoint"
)

// aviary is an endpoint that is full of canaries, from the event to the log in
// every form that there is.
type aviary struct {
	*et.Endpoint
	function apigateway.Handler
	log      bytes.Buffer
	outcomes map[string]int
}

// keeper has a key whose secret and principal are canaries, and a policy that
// names one. The log tells the id of the key.
var keeper = et.NewKey("keeper", accountA, et.Everything+","+
	et.SaysIf("Deny", "cognito-idp:UpdateGroup", "*", `{"StringEquals":{"aws:ResourceTag/`+et.Canary+`":"`+et.Canary+`"}}`))

func keepersDocument(context.Context) ([]byte, error) {
	return []byte(`{"` + keeper.ID() + `":{"secret":"` + keeper.Secret() + `","account":"` + accountA +
		`","principal":"arn:aws:iam::` + accountA + `:user/` + et.Canary + `","policy":{"Statement":[` + keeper.Statements + `]}}}`), nil
}

func newAviary(t et.T, keys access.Fetch, options ...et.Option) *aviary {
	a := &aviary{outcomes: map[string]int{}}
	debug := &slog.HandlerOptions{Level: slog.LevelDebug}
	logs := []func(context.Context, awsjson.Entry){
		endpoint.Logger(slog.New(slog.NewJSONHandler(&a.log, debug)), "pools"),
		endpoint.Logger(slog.New(slog.NewTextHandler(&a.log, debug)), "pools"),
		endpoint.TextLogger(&a.log, time.Now),
	}
	log := func(ctx context.Context, e awsjson.Entry) {
		a.outcomes[e.Outcome]++
		for _, log := range logs {
			log(ctx, e)
		}
	}
	a.Endpoint = et.New(t, append(options, et.Fetch(keys), func(c *endpoint.Config) { c.Wait, c.Log = waitNot, log })...)
	a.function = apigateway.Handler{Serve: a.Serve}
	return a
}

// waitNot has no time for what takes long.
func waitNot(ctx context.Context, d time.Duration) error {
	if d > time.Second {
		return context.DeadlineExceeded
	}
	return ctx.Err()
}

// headers are what clients and proxies send, and what nobody does.
var headers = []string{
	"Accept", "Accept-Encoding", "Amz-Sdk-Request", "Amz-Sdk-Invocation-Id", "Cache-Control", "Cookie", "Forwarded", "Origin", "Referer",
	"Via", "X-Amz-Api-Version", "X-Amz-Meta-" + et.Canary, "X-Amz-User-Agent", "X-Amzn-Trace-Id", "X-Api-Key", "X-Forwarded-For",
	"X-Forwarded-Host", "X-Request-Id", et.Canary,
}

// event is a signed call as AWS sends it, with a et.Canary in every header.
func (a *aviary) event(t testing.TB, c call, change ...func(*events.APIGatewayV2HTTPRequest)) []byte {
	t.Helper()
	r := et.Request(c.operation, c.body)
	r.Header["host"] = et.Canary + ".example"
	r.Header["content-type"] += "; charset=" + et.Canary
	r.Header["user-agent"] = "aws-sdk-go-v2/1.47.6 " + et.Canary + " md/" + et.Canary // the log tells the first product
	for _, name := range headers {
		r.Header[strings.ToLower(name)] = et.Canary + " " + name
	}
	et.Sign(t, keeper, a.Clock.At, r)
	e := events.APIGatewayV2HTTPRequest{
		Version: "2.0", RawPath: "/", Headers: r.Header, Cookies: []string{et.Canary},
		Body: base64.StdEncoding.EncodeToString(r.Body), IsBase64Encoded: true,
		RequestContext: events.APIGatewayV2HTTPRequestContext{
			DomainName: et.Canary, RequestID: et.Canary, APIID: et.Canary, Stage: et.Canary, DomainPrefix: et.Canary, AccountID: et.Canary,
			HTTP: events.APIGatewayV2HTTPRequestContextHTTPDescription{Method: "POST", Path: "/", SourceIP: et.Canary, UserAgent: et.Canary},
		},
	}
	for _, f := range change {
		f(&e)
	}
	payload, err := json.Marshal(e)
	require.NoError(t, err)
	return payload
}

// send makes a call, and looks for canaries in what it leaves behind: in the log,
// and in an answer that says that it is not the caller's fault.
func (a *aviary) send(ctx context.Context, t testing.TB, payload []byte) (status int) {
	t.Helper()
	return a.answer(ctx, t, payload).StatusCode
}

func (a *aviary) answer(ctx context.Context, t testing.TB, payload []byte) events.APIGatewayV2HTTPResponse {
	t.Helper()
	out, err := a.function.Invoke(lambdacontext.NewContext(ctx, &lambdacontext.LambdaContext{AwsRequestID: "the-id"}), payload)
	require.NoError(t, err)
	var answer events.APIGatewayV2HTTPResponse
	require.NoError(t, json.Unmarshal(out, &answer))
	if sings(a.log.String()) || answer.StatusCode >= 500 && sings(string(out)) {
		require.Fail(t, "a et.Canary sings", "of %.2000s\n\nin the log %.4000s\n\nor in the answer %.2000s", payload, a.log.String(), out)
	}
	require.NotEmpty(t, a.log.String())
	a.log.Reset()
	return answer
}

// sings finds canaries in a text, encoded ones too.
func sings(s string) bool {
	s = strings.ToLower(s)
	for _, form := range disguises {
		if strings.Contains(s, form) {
			return true
		}
	}
	return false
}

var disguises = func() []string {
	all := []string{strings.ToLower(et.Canary), hex.EncodeToString([]byte(et.Canary))}
	for shift := range 3 { // what of base64 does not depend on the neighbours
		encoded := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("\x00", shift) + et.Canary))
		all = append(all, strings.ToLower(encoded[(shift*8+5)/6:(shift+len(et.Canary))*8/6]))
	}
	return all
}()

func TestDisguisesAreSeenThrough(t *testing.T) {
	for prefix := range 5 {
		told := strings.Repeat("x", prefix) + et.Canary + "y"
		for _, text := range []string{
			told, strings.ToUpper(told), hex.EncodeToString([]byte(told)),
			base64.StdEncoding.EncodeToString([]byte(told)), base64.RawURLEncoding.EncodeToString([]byte(told)),
		} {
			assert.True(t, sings(text), text)
		}
	}
	assert.False(t, sings("kan arie"))
}

func TestNothingIsToldOnSuccess(t *testing.T) {
	a := newAviary(t, keepersDocument)
	calls := maximalCalls(t, a.PoolAs(t, keeper, `{"PoolName":"p","UserPoolTier":"PLUS"}`))
	a.log.Reset()
	for _, c := range calls {
		answer := a.answer(t.Context(), t, a.event(t, c))
		assert.Equal(t, 200, answer.StatusCode, "%s: %s\n%s", c.operation, answer.Body, c.body)
	}
}

func TestNothingIsToldOfWhatIsRefused(t *testing.T) {
	if testing.Short() {
		t.Skip("thousands of requests")
	}
	a := newAviary(t, keepersDocument)
	good := maximalCalls(t, a.PoolAs(t, keeper, `{"PoolName":"p","UserPoolTier":"PLUS"}`))
	a.log.Reset()
	broken := brokenCalls(t, good)
	for _, c := range broken {
		if c.operation == "CreateUserPool" || c.operation == "DeleteUserPool" {
			c.body = strings.Replace(c.body, "us-east-1_", "us-east-2_", 1)
		}
		status := a.send(t.Context(), t, a.event(t, c))
		assert.Less(t, status, 500, "%s %.300s", c.operation, c.body)
	}
	t.Logf("%d broken requests: %v", len(broken), a.outcomes)
	assert.Greater(t, a.outcomes["InvalidParameterException"], 100)
	assert.Greater(t, a.outcomes["SerializationException"], 100)
}

// TestNothingIsToldOfWhoIsNotLetIn: the signature's own parts are canaries too.
func TestNothingIsToldOfWhoIsNotLetIn(t *testing.T) {
	authorization := func(s string) func(*events.APIGatewayV2HTTPRequest) {
		return func(e *events.APIGatewayV2HTTPRequest) { e.Headers["authorization"] = s }
	}
	header := func(name, value string) func(*events.APIGatewayV2HTTPRequest) {
		return func(e *events.APIGatewayV2HTTPRequest) { e.Headers[name] = value }
	}
	a := newAviary(t, keepersDocument)
	for name, change := range map[string]func(*events.APIGatewayV2HTTPRequest){
		"no signature":      authorization(""),
		"a bearer token":    authorization("Bearer " + et.Canary),
		"no key=value":      authorization("AWS4-HMAC-SHA256 " + et.Canary),
		"unknown parts":     authorization("AWS4-HMAC-SHA256 " + et.Canary + "=" + et.Canary),
		"another algorithm": authorization(et.Canary + " Credential=" + et.Canary),
		"scope":             authorization("AWS4-HMAC-SHA256 Credential=" + et.Canary + ", SignedHeaders=host;" + et.Canary + ", Signature=" + et.Canary),
		"region and service": authorization("AWS4-HMAC-SHA256 Credential=" + et.Canary + "/" + et.Canary + "/" + et.Canary + "/" + et.Canary + "/" + et.Canary +
			", SignedHeaders=host;" + et.Canary + ", Signature=" + et.Canary),
		"an unknown key": func(e *events.APIGatewayV2HTTPRequest) {
			e.Headers["authorization"] = strings.Replace(e.Headers["authorization"], keeper.ID(), et.Canary, 1)
		},
		"the signature": func(e *events.APIGatewayV2HTTPRequest) {
			e.Headers["authorization"] = e.Headers["authorization"][:strings.Index(e.Headers["authorization"], "Signature=")] + "Signature=" + et.Canary
		},
		"the date":         header("x-amz-date", et.Canary),
		"a token":          header("x-amz-security-token", et.Canary),
		"the hash":         header("x-amz-content-sha256", et.Canary),
		"a header changed": header("cookie", et.Canary+et.Canary),
		"the target":       header("x-amz-target", et.Canary+"."+et.Canary),
		"the body": func(e *events.APIGatewayV2HTTPRequest) {
			e.Body = base64.StdEncoding.EncodeToString([]byte(et.Canary))
		},
		"no base64": func(e *events.APIGatewayV2HTTPRequest) { e.Body = et.Canary },
		"a path":    func(e *events.APIGatewayV2HTTPRequest) { e.RawPath = "/" + et.Canary },
		"a query":   func(e *events.APIGatewayV2HTTPRequest) { e.RawQueryString = et.Canary + "=" + et.Canary },
		"a presigned query": func(e *events.APIGatewayV2HTTPRequest) {
			e.RawQueryString = "X-Amz-Signature=" + et.Canary
		},
		"a method": func(e *events.APIGatewayV2HTTPRequest) { e.RequestContext.HTTP.Method = et.Canary },
	} {
		t.Run(name, func(t *testing.T) {
			status := a.send(t.Context(), t, a.event(t, call{"CreateUserPool", `{"PoolName":"` + et.Canary + `"}`}, change))
			assert.True(t, status == 400 || status == 404, status)
		})
	}
	for _, payload := range []string{et.Canary, `"` + et.Canary + `"`, `{"` + et.Canary + `":`, `{"headers":"` + et.Canary + `","body":{"` + et.Canary + `":1}}`} {
		assert.Equal(t, 404, a.send(t.Context(), t, []byte(payload)))
	}
}

// TestAnUnknownTargetIsNotTold: what is signed and names no operation is not
// told either.
func TestAnUnknownTargetIsNotTold(t *testing.T) {
	a := newAviary(t, keepersDocument)
	assert.Equal(t, 400, a.send(t.Context(), t, a.event(t, call{et.Canary, `{}`})))
	assert.Equal(t, map[string]int{"UnknownOperationException": 1}, a.outcomes)
}

func TestNothingIsToldOfWhatIsDeniedOrTooMuch(t *testing.T) {
	denied := func(context.Context) ([]byte, error) {
		text, _ := keepersDocument(context.Background())
		return bytes.Replace(text, []byte(`"Allow"`), []byte(`"Deny"`), 1), nil
	}
	for outcome, a := range map[string]*aviary{
		"AccessDeniedException":    newAviary(t, denied),
		"TooManyRequestsException": newAviary(t, keepersDocument, et.Limited, et.World(t, `{"accounts":{"*":{"rates":{"UserPoolRead":0,"UserPoolUpdate":0,"UserPoolResourceRead":0,"UserPoolResourceUpdate":0}}}}`)),
	} {
		for _, c := range maximalCalls(t, nobodys) {
			assert.Equal(t, 400, a.send(t.Context(), t, a.event(t, c)))
		}
		assert.Len(t, a.outcomes, 1)
		assert.NotZero(t, a.outcomes[outcome], outcome)
	}
}
