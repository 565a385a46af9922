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
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	et "userpools/internal/endpointtest"
	"userpools/pkg/access"
	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/endpoint"
)

// canaries is an endpoint with a canary in everything that it is given, and all the logs that there are.
type canaries struct {
	*et.Endpoint
	log      bytes.Buffer
	outcomes map[string]int
	// secrets are those of app clients that were answered so far, tellers the operations that answered them.
	secrets []string
	tellers map[string]bool
}

// keeper has a key whose secret and principal are canaries, and a policy that names one. The log
// tells the id of the key.
var keeper = et.NewKey("keeper", accountA, et.Everything+","+
	et.SaysIf("Deny", "cognito-idp:UpdateGroup", "*", `{"StringEquals":{"aws:ResourceTag/`+et.Canary+`":"`+et.Canary+`"}}`))

// keepersDocument has the keeper's key, whose holder is a canary, too.
func keepersDocument(context.Context) ([]byte, error) {
	return bytes.ReplaceAll(et.Document(keeper), []byte(":user/keeper"), []byte(":user/"+et.Canary)), nil
}

func newCanaries(t et.T, keys access.Fetch, options ...et.Option) *canaries {
	a := &canaries{outcomes: map[string]int{}, tellers: map[string]bool{}}
	debug := &slog.HandlerOptions{Level: slog.LevelDebug}
	logs := []func(context.Context, awsjson.Entry){
		endpoint.Logger(slog.New(slog.NewJSONHandler(&a.log, debug)), "pools"),
		endpoint.Logger(slog.New(slog.NewTextHandler(&a.log, debug)), "pools"),
		endpoint.TextLogger(&a.log, time.Now),
	}
	a.Endpoint = et.New(t, append(options, et.Fetch(keys), func(c *endpoint.Config) {
		c.Wait = func(ctx context.Context, d time.Duration) error {
			if d > time.Second {
				return context.DeadlineExceeded // no time for what takes long
			}
			return ctx.Err()
		}
		c.Log = func(ctx context.Context, e awsjson.Entry) {
			a.outcomes[e.Outcome]++
			for _, log := range logs {
				log(ctx, e)
			}
		}
	})...)
	return a
}

// withPool is one with a pool and its app client, of which the log is forgotten.
func withPool(t et.T, keys access.Fetch, options ...et.Option) (a *canaries, of owned) {
	a = newCanaries(t, keys, options...)
	of.pool = a.Pool(t, keeper, `{"PoolName":"p","UserPoolTier":"PLUS"}`)
	of.client, of.secret = a.Client(t, keeper, of.pool)
	of.style = a.Style(t, keeper, of.pool, of.client)
	a.Must(t, keeper, "CreateIdentityProvider", et.Object{
		"UserPoolId": of.pool, "ProviderName": "Idp", "ProviderType": "OIDC", "ProviderDetails": json.RawMessage(et.OIDCDetails),
		"IdpIdentifiers": []any{named},
	})
	a.log.Reset()
	return a, of
}

// headers are what clients and proxies send, and what nobody does.
var headers = []string{
	"accept", "accept-encoding", "amz-sdk-request", "amz-sdk-invocation-id", "cache-control", "cookie", "forwarded", "origin", "referer",
	"via", "x-amz-api-version", "x-amz-meta-" + strings.ToLower(et.Canary), "x-amz-user-agent", "x-amzn-trace-id", "x-api-key",
	"x-forwarded-for", "x-forwarded-host", "x-request-id", strings.ToLower(et.Canary),
}

type event = events.APIGatewayV2HTTPRequest

// event is a signed call as AWS sends it, with a canary in every header.
func (a *canaries) event(t et.T, c call) *event {
	t.Helper()
	r := et.Request(c.operation, c.body)
	r.Header["host"] = et.Canary + ".example"
	r.Header["content-type"] += "; charset=" + et.Canary
	r.Header["user-agent"] = "aws-sdk-go-v2/1.47.6 " + et.Canary + " md/" + et.Canary // the log tells the first product
	for _, name := range headers {
		r.Header[name] = et.Canary + " " + name
	}
	e := et.Event(et.Sign(t, keeper, a.Clock.At, r))
	e.Cookies = []string{et.Canary}
	e.RequestContext = events.APIGatewayV2HTTPRequestContext{
		DomainName: et.Canary, RequestID: et.Canary, APIID: et.Canary, Stage: et.Canary, DomainPrefix: et.Canary, AccountID: et.Canary,
		HTTP: events.APIGatewayV2HTTPRequestContextHTTPDescription{Method: "POST", Path: "/", SourceIP: et.Canary, UserAgent: et.Canary},
	}
	return e
}

