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

	"userpools/pkg/access"
	"userpools/pkg/apigateway"
	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/endpoint"
)

// aviary is an endpoint that is full of canaries, from the event to the log in
// every form that there is.
type aviary struct {
	*house
	function *apigateway.Handler
	log      bytes.Buffer
	outcomes map[string]int
}

// keeper has a key whose secret and principal are canaries, and a policy that
// names one. The log tells the id of the key.
var keeper = holder{"keeper", accountA, everything + "," +
	saysIf("Deny", "cognito-idp:UpdateGroup", "*", `{"StringEquals":{"aws:ResourceTag/`+canary+`":"`+canary+`"}}`)}

func keepersDocument(context.Context) ([]byte, error) {
	return []byte(`{"` + keeper.keyID() + `":{"secret":"` + keeper.secret() + `","account":"` + accountA +
		`","principal":"arn:aws:iam::` + accountA + `:user/` + canary + `","policy":{"Statement":[` + keeper.statements + `]}}}`), nil
}

func newAviary(store cognito.Store, keys access.Fetch, limits *access.Limits, options ...option) *aviary {
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
	a.house = newHouse(store, keys, limits, append(options, func(s *cognito.Service, o *endpoint.Options) {
		s.Wait = waitNot
		o.Log = log
	})...)
	a.function = apigateway.New(a.server, log)
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
	"Via", "X-Amz-Api-Version", "X-Amz-Meta-" + canary, "X-Amz-User-Agent", "X-Amzn-Trace-Id", "X-Api-Key", "X-Forwarded-For",
	"X-Forwarded-Host", "X-Request-Id", canary,
}

// event is a signed call as AWS sends it, with a canary in every header.
func (a *aviary) event(t testing.TB, c call, change ...func(*events.APIGatewayV2HTTPRequest)) []byte {
	t.Helper()
	r := request(c.operation, c.body)
	r.Header["host"] = canary + ".example"
	r.Header["content-type"] += "; charset=" + canary
	r.Header["user-agent"] = "aws-sdk-go-v2/1.47.6 " + canary + " md/" + canary // the log tells the first product
	for _, name := range headers {
		r.Header[strings.ToLower(name)] = canary + " " + name
	}
	a.sign(t, keeper, r)
	e := events.APIGatewayV2HTTPRequest{
		Version: "2.0", RawPath: "/", Headers: r.Header, Cookies: []string{canary},
		Body: base64.StdEncoding.EncodeToString(r.Body), IsBase64Encoded: true,
		RequestContext: events.APIGatewayV2HTTPRequestContext{
			DomainName: canary, RequestID: canary, APIID: canary, Stage: canary, DomainPrefix: canary, AccountID: canary,
			HTTP: events.APIGatewayV2HTTPRequestContextHTTPDescription{Method: "POST", Path: "/", SourceIP: canary, UserAgent: canary},
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
		require.Fail(t, "a canary sings", "of %.2000s\n\nin the log %.4000s\n\nor in the answer %.2000s", payload, a.log.String(), out)
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
	all := []string{strings.ToLower(canary), hex.EncodeToString([]byte(canary))}
	for shift := range 3 { // what of base64 does not depend on the neighbours
		encoded := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("\x00", shift) + canary))
		all = append(all, strings.ToLower(encoded[(shift*8+5)/6:(shift+len(canary))*8/6]))
	}
	return all
}()

