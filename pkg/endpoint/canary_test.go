package endpoint_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
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
	"userpools/pkg/store/dynamo"
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
	saysIf("Deny", "cognito-idp:None", "*", `{"StringEquals":{"aws:ResourceTag/`+canary+`":"`+canary+`"}}`)}

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

// TestNothingIsToldOfKeysThatCannotBeRead: a fetch may fail in any way but must
// not tell of the document, and a document that is refused is not told.
func TestNothingIsToldOfKeysThatCannotBeRead(t *testing.T) {
	good, _ := keepersDocument(t.Context())
	for name, text := range map[string]string{
		"nothing": "", "the secret alone": keeper.secret(), "torn": string(good[:90]),
		"the secret for the id":   strings.Replace(string(good), keeper.keyID(), keeper.secret(), 1),
		"an unknown member":       strings.Replace(string(good), `"secret"`, `"`+keeper.secret()+`":1,"secret"`, 1),
		"the secret in the place": strings.Replace(string(good), `"account":"`+accountA, `"account":"`+keeper.secret(), 1),
	} {
		t.Run(name, func(t *testing.T) {
			a := newAviary(memoryStore(t), func(context.Context) ([]byte, error) { return []byte(text), nil }, nil)
			for _, c := range maximalCalls(t, nobodys) {
				assert.Equal(t, 500, a.send(t.Context(), t, a.event(t, c)))
			}
		})
	}
}

// moody is a store that does something before a call, or fails instead of it.
type moody struct {
	cognito.Store
	mood func(ctx context.Context, method string) error
}

func (m moody) Create(ctx context.Context, p *cognito.Pool) (*cognito.Pool, error) {
	if err := m.mood(ctx, "Create"); err != nil {
		return p, err
	}
	return m.Store.Create(ctx, p)
}

func (m moody) Get(ctx context.Context, part cognito.Partition, id string) (*cognito.Pool, error) {
	if err := m.mood(ctx, "Get"); err != nil {
		return nil, err
	}
	return m.Store.Get(ctx, part, id)
}

func (m moody) List(ctx context.Context, part cognito.Partition, after string, limit int) ([]cognito.Summary, bool, error) {
	if err := m.mood(ctx, "List"); err != nil {
		return nil, false, err
	}
	return m.Store.List(ctx, part, after, limit)
}

func (m moody) Replace(ctx context.Context, p *cognito.Pool) error {
	if err := m.mood(ctx, "Replace"); err != nil {
		return err
	}
	return m.Store.Replace(ctx, p)
}

func (m moody) Delete(ctx context.Context, part cognito.Partition, id string) error {
	if err := m.mood(ctx, "Delete"); err != nil {
		return err
	}
	return m.Store.Delete(ctx, part, id)
}

func (m moody) Count(ctx context.Context, part cognito.Partition) (int, error) {
	if err := m.mood(ctx, "Count"); err != nil {
		return 0, err
	}
	return m.Store.Count(ctx, part)
}

// TestNothingIsToldOfAStoreThatFails fails each method of the store in each way,
// while every other works.
func TestNothingIsToldOfAStoreThatFails(t *testing.T) {
	for name, fail := range map[string]func(context.Context) error{
		"a fault":     func(context.Context) error { return errors.New("disk on fire") },
		"throttled":   func(context.Context) error { return fmt.Errorf("store: %w", cognito.ErrThrottled) },
		"too large":   func(context.Context) error { return &cognito.TooLargeError{Size: 500_000, Max: 400_000} },
		"a conflict":  func(context.Context) error { return cognito.ErrConflict },
		"not found":   func(context.Context) error { return cognito.ErrNotFound },
		"taken":       func(context.Context) error { return cognito.ErrExists },
		"protected":   func(context.Context) error { return cognito.ErrProtected },
		"a panic":     func(context.Context) error { panic("oh") },
		"nil pointer": func(context.Context) error { var p *cognito.Pool; return errors.New(p.Name) },
		"a time-out": func(ctx context.Context) error {
			ctx, cancel := context.WithTimeout(ctx, time.Millisecond)
			defer cancel()
			<-ctx.Done()
			return fmt.Errorf("store: %w", ctx.Err())
		},
	} {
		for _, method := range []string{"Create", "Get", "List", "Replace", "Delete", "Count"} {
			t.Run(name+" in "+method, func(t *testing.T) {
				var mood func(ctx context.Context, m string) error
				store := moody{memoryStore(t), func(ctx context.Context, m string) error { return mood(ctx, m) }}
				a := newAviary(store, keepersDocument, nil, func(s *cognito.Service, _ *endpoint.Options) { s.Quota = 10 })
				mood = func(context.Context, string) error { return nil }
				pool := a.pool(t, keeper, `{"PoolName":"p","UserPoolTier":"PLUS"}`)
				a.log.Reset()
				failed := 0
				mood = func(ctx context.Context, m string) error {
					if m != method {
						return nil
					}
					failed++
					return fail(ctx)
				}
				for _, c := range maximalCalls(t, pool) {
					a.send(t.Context(), t, a.event(t, c))
				}
				assert.NotZero(t, failed)
			})
		}
	}
}

