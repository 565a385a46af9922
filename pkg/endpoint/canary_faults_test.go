package endpoint_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"
	"github.com/stretchr/testify/assert"

	et "userpools/internal/endpointtest"
	"userpools/pkg/cognito"
	"userpools/pkg/endpoint"
	"userpools/pkg/store/dynamo"
)

// TestNothingIsToldOfKeysThatCannotBeRead: a fetch may fail in any way but must
// not tell of the document, and a document that is refused is not told.
func TestNothingIsToldOfKeysThatCannotBeRead(t *testing.T) {
	good, _ := keepersDocument(t.Context())
	for name, text := range map[string]string{
		"nothing": "", "the secret alone": keeper.Secret(), "torn": string(good[:90]),
		"the secret for the id":   strings.Replace(string(good), keeper.ID(), keeper.Secret(), 1),
		"an unknown member":       strings.Replace(string(good), `"secret"`, `"`+keeper.Secret()+`":1,"secret"`, 1),
		"the secret in the place": strings.Replace(string(good), `"account":"`+accountA, `"account":"`+keeper.Secret(), 1),
	} {
		t.Run(name, func(t *testing.T) {
			a := newAviary(t, func(context.Context) ([]byte, error) { return []byte(text), nil })
			for _, c := range maximalCalls(t, nobodys) {
				assert.Equal(t, 500, a.send(t.Context(), t, a.event(t, c)))
			}
		})
	}
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
		"taken":       func(context.Context) error { return &cognito.ExistsError{Pool: &cognito.Pool{}} },
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
		for _, method := range []string{"Create", "Get", "List", "Replace", "Delete", "CountPage"} {
			t.Run(name+" in "+method, func(t *testing.T) {
				var mood func(ctx context.Context, m string) error
				store := et.Stub{Store: et.Memory(t), Before: func(ctx context.Context, m string) error { return mood(ctx, m) }}
				a := newAviary(t, keepersDocument, et.Store(store), func(c *endpoint.Config) { c.Quota = 10 })
				mood = func(context.Context, string) error { return nil }
				pool := a.PoolAs(t, keeper, `{"PoolName":"p","UserPoolTier":"PLUS"}`)
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
		"says what is no JSON":     text(200, et.Canary),
		"says another's page":      text(403, "<html>"+et.Canary),
		"a name that is no text":   item(`"Name":{"N":"` + et.Canary + `"}`),
		"a revision that is text":  item(`"Name":{"S":"` + et.Canary + `"},"Revision":{"S":"` + et.Canary + `"}`),
		"settings that are a text": item(`"Settings":{"S":"` + et.Canary + `"}`),
		"a flag that is a text":    item(`"Settings":{"M":{"UserPoolAddOns":{"S":"` + et.Canary + `"},"AliasAttributes":{"S":"` + et.Canary + `"}}}`),
		"tags that are numbers":    item(`"Settings":{"M":{"UserPoolTags":{"M":{"` + et.Canary + `":{"BOOL":true}}}}}`),
		"an unknown kind":          item(`"Name":{"` + et.Canary + `":"` + et.Canary + `"}`),
	} {
		for _, reads := range []http.HandlerFunc{answer, item(`"Name":{"S":"p"},"Revision":{"N":"1"},"Settings":{"M":{"UserPoolTier":{"S":"PLUS"}}}`)} {
			t.Run(name, func(t *testing.T) {
				t.Parallel() // the store waits before it asks again
				server := httptest.NewServer(byAction(reads, answer))
				t.Cleanup(server.Close)
				client := dynamo.NewClient(dynamo.Config{Region: "us-east-1", Endpoint: server.URL})
				a := newAviary(t, keepersDocument, et.Store(dynamo.New(client, "pools")))
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

// TestCause_NoARN: whatever fails, and whatever AWS says of it, the log has no ARN and no account's id, but says the rest.
func TestCause_NoARN(t *testing.T) {
	const account, rest = "999999999999", "is not authorized to perform: secretsmanager:GetSecretValue"
	said := "AccessDeniedException: User: arn:aws:sts::" + account + ":assumed-role/a," + et.Canary + "/fn " + rest +
		" on resource: arn:aws-us-gov:secretsmanager:us-gov-west-1:" + account + ":secret:" + et.Canary + "-AbCdEf because of the table '" +
		"ARN%3Aaws%3Adynamodb%3Aus-east-1%3A" + account + "%3Atable/" + et.Canary + "', owner " + account + ", key \"" + account + "#us-east-1\""
	failing := errors.New(said)
	for name, open := range map[string]func() *aviary{
		"keys": func() *aviary {
			return newAviary(t, func(context.Context) ([]byte, error) { return nil, failing })
		},
		"the store": func() *aviary {
			return newAviary(t, keepersDocument, et.Store(et.Failing(failing)))
		},
		"a panic": func() *aviary {
			return newAviary(t, keepersDocument, et.Store(et.Stub{Before: func(context.Context, string) error { panic(said) }}))
		},
		"a count": func() *aviary {
			mood := func(_ context.Context, method string) error {
				if method == "CountPage" {
					return failing
				}
				return nil
			}
			return newAviary(t, keepersDocument, et.Store(et.Stub{Store: et.Memory(t), Before: mood}), func(c *endpoint.Config) { c.Quota = 1 })
		},
		"nothing": func() *aviary { return newAviary(t, keepersDocument) },
	} {
		a := open()
		_, _ = a.function.Invoke(lambdacontext.NewContext(t.Context(), &lambdacontext.LambdaContext{AwsRequestID: "the-id"}),
			a.event(t, call{"CreateUserPool", `{"PoolName":"p"}`}))
		log := a.log.String()
		assert.False(t, sings(log), "%s: %s", name, log)
		assert.NotContains(t, log, account, name)
		assert.NotContains(t, strings.ToLower(log), "arn:", name)
		assert.Equal(t, name != "nothing", strings.Contains(log, rest), "%s: %s", name, log)
	}
}

// TestNothingIsToldOfAWorld: what is declared of an account may hold canaries as
// well. The log tells the names of faults, which are the operator's.
func TestNothingIsToldOfAWorld(t *testing.T) {
	always := func(effect string) string {
		return `{"faults":[{"match":{"poolName":"*","principal":"*` + et.Canary + `"},` + effect + `},{"comment":"` + et.Canary + `",` + effect + `}]}`
	}
	for name, document := range map[string]string{
		"a fault":           always(`"answer":{"exception":"InternalErrorException"}`),
		"a fault with text": always(`"answer":{"exception":"TooManyRequestsException","message":"` + et.Canary + `"}`),
		"a delay":           always(`"delay":"20s"`),
		"a lost answer":     always(`"dropAnswer":true`),
		"facts": `{"accounts":{"*":{"comment":"` + et.Canary + `","poolQuota":0,
			"smsRoles":[{"role":"` + et.Canary + `*","externalId":"` + et.Canary + `"},{"role":"*","trusted":false}],
			"sesIdentities":[{"identity":"*","verified":false,"authorised":false}],
			"kmsKeys":[{"key":"*","problem":"` + et.Canary + `"}],
			"lambdaFunctions":[{"function":"*","problem":"` + et.Canary + `"}],
			"tierChanges":[{"from":"*","to":"*","allowed":false}],
			"forbiddenTagKeys":["` + et.Canary + `*"]}}}`,
		"chosen ids": `{"chosenPoolIds":true}`,
	} {
		t.Run(name, func(t *testing.T) {
			store := et.Memory(t)
			pool := et.New(t, et.Store(store), et.Fetch(keepersDocument)).PoolAs(t, keeper, `{"PoolName":"p","UserPoolTier":"PLUS"}`)
			a := newAviary(t, keepersDocument, et.Store(store), et.World(t, document))
			for _, c := range maximalCalls(t, pool) {
				ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
				a.send(ctx, t, a.event(t, c))
				cancel()
			}
			t.Log(a.outcomes)
		})
	}
}