// tellSecrets are the operations that answer with the secret of an app client, as the service's do.
var tellSecrets = []string{"AddUserPoolClientSecret", "CreateUserPoolClient", "DescribeUserPoolClient", "UpdateUserPoolClient"}

// send makes calls, and looks for canaries in what each leaves behind: in the log, and in an answer
// that says that it is not the caller's fault; and for secrets of app clients, in answers that need not have them as
// well. It returns the last answer.
func (a *canaries) send(ctx context.Context, t et.T, calls ...call) (answer events.APIGatewayV2HTTPResponse) {
	t.Helper()
	for _, c := range calls {
		answer = a.invoke(ctx, t, et.JSON(a.event(t, c)))
		if !a.tellsSecret(answer.Body) {
			continue
		}
		a.tellers[c.operation] = true
		if answer.StatusCode != http.StatusOK || !slices.Contains(tellSecrets, c.operation) {
			require.Fail(t, "a client's secret is told", "by %s of %.2000s: %.2000s", c.operation, c.body, answer.Body)
		}
	}
	return answer
}

var secretMembers = regexp.MustCompile(`"ClientSecret(?:Value)?":"([^"]*)"`)

// learn keeps the secrets of an answer.
func (a *canaries) learn(answer string) {
	for _, found := range secretMembers.FindAllStringSubmatch(answer, -1) {
		if !slices.Contains(a.secrets, found[1]) {
			a.secrets = append(a.secrets, found[1])
		}
	}
}

func (a *canaries) tellsSecret(s string) bool {
	return slices.ContainsFunc(a.secrets, func(secret string) bool { return strings.Contains(s, secret) })
}

func (a *canaries) invoke(ctx context.Context, t et.T, payload []byte) events.APIGatewayV2HTTPResponse {
	t.Helper()
	answer := a.Invoke(ctx, t, payload)
	a.learn(answer.Body)
	require.False(t, a.tellsSecret(a.log.String()), "a client's secret is in the log")
	if told := fmt.Sprint(answer); tells(a.log.String()) || answer.StatusCode >= 500 && tells(told) {
		require.Fail(t, "a canary is told", "of %.2000s\n\nin the log %.4000s\n\nor in the answer %.2000s", payload, a.log.String(), told)
	}
	require.NotEmpty(t, a.log.String())
	a.log.Reset()
	return answer
}

// tells finds canaries in a text, encoded ones too.
func tells(s string) bool {
	s = strings.ToLower(s)
	for _, form := range encodings {
		if strings.Contains(s, form) {
			return true
		}
	}
	return false
}

var encodings = func() []string {
	all := []string{strings.ToLower(et.Canary), hex.EncodeToString([]byte(et.Canary))}
	for shift := range 3 { // what of base64 does not depend on the neighbours
		encoded := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("\x00", shift) + et.Canary))
		all = append(all, strings.ToLower(encoded[(shift*8+5)/6:(shift+len(et.Canary))*8/6]))
	}
	return all
}()

func TestCanary_Encodings(t *testing.T) {
	for prefix := range 5 {
		told := strings.Repeat("x", prefix) + et.Canary + "y"
		for _, text := range []string{
			told, strings.ToUpper(told), hex.EncodeToString([]byte(told)),
			base64.StdEncoding.EncodeToString([]byte(told)), base64.RawURLEncoding.EncodeToString([]byte(told)),
		} {
			assert.True(t, tells(text), text)
		}
	}
	assert.False(t, tells("kan arie"))
}

func TestCanary_Success(t *testing.T) {
	a, of := withPool(t, keepersDocument)
	for _, c := range fullCalls(of) {
		answer := a.send(t.Context(), t, c)
		assert.Equal(t, 200, answer.StatusCode, "%s: %s\n%s", c.operation, answer.Body, c.body)
	}
	assert.Equal(t, tellSecrets, slices.Sorted(maps.Keys(a.tellers)), "the others do not tell any")
	assert.Len(t, a.secrets, 4, "of the client that was there, generated, supplied and added")
}