// TestNothingIsToldOfATableThatFails has DynamoDB answer whatever it was sent, and
// items that hold canaries where something else is expected.
func TestNothingIsToldOfATableThatFails(t *testing.T) {
	echo := func(status int, exception string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			var sent bytes.Buffer
			_, _ = sent.ReadFrom(r.Body)
			w.Header().Set("X-Amzn-Requestid", "of-dynamodb")
			w.WriteHeader(status)
			_ = json.NewEncoder(w).Encode(map[string]string{"__type": "com.amazonaws.dynamodb.v20120810#" + exception, "message": sent.String()})
		}
	}
	text := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}
	}
	item := func(attributes string) http.HandlerFunc {
		whole := `{"PK":{"S":"` + accountA + `#us-east-1"},"SK":{"S":"POOL#` + nobodys + `"},"Type":{"S":"Pool"},"Format":{"N":"1"},` + attributes + `}`
		return text(200, `{"Item":`+whole+`,"Items":[`+whole+`],"Count":1}`)
	}
	for name, answer := range map[string]http.HandlerFunc{
		"refuses and repeats":      echo(400, "ValidationException"),
		"throttles and repeats":    echo(400, "ProvisionedThroughputExceededException"),
		"fails and repeats":        echo(500, "InternalServerError"),
		"another item is there":    echo(400, "ConditionalCheckFailedException"),
		"says what is no JSON":     text(200, canary),
		"says another's page":      text(403, "<html>"+canary),
		"a name that is no text":   item(`"Name":{"N":"` + canary + `"}`),
		"a revision that is text":  item(`"Name":{"S":"` + canary + `"},"Revision":{"S":"` + canary + `"}`),
		"settings that are a text": item(`"Settings":{"S":"` + canary + `"}`),
		"a flag that is a text":    item(`"Settings":{"M":{"UserPoolAddOns":{"S":"` + canary + `"},"AliasAttributes":{"S":"` + canary + `"}}}`),
		"tags that are numbers":    item(`"Settings":{"M":{"UserPoolTags":{"M":{"` + canary + `":{"BOOL":true}}}}}`),
		"an unknown kind":          item(`"Name":{"` + canary + `":"` + canary + `"}`),
	} {
		for _, reads := range []http.HandlerFunc{answer, item(`"Name":{"S":"p"},"Revision":{"N":"1"},"Settings":{"M":{"UserPoolTier":{"S":"PLUS"}}}`)} {
			t.Run(name, func(t *testing.T) {
				t.Parallel() // the store waits before it asks again
				server := httptest.NewServer(byAction(reads, answer))
				t.Cleanup(server.Close)
				client := dynamo.NewClient(dynamo.Config{Region: "us-east-1", Endpoint: server.URL})
				a := newAviary(dynamo.New(client, "pools"), keepersDocument, nil)
				for _, c := range maximalCalls(t, nobodys) {
					a.send(t.Context(), t, a.event(t, c))
				}
			})
		}
	}
}

// byAction answers DynamoDB's reads and writes in two ways.
func byAction(reads, writes http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".GetItem") {
			reads(w, r)
			return
		}
		writes(w, r)
	}
}

// TestNothingIsToldOfAWorld: what is declared of an account may hold canaries as
// well. The log tells the names of faults, which are the operator's.
func TestNothingIsToldOfAWorld(t *testing.T) {
	always := func(effect string) string {
		return `{"faults":[{"match":{"poolName":"*","principal":"*` + canary + `"},` + effect + `},{"comment":"` + canary + `",` + effect + `}]}`
	}
	for name, document := range map[string]string{
		"a fault":           always(`"answer":{"exception":"InternalErrorException"}`),
		"a fault with text": always(`"answer":{"exception":"TooManyRequestsException","message":"` + canary + `"}`),
		"a delay":           always(`"delay":"20s"`),
		"a lost answer":     always(`"dropAnswer":true`),
		"facts": `{"accounts":{"*":{"comment":"` + canary + `","poolQuota":0,
			"smsRoles":[{"role":"` + canary + `*","externalId":"` + canary + `"},{"role":"*","trusted":false}],
			"sesIdentities":[{"identity":"*","verified":false,"authorised":false}],
			"kmsKeys":[{"key":"*","problem":"` + canary + `"}],
			"lambdaFunctions":[{"function":"*","problem":"` + canary + `"}],
			"tierChanges":[{"from":"*","to":"*","allowed":false}],
			"forbiddenTagKeys":["` + canary + `*"]}}}`,
		"chosen ids": `{"chosenPoolIds":true}`,
	} {
		t.Run(name, func(t *testing.T) {
			store := memoryStore(t)
			pool := newHouse(store, keepersDocument, nil).pool(t, keeper, `{"PoolName":"p","UserPoolTier":"PLUS"}`)
			a := newAviary(store, keepersDocument, nil, declaring(t, document))
			for _, c := range maximalCalls(t, pool) {
				ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
				a.send(ctx, t, a.event(t, c))
				cancel()
			}
			t.Log(a.outcomes)
		})
	}
}
