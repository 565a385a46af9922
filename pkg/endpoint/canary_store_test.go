package endpoint_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	et "userpools/internal/endpointtest"
	"userpools/pkg/cognito"
	"userpools/pkg/endpoint"
	"userpools/pkg/store/dynamo"
)

// TestCanary_StoreFails fails each method of the store in each way, while every other works.
func TestCanary_StoreFails(t *testing.T) {
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
		for _, method := range []string{"Create", "Get", "List", "Write", "Delete", "CountPage", "Find", "Records", "CountRecords"} {
			t.Run(name+" in "+method, func(t *testing.T) {
				armed, failed := false, 0
				store := et.Stub(et.Memory(t), func(ctx context.Context, m string) error {
					if !armed || m != method {
						return nil
					}
					failed++
					return fail(ctx)
				})
				a, of := withPool(t, keepersDocument, store, func(c *endpoint.Config) { c.Quota = 10 })
				armed = true
				a.send(t.Context(), t, fullCalls(of)...)
				assert.NotZero(t, failed)
			})
		}
	}
}

// TestCanary_TableFails has DynamoDB answer whatever it was sent, and items that hold canaries where something else is
// expected: once for every request, once for all but those that read one pool.
func TestCanary_TableFails(t *testing.T) {
	text := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}
	}
	echo := func(status int, exception string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			sent, _ := io.ReadAll(r.Body)
			refusal := map[string]string{"__type": "com.amazonaws.dynamodb.v20120810#" + exception, "message": string(sent)}
			w.Header().Set("X-Amzn-Requestid", "of-dynamodb")
			text(status, string(et.JSON(refusal)))(w, r)
		}
	}
	item := func(attributes string) http.HandlerFunc {
		whole := `{"PK":{"S":"` + accountA + `#us-east-1"},"SK":{"S":"POOL#` + nobodys + `"},"Type":{"S":"Pool"},"Format":{"N":"1"},` + attributes + `}`
		return text(200, `{"Item":`+whole+`,"Items":[`+whole+`],"Count":1}`)
	}
	of := func(kind cognito.RecordKind, id, attributes string) http.HandlerFunc {
		whole := `{"PK":{"S":"x"},"SK":{"S":"x#` + string(kind) + "#" + id + `"},"Type":{"S":"` + string(kind) + `"},"Format":{"N":"1"},` + attributes + `}`
		return text(200, `{"Item":`+whole+`,"Items":[`+whole+`],"Count":1}`)
	}
	record := func(attributes string) http.HandlerFunc { return of(cognito.ClientRecord, "c", attributes) }
	named := func(kind cognito.RecordKind) http.HandlerFunc { // for whoever asks for the kind
		there := of(kind, et.Canary, `"Body":{"S":"`+et.Canary+`"}`)
		return func(w http.ResponseWriter, r *http.Request) {
			if sent, _ := io.ReadAll(r.Body); bytes.Contains(sent, []byte("#"+kind+"#")) {
				there(w, r)
				return
			}
			text(200, `{"Items":[],"Count":0}`)(w, r)
		}
	}
	good := item(`"Name":{"S":"p"},"Defaults":{"N":"1"},"Revision":{"N":"1"},"Settings":{"M":{"UserPoolTier":{"S":"PLUS"}}}`)
	for name, answer := range map[string]http.HandlerFunc{
		"refuses and repeats":      echo(400, "ValidationException"),
		"throttles and repeats":    echo(400, "ProvisionedThroughputExceededException"),
		"fails and repeats":        echo(500, "InternalServerError"),
		"another item is there":    echo(400, "TransactionCanceledException"),
		"says what is no JSON":     text(200, et.Canary),
		"says another's page":      text(403, "<html>"+et.Canary),
		"a name that is no text":   item(`"Name":{"N":"` + et.Canary + `"}`),
		"a revision that is text":  item(`"Name":{"S":"` + et.Canary + `"},"Revision":{"S":"` + et.Canary + `"}`),
		"settings that are a text": item(`"Settings":{"S":"` + et.Canary + `"}`),
		"a flag that is a text":    item(`"Settings":{"M":{"UserPoolAddOns":{"S":"` + et.Canary + `"},"AliasAttributes":{"S":"` + et.Canary + `"}}}`),
		"tags that are numbers":    item(`"Settings":{"M":{"UserPoolTags":{"M":{"` + et.Canary + `":{"BOOL":true}}}}}`),
		"a client that is a text":  record(`"Body":{"S":"` + et.Canary + `"}`),
		"a secret that is none":    record(`"Body":{"M":{"Secrets":{"L":[{"M":{"Value":{"S":"` + et.Canary + `"},"Created":{"S":"` + et.Canary + `"}}}]}}}`),
		"a client's settings":      record(`"Body":{"M":{"Name":{"S":"` + et.Canary + `"},"Settings":{"M":{"CallbackURLs":{"S":"` + et.Canary + `"}}}}}`),
		"a client's owner":         record(`"Pool":{"L":[{"S":"` + et.Canary + `"}]},"Body":{"M":{"Name":{"S":"` + et.Canary + `"}}}`),
		"a group's name":           named(cognito.GroupRecord),
		"an identifier":            named(cognito.IdentifierRecord),
		"a provider's name":        named(cognito.ProviderRecord),
		"a server's identifier":    named(cognito.ServerRecord),
		"an unknown kind":          item(`"Name":{"` + et.Canary + `":"` + et.Canary + `"}`),
	} {
		for _, reads := range []http.HandlerFunc{answer, good} {
			t.Run(name, func(t *testing.T) {
				t.Parallel() // the store waits before it asks again
				server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					sent, _ := io.ReadAll(r.Body)
					r.Body = io.NopCloser(bytes.NewReader(sent))
					if strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".GetItem") && bytes.Contains(sent, []byte("POOL#")) {
						reads(w, r)
						return
					}
					answer(w, r)
				}))
				t.Cleanup(server.Close)
				client := dynamo.NewClient(dynamo.Config{Region: "us-east-1", Endpoint: server.URL})
				a := newCanaries(t, keepersDocument, et.Store(dynamo.New(client, "pools")))
				a.send(t.Context(), t, fullCalls(nobodyOwns)...)
			})
		}
	}
}

// What is declared of an account may hold canaries as well. The log tells the names of faults, which are the operator's.
func TestCanary_World(t *testing.T) {
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
			"certificates":[{"certificate":"` + et.Canary + `*","valid":false}],
			"tierChanges":[{"from":"*","to":"*","allowed":false}],
			"forbiddenTagKeys":["` + et.Canary + `*"]}}}`,
		"chosen ids": `{"chosenPoolIds":true}`,
	} {
		t.Run(name, func(t *testing.T) {
			store := et.Store(et.Memory(t))
			_, of := withPool(t, keepersDocument, store)
			newCanaries(t, keepersDocument, store, et.World(t, document)).send(t.Context(), t, fullCalls(of)...)
		})
	}
}