// What is wrong with a secret is said without it. A secret that the caller adds is not answered.
func TestCanary_SuppliedSecrets(t *testing.T) {
	a, of := withPool(t, keepersDocument)
	secret := strings.Repeat("s3cret", 4)
	create, add := `{"UserPoolId":"POOL","ClientName":"c","ClientSecret":"%s"}`, `{"UserPoolId":"POOL","ClientId":"CLIENT","ClientSecret":"%s"}`
	for operation, body := range map[string]string{"CreateUserPoolClient": create, "AddUserPoolClientSecret": add} {
		for _, wrong := range []string{secret + "-", secret[1:], strings.Repeat(secret, 3), secret + "\u00e9"} {
			answer := a.send(t.Context(), t, call{operation, fmt.Sprintf(body, wrong)}.on(accountA, of.pool).of(of))
			assert.Contains(t, answer.Body, "Value at 'clientSecret' failed to satisfy constraint: ")
			assert.NotContains(t, answer.Body, secret[1:])
			assert.Equal(t, "constraint clientSecret", a.Last().Refused)
		}
	}
	added := a.send(t.Context(), t, call{"AddUserPoolClientSecret", fmt.Sprintf(add, secret)}.on(accountA, of.pool).of(of))
	assert.Equal(t, 200, added.StatusCode)
	assert.NotContains(t, added.Body, secret)
}

func TestCanary_Refused(t *testing.T) {
	if testing.Short() {
		t.Skip("thousands of requests")
	}
	a, of := withPool(t, keepersDocument)
	for _, c := range brokenCalls(t, fullCalls(of)) {
		if c.operation == "CreateUserPool" || c.operation == "DeleteUserPool" {
			c.body = strings.Replace(c.body, "us-east-1_", "us-east-2_", 1)
		}
		assert.Less(t, a.send(t.Context(), t, c).StatusCode, 500, "%s %.300s", c.operation, c.body)
	}
	assert.Greater(t, a.outcomes["InvalidParameterException"], 100)
	assert.Greater(t, a.outcomes["SerializationException"], 100)
}

// The signature's own parts are canaries, too.
func TestCanary_NotLetIn(t *testing.T) {
	const scheme = "AWS4-HMAC-SHA256 "
	signed := ", SignedHeaders=host;" + et.Canary + ", Signature=" + et.Canary
	header := func(name, value string) func(*event) { return func(e *event) { e.Headers[name] = value } }
	authorization := func(s string) func(*event) { return header("authorization", s) }
	a := newCanaries(t, keepersDocument)
	for name, change := range map[string]func(*event){
		"no signature":       authorization(""),
		"a bearer token":     authorization("Bearer " + et.Canary),
		"no key=value":       authorization(scheme + et.Canary),
		"unknown parts":      authorization(scheme + et.Canary + "=" + et.Canary),
		"another algorithm":  authorization(et.Canary + " Credential=" + et.Canary),
		"scope":              authorization(scheme + "Credential=" + et.Canary + signed),
		"region and service": authorization(scheme + "Credential=" + strings.Repeat(et.Canary+"/", 4) + et.Canary + signed),
		"an unknown key": func(e *event) {
			e.Headers["authorization"] = strings.Replace(e.Headers["authorization"], keeper.ID(), et.Canary, 1)
		},
		"the signature": func(e *event) {
			before, _, _ := strings.Cut(e.Headers["authorization"], "Signature=")
			e.Headers["authorization"] = before + "Signature=" + et.Canary
		},
		"the date":          header("x-amz-date", et.Canary),
		"a token":           header("x-amz-security-token", et.Canary),
		"the hash":          header("x-amz-content-sha256", et.Canary),
		"a header changed":  header("cookie", et.Canary+et.Canary),
		"the target":        header("x-amz-target", et.Canary+"."+et.Canary),
		"the body":          func(e *event) { e.Body = base64.StdEncoding.EncodeToString([]byte(et.Canary)) },
		"no base64":         func(e *event) { e.Body = et.Canary },
		"a path":            func(e *event) { e.RawPath = "/" + et.Canary },
		"a query":           func(e *event) { e.RawQueryString = et.Canary + "=" + et.Canary },
		"a presigned query": func(e *event) { e.RawQueryString = "X-Amz-Signature=" + et.Canary },
		"a method":          func(e *event) { e.RequestContext.HTTP.Method = et.Canary },
	} {
		t.Run(name, func(t *testing.T) {
			e := a.event(t, call{"CreateUserPool", `{"PoolName":"` + et.Canary + `"}`})
			change(e)
			assert.Contains(t, []int{400, 404}, a.invoke(t.Context(), t, et.JSON(e)).StatusCode)
		})
	}
	for _, payload := range []string{et.Canary, `"` + et.Canary + `"`, `{"` + et.Canary + `":`, `{"headers":"` + et.Canary + `","body":{"` + et.Canary + `":1}}`} {
		assert.Equal(t, 404, a.invoke(t.Context(), t, []byte(payload)).StatusCode)
	}
}