func TestDisguisesAreSeenThrough(t *testing.T) {
	for prefix := range 5 {
		told := strings.Repeat("x", prefix) + canary + "y"
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
	a := newAviary(memoryStore(t), keepersDocument, nil)
	calls := maximalCalls(t, a.pool(t, keeper, `{"PoolName":"p","UserPoolTier":"PLUS"}`))
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
	a := newAviary(memoryStore(t), keepersDocument, nil)
	good := maximalCalls(t, a.pool(t, keeper, `{"PoolName":"p","UserPoolTier":"PLUS"}`))
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
	a := newAviary(memoryStore(t), keepersDocument, nil)
	for name, change := range map[string]func(*events.APIGatewayV2HTTPRequest){
		"no signature":      authorization(""),
		"a bearer token":    authorization("Bearer " + canary),
		"no key=value":      authorization("AWS4-HMAC-SHA256 " + canary),
		"unknown parts":     authorization("AWS4-HMAC-SHA256 " + canary + "=" + canary),
		"another algorithm": authorization(canary + " Credential=" + canary),
		"scope":             authorization("AWS4-HMAC-SHA256 Credential=" + canary + ", SignedHeaders=host;" + canary + ", Signature=" + canary),
		"region and service": authorization("AWS4-HMAC-SHA256 Credential=" + canary + "/" + canary + "/" + canary + "/" + canary + "/" + canary +
			", SignedHeaders=host;" + canary + ", Signature=" + canary),
		"an unknown key": func(e *events.APIGatewayV2HTTPRequest) {
			e.Headers["authorization"] = strings.Replace(e.Headers["authorization"], keeper.keyID(), canary, 1)
		},
		"the signature": func(e *events.APIGatewayV2HTTPRequest) {
			e.Headers["authorization"] = e.Headers["authorization"][:strings.Index(e.Headers["authorization"], "Signature=")] + "Signature=" + canary
		},
		"the date":         header("x-amz-date", canary),
		"a token":          header("x-amz-security-token", canary),
		"the hash":         header("x-amz-content-sha256", canary),
		"a header changed": header("cookie", canary+canary),
		"the target":       header("x-amz-target", canary+"."+canary),
		"the body": func(e *events.APIGatewayV2HTTPRequest) {
			e.Body = base64.StdEncoding.EncodeToString([]byte(canary))
		},
		"no base64": func(e *events.APIGatewayV2HTTPRequest) { e.Body = canary },
		"a path":    func(e *events.APIGatewayV2HTTPRequest) { e.RawPath = "/" + canary },
		"a query":   func(e *events.APIGatewayV2HTTPRequest) { e.RawQueryString = canary + "=" + canary },
		"a presigned query": func(e *events.APIGatewayV2HTTPRequest) {
			e.RawQueryString = "X-Amz-Signature=" + canary
		},
		"a method": func(e *events.APIGatewayV2HTTPRequest) { e.RequestContext.HTTP.Method = canary },
	} {
		t.Run(name, func(t *testing.T) {
			status := a.send(t.Context(), t, a.event(t, call{"CreateUserPool", `{"PoolName":"` + canary + `"}`}, change))
			assert.True(t, status == 400 || status == 404, status)
		})
	}
	for _, payload := range []string{canary, `"` + canary + `"`, `{"` + canary + `":`, `{"headers":"` + canary + `","body":{"` + canary + `":1}}`} {
		assert.Equal(t, 404, a.send(t.Context(), t, []byte(payload)))
	}
}

// TestAnUnknownTargetIsNotTold: what is signed and names no operation is not
// told either.
func TestAnUnknownTargetIsNotTold(t *testing.T) {
	a := newAviary(memoryStore(t), keepersDocument, nil)
	assert.Equal(t, 400, a.send(t.Context(), t, a.event(t, call{canary, `{}`})))
	assert.Equal(t, map[string]int{"UnknownOperationException": 1}, a.outcomes)
}

func TestNothingIsToldOfWhatIsDeniedOrTooMuch(t *testing.T) {
	denied := func(context.Context) ([]byte, error) {
		text, _ := keepersDocument(context.Background())
		return bytes.Replace(text, []byte(`"Allow"`), []byte(`"Deny"`), 1), nil
	}
	none := &access.Limits{Rate: func(string, access.Class) (float64, bool) { return 0, true }}
	for outcome, a := range map[string]*aviary{
		"AccessDeniedException":    newAviary(memoryStore(t), denied, nil),
		"TooManyRequestsException": newAviary(memoryStore(t), keepersDocument, none),
	} {
		for _, c := range maximalCalls(t, nobodys) {
			assert.Equal(t, 400, a.send(t.Context(), t, a.event(t, c)))
		}
		assert.Len(t, a.outcomes, 1)
		assert.NotZero(t, a.outcomes[outcome], outcome)
	}
}