// What is signed, and then refused of every call.
func TestCanary_EveryCallRefused(t *testing.T) {
	changed := func(old, by string) access.Fetch {
		return func(ctx context.Context) ([]byte, error) {
			text, _ := keepersDocument(ctx)
			return bytes.Replace(text, []byte(old), []byte(by), 1), nil
		}
	}
	noRates := et.World(t, `{"accounts":{"*":{"rates":`+string(et.JSON(rates(0)))+`}}}`)
	for outcome, tt := range map[string]struct {
		*canaries
		calls []call
	}{
		"UnknownOperationException": {newCanaries(t, keepersDocument), []call{{et.Canary, `{}`}}},
		"AccessDeniedException":     {newCanaries(t, changed(`"Allow"`, `"Deny"`)), fullCalls(nobodyOwns)},
		"TooManyRequestsException":  {newCanaries(t, keepersDocument, et.Limited, noRates), fullCalls(nobodyOwns)},
		"InternalErrorException":    {newCanaries(t, changed(`"secret"`, `"`+keeper.Secret()+`"`)), fullCalls(nobodyOwns)}, // keys that cannot be read
	} {
		tt.send(t.Context(), t, tt.calls...)
		want := map[string]int{}
		for _, c := range tt.calls {
			want[raisedBy(c.operation, outcome)]++
		}
		assert.Equal(t, want, tt.outcomes)
	}
}

// rates are those of all classes of operations.
func rates(perSecond float64) et.Object {
	all := et.Object{}
	for _, op := range cognito.Operations() {
		all[string(op.Class)] = perSecond
	}
	return all
}

// raisedBy is the exception that the operation has for an outcome.
func raisedBy(operation, outcome string) string {
	unthrottled := []string{"CreateUserPoolDomain", "DescribeUserPoolDomain", "DeleteUserPoolDomain", "GetSigningCertificate"}
	switch {
	case outcome == "TooManyRequestsException" && slices.Contains(unthrottled, operation):
		return "InternalErrorException"
	case outcome == "InternalErrorException" && strings.Contains(operation, "ClientSecret"):
		return "InternalServerException"
	default:
		return outcome
	}
}

// Whatever fails, and whatever AWS says of it, the log has no ARN and no account's id, but says the rest.
func TestCanary_Cause(t *testing.T) {
	const account, rest = "999999999999", "is not authorized to perform: secretsmanager:GetSecretValue"
	said := "AccessDeniedException: User: arn:aws:sts::" + account + ":assumed-role/a," + et.Canary + "/fn " + rest +
		" on resource: arn:aws-us-gov:secretsmanager:us-gov-west-1:" + account + ":secret:" + et.Canary + "-AbCdEf because of the table '" +
		"ARN%3Aaws%3Adynamodb%3Aus-east-1%3A" + account + "%3Atable/" + et.Canary + "', owner " + account + ", key \"" + account + "#us-east-1\""
	failing := errors.New(said)
	failingCount := et.Stub(et.Memory(t), func(_ context.Context, method string) error {
		return map[string]error{"CountPage": failing}[method]
	})
	for name, a := range map[string]*canaries{
		"keys":      newCanaries(t, func(context.Context) ([]byte, error) { return nil, failing }),
		"the store": newCanaries(t, keepersDocument, et.Failing(failing)),
		"a panic":   newCanaries(t, keepersDocument, et.Stub(nil, func(context.Context, string) error { panic(said) })),
		"a count":   newCanaries(t, keepersDocument, failingCount, func(c *endpoint.Config) { c.Quota = 1 }),
		"nothing":   newCanaries(t, keepersDocument),
	} {
		a.Invoke(t.Context(), t, et.JSON(a.event(t, call{"CreateUserPool", `{"PoolName":"p"}`})))
		log := a.log.String()
		assert.False(t, tells(log), "%s: %s", name, log)
		assert.NotContains(t, log, account, name)
		assert.NotContains(t, strings.ToLower(log), "arn:", name)
		assert.Equal(t, name != "nothing", strings.Contains(log, rest), "%s: %s", name, log)
	}
}
