package cognito_test

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/endpointtest"
	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	httprequest "userpools/pkg/request"
	"userpools/pkg/shape"
	"userpools/pkg/store/bolt"
)

// lab is an endpoint whose store, clock, random source and callers a test can
// change between two requests. A request goes the whole way but for HTTP.
type lab struct {
	t       *testing.T
	service *cognito.Service
	// now is the clock, which stands still unless a test moves it.
	now time.Time
	// account is who calls.
	account string
	// token is the next calls' cognito.Call.Token; "" is none.
	token string
	// client is the app client that was made last.
	client string
	// twoSecrets is a client with two secrets, where furnish made one.
	twoSecrets string
	// style is the managed login style that was made last, styled a client with one, where furnish made it.
	style, styled string
	// entry is the last request's log entry.
	entry awsjson.Entry
}

const (
	labRegion  = "us-east-1"
	labAccount = "123456789012"
)

func newLab(t *testing.T) *lab {
	t.Helper()
	store, err := bolt.OpenMemory()
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	l := &lab{t: t, now: time.Date(2026, 9, 24, 12, 0, 0, 0, time.UTC), account: labAccount}
	l.service = &cognito.Service{
		Region: labRegion, Store: store, Now: func() time.Time { return l.now }, Random: rand.Reader,
		NewKey: endpointtest.CertificateKey, Wait: func(context.Context, time.Duration) error { return nil },
	}
	return l
}

// send sends a request; a string is a body byte for byte.
func (l *lab) send(operation string, request any) *awsjson.Response {
	l.t.Helper()
	body, isText := request.(string)
	if !isText {
		text, err := json.Marshal(request)
		require.NoError(l.t, err)
		body = string(text)
	}
	return l.sendWith(operation, body, nil)
}

// sendWith sends a body with a header laid over the usual one.
func (l *lab) sendWith(operation, body string, header map[string]string) *awsjson.Response {
	l.t.Helper()
	req := &httprequest.Request{Method: http.MethodPost, Path: "/", ID: "r", Body: []byte(body), Header: map[string]string{
		"x-amz-target": "AWSCognitoIdentityProviderService." + operation, "content-type": awsjson.ContentType,
	}}
	maps.Copy(req.Header, header)
	server := &awsjson.Server{
		Prefix: "AWSCognitoIdentityProviderService", Log: func(_ context.Context, e awsjson.Entry) { l.entry = e }, Now: l.service.Now,
		Authenticate: func(context.Context, *httprequest.Request) (awsjson.Caller, error) {
			return awsjson.Caller{Account: l.account}, nil
		},
	}
	call := cognito.Call{Account: l.account}
	if l.token != "" {
		call.Token = func() string { return l.token }
	}
	for _, op := range cognito.Operations() {
		server.Operations = append(server.Operations, awsjson.Operation{Name: op.Name, Input: op.Input, Internal: op.Internal(),
			Run: func(ctx context.Context, c *awsjson.Call) (any, error) { return op.Run(ctx, l.service, call, c.Input) }})
	}
	return server.Serve(l.t.Context(), req)
}

// do sends a request that has to be accepted, and gives the answer's members.
func (l *lab) do(operation string, request any) obj {
	l.t.Helper()
	resp := l.send(operation, request)
	require.Equal(l.t, http.StatusOK, resp.Status, "%s: %s", operation, resp.Body)
	if len(resp.Body) == 0 {
		return nil
	}
	var answer obj
	require.NoError(l.t, json.Unmarshal(resp.Body, &answer))
	if id, made := answer.at("UserPoolClient.ClientId"); made && operation == "CreateUserPoolClient" {
		l.client = id.(string)
	}
	if id, made := answer.at("ManagedLoginBranding.ManagedLoginBrandingId"); made && operation == "CreateManagedLoginBranding" {
		l.style = id.(string)
	}
	return answer
}

// outcome is the message of a refusal, "" of a request that is accepted.
func (l *lab) outcome(operation string, request obj) (message string) {
	l.t.Helper()
	if answer := l.send(operation, request); answer.Status != http.StatusOK {
		_, message = refusalOf(l.t, answer)
	}
	return message
}

// refuse sends a request that has to be refused with a message.
func (l *lab) refuse(code, message, operation string, request any) {
	l.t.Helper()
	gotCode, gotMessage := refusalOf(l.t, l.send(operation, request))
	assert.Equal(l.t, code, gotCode, gotMessage)
	assert.Equal(l.t, message, gotMessage)
}

// refusalOf reads an error's body: "__type" and, where it has one, its message,
// under the name that the exception's row says.
func refusalOf(t *testing.T, answer *awsjson.Response) (code, message string) {
	t.Helper()
	var members map[string]string
	require.NoError(t, json.Unmarshal(answer.Body, &members), "%s", answer.Body)
	code = members["__type"]
	require.Equal(t, code+":", answer.Header["x-amzn-ErrorType"])
	delete(members, "__type")
	for name, text := range members {
		require.Contains(t, []string{"message", "Message"}, name)
		message = text
	}
	return code, message
}

// invalid sends a request that has to be refused by InvalidParameterException.
func (l *lab) invalid(message, operation string, request any) {
	l.t.Helper()
	l.refuse("InvalidParameterException", message, operation, request)
}

// created makes a pool and gives it as CreateUserPool answers it.
func (l *lab) created(request any) obj {
	l.t.Helper()
	return l.do("CreateUserPool", request)["UserPool"].(map[string]any)
}

// create makes a pool and gives its id.
func (l *lab) create(request any) (id string) {
	l.t.Helper()
	return l.created(request)["Id"].(string)
}

// describe is a pool as DescribeUserPool answers it.
func (l *lab) describe(id string) obj {
	l.t.Helper()
	return l.do("DescribeUserPool", obj{"UserPoolId": id})["UserPool"].(map[string]any)
}

// update sends an UpdateUserPool of a pool.
func (l *lab) update(id string, request obj) {
	l.t.Helper()
	require.Equal(l.t, `{}`, string(l.send("UpdateUserPool", request.with("UserPoolId", id)).Body))
}

// mfa is what GetUserPoolMfaConfig answers.
func (l *lab) mfa(id string) map[string]any {
	l.t.Helper()
	return l.do("GetUserPoolMfaConfig", obj{"UserPoolId": id})
}

// setMfa is what SetUserPoolMfaConfig answers.
func (l *lab) setMfa(id string, config obj) map[string]any {
	l.t.Helper()
	return l.do("SetUserPoolMfaConfig", config.with("UserPoolId", id))
}

func (l *lab) partition() cognito.Partition {
	return cognito.Partition{Account: l.account, Region: l.service.Region}
}

// stored is a pool as it is stored, nil where there is none.
func (l *lab) stored(id string) *cognito.Pool {
	l.t.Helper()
	p, err := l.service.Store.Get(l.t.Context(), l.partition(), id)
	if !errors.Is(err, cognito.ErrNotFound) {
		require.NoError(l.t, err)
	}
	return p
}

// records are the app clients of a pool as they are stored.
func (l *lab) records(pool string) []*cognito.Record { return l.recordsOf(pool, cognito.ClientRecord) }

// recordsOf are what a pool has of kinds, as it is stored.
func (l *lab) recordsOf(pool string, kinds ...cognito.RecordKind) (all []*cognito.Record) {
	l.t.Helper()
	p := l.stored(pool)
	if p == nil {
		return nil
	}
	for _, kind := range kinds {
		page, more, err := l.service.Store.Records(l.t.Context(), p.Owner(), kind, "", cognito.ClientQuota)
		require.NoError(l.t, err)
		require.False(l.t, more)
		all = append(all, page...)
	}
	return all
}

// more puts n records like the one of a kind that a pool has into the store, whose ids sort after most others, and gives
// the ids in order.
func (l *lab) more(pool string, kind cognito.RecordKind, n int) (ids []string) {
	l.t.Helper()
	first := l.recordsOf(pool, kind)[0]
	all := make([]*cognito.Record, n)
	for i := range all {
		all[i] = new(*first)
		all[i].ID = fmt.Sprintf("more-%06d", i)
		ids = append(ids, all[i].ID)
	}
	for batch := range slices.Chunk(all, cognito.MaxParts) {
		require.NoError(l.t, l.service.Store.Write(l.t.Context(), cognito.Write{Put: batch}))
	}
	return ids
}

// belongings are all that a pool has and that can be listed.
func (l *lab) belongings(pool string) []*cognito.Record {
	l.t.Helper()
	return l.recordsOf(pool, slices.DeleteFunc(cognito.RecordKinds(), func(k cognito.RecordKind) bool { return k == cognito.DomainRecord })...)
}

// createClient makes an app client of a pool and gives it as CreateUserPoolClient answers it.
func (l *lab) createClient(pool string, request obj) obj {
	l.t.Helper()
	return l.do("CreateUserPoolClient", obj{"UserPoolId": pool, "ClientName": "c"}.and(request))["UserPoolClient"].(map[string]any)
}

// describeClient is the app client that was made last, as DescribeUserPoolClient answers it.
func (l *lab) describeClient(pool string) obj {
	l.t.Helper()
	return l.do("DescribeUserPoolClient", obj{"UserPoolId": pool, "ClientId": l.client})["UserPoolClient"].(map[string]any)
}

// updateClient is what UpdateUserPoolClient answers of the app client that was made last.
func (l *lab) updateClient(pool string, request obj) obj {
	l.t.Helper()
	return l.do("UpdateUserPoolClient", obj{"UserPoolId": pool, "ClientId": l.client}.and(request))["UserPoolClient"].(map[string]any)
}

// createStyle makes a managed login style of the app client that was made last, with the service's values unless the
// request has Settings.
func (l *lab) createStyle(pool string, request obj) obj {
	l.t.Helper()
	request = obj{"UserPoolId": pool, "ClientId": l.client, "UseCognitoProvidedValues": request["Settings"] == nil}.and(request)
	return l.do("CreateManagedLoginBranding", request)["ManagedLoginBranding"].(map[string]any)
}

// arn is a pool's ARN in the lab's account.
func (l *lab) arn(id string) string {
	return "arn:aws:cognito-idp:" + l.service.Region + ":" + l.account + ":userpool/" + id
}

// later moves the clock.
func (l *lab) later(d time.Duration) { l.now = l.now.Add(d) }

// request is the smallest request of an operation, about a pool where it is about one, and about the app client
// that was made last.
func (l *lab) request(operation, id string) obj {
	switch operation {
	case "CreateUserPool":
		return obj{"PoolName": "p"}
	case "ListUserPools":
		return obj{"MaxResults": 60}
	case "CreateUserPoolDomain":
		return customDomain.with("UserPoolId", id)
	case "UpdateUserPoolDomain", "DeleteUserPoolDomain":
		return obj{"UserPoolId": id, "Domain": "mine"}
	case "DescribeUserPoolDomain":
		return obj{"Domain": "mine"}
	case "SetUICustomization":
		return obj{"UserPoolId": id, "CSS": ".label-customizable {}"}
	case "CreateManagedLoginBranding":
		return obj{"UserPoolId": id, "ClientId": cmp.Or(l.client, "none"), "UseCognitoProvidedValues": true}
	case "UpdateManagedLoginBranding":
		return obj{"UserPoolId": id, "ManagedLoginBrandingId": cmp.Or(l.style, noStyle), "UseCognitoProvidedValues": true}
	case "DescribeManagedLoginBranding", "DeleteManagedLoginBranding":
		return obj{"UserPoolId": id, "ManagedLoginBrandingId": cmp.Or(l.style, noStyle)}
	case "DescribeManagedLoginBrandingByClient":
		return obj{"UserPoolId": id, "ClientId": cmp.Or(l.styled, "none")}
	case "DeleteUserPoolClientSecret":
		client := cmp.Or(l.twoSecrets, "none")
		return obj{"UserPoolId": id, "ClientId": client, "ClientSecretId": fmt.Sprintf("%s--%d", client, l.now.Unix())}
	case "AddCustomAttributes":
		return obj{"UserPoolId": id, "CustomAttributes": list{customText("mine")}}
	case "TagResource":
		return obj{"ResourceArn": l.arn(id), "Tags": obj{"mine": "1"}}
	case "UntagResource":
		return obj{"ResourceArn": l.arn(id), "TagKeys": list{"mine"}}
	case "ListTagsForResource":
		return obj{"ResourceArn": l.arn(id)}
	case "CreateIdentityProvider":
		return oidc.with("UserPoolId", id)
	case "DescribeIdentityProvider", "UpdateIdentityProvider", "DeleteIdentityProvider":
		return obj{"UserPoolId": id, "ProviderName": oidc["ProviderName"]}
	case "GetIdentityProviderByIdentifier":
		return obj{"UserPoolId": id, "IdpIdentifier": "mine"}
	case "UpdateGroup":
		return obj{"UserPoolId": id, "GroupName": "a", "Precedence": 1}
	case "SetLogDeliveryConfiguration":
		return obj{"UserPoolId": id, "LogConfigurations": list{messageLogs}}
	default:
		request := obj(fineMembers(operationNamed(l.t, operation).Input)).with("UserPoolId", id)
		if _, ofClient := request["ClientId"]; ofClient && l.client != "" {
			request["ClientId"] = l.client
		}
		return request
	}
}

// noStyle is the id of no managed login style.
const noStyle = "a1b2c3d4-5678-40ab-8def-000000000001"

// customDomain is a request for one but for its pool.
var customDomain = obj{"Domain": "auth.example.com", "CustomDomainConfig": obj{"CertificateArn": certificate}}

const certificate = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000000"

// oidc is a request for an identity provider but for its pool.
var oidc = obj{"ProviderName": "oidc", "ProviderType": "OIDC", "IdpIdentifiers": list{"mine"}, "ProviderDetails": obj{
	"client_id": "id", "authorize_scopes": "openid", "oidc_issuer": "https://example.com", "attributes_request_method": "GET",
}}

// furnish makes what requests of a pool are about besides the pool itself: a domain, a resource server, a group, an identity
// provider, a client with a secret, one with two and one with a managed login style.
func (l *lab) furnish(id string) {
	l.t.Helper()
	l.createClient(id, obj{"GenerateSecret": true})
	l.twoSecrets = l.client
	l.do("AddUserPoolClientSecret", obj{"UserPoolId": id, "ClientId": l.client})
	l.createClient(id, nil)
	l.styled = l.client
	l.createStyle(id, nil)
	l.createClient(id, obj{"GenerateSecret": true})
	l.do("CreateUserPoolDomain", obj{"UserPoolId": id, "Domain": "mine"})
	for _, create := range []string{"CreateResourceServer", "CreateGroup", "CreateIdentityProvider"} {
		l.do(create, l.request(create, id))
	}
}

// run calls an operation itself.
func (l *lab) run(ctx context.Context, call cognito.Call, operation string, request any) (any, error) {
	l.t.Helper()
	op := operationNamed(l.t, operation)
	body, err := json.Marshal(request)
	require.NoError(l.t, err)
	input, err := shape.Decode(body, op.Input)
	require.NoError(l.t, err)
	return op.Run(ctx, l.service, call, &input)
}

func operationNamed(t *testing.T, name string) cognito.Operation {
	t.Helper()
	all := cognito.Operations()
	i := slices.IndexFunc(all, func(op cognito.Operation) bool { return op.Name == name })
	require.GreaterOrEqual(t, i, 0, name)
	return all[i]
}

// obj is a JSON object.
type obj map[string]any

// list is a JSON array.
type list = []any

// at follows a path of names to a value, so that null and absence are two things.
func (o obj) at(path string) (value any, there bool) {
	value, there = map[string]any(o), true
	for name := range strings.SplitSeq(path, ".") {
		object, _ := value.(map[string]any)
		value, there = object[name]
	}
	return value, there
}

// with is the object with one more member.
func (o obj) with(name string, value any) obj { return o.and(obj{name: value}) }

// and is the object with more members.
func (o obj) and(more obj) obj {
	out := maps.Clone(o)
	if out == nil {
		out = obj{}
	}
	maps.Copy(out, more)
	return out
}

// plain is a value as encoding/json reads it: obj becomes map[string]any and
// numbers become float64, so that it can be compared with an answer.
func plain(t *testing.T, v any) any {
	t.Helper()
	text, err := json.Marshal(v)
	require.NoError(t, err)
	var out any
	require.NoError(t, json.Unmarshal(text, &out))
	return out
}

// members are what an answer holds: paths of members and their values.
type members map[string]any

// absence is a member that an answer does not have.
type absence struct{}

// in holds an answer to the members.
func (m members) in(t *testing.T, answer obj) {
	t.Helper()
	for path, want := range m {
		got, there := answer.at(path)
		if want == (absence{}) {
			assert.False(t, there, "%s is absent, not %v", path, got)
			continue
		}
		assert.Equal(t, plain(t, want), got, path)
	}
}

// hooked is what a test does before methods of the store, by name, and its count.
type hooked struct {
	*endpointtest.Hooked
	before map[string]func(p *cognito.Pool) error
}

// hook puts a store with hooks in front of the lab's own.
func (l *lab) hook() *hooked {
	h := &hooked{&endpointtest.Hooked{Store: l.service.Store}, map[string]func(*cognito.Pool) error{}}
	h.Before = func(_ context.Context, method string, p *cognito.Pool) error {
		if before := h.before[method]; before != nil {
			return before(p)
		}
		return nil
	}
	l.service.Store = h
	return h
}

// storeCalls are requests and the methods of the store that each calls.
type storeCalls []struct {
	operation string
	request   obj
	methods   string
}

// of sends the requests, one after the other, with members that all have, and holds each to its methods.
func (calls storeCalls) of(l *lab, all obj) {
	l.t.Helper()
	for _, c := range calls {
		assert.Equal(l.t, c.methods, l.storeCalls(c.operation, all.and(c.request)), "%s %v", c.operation, c.request)
	}
}

// storeCalls are the methods of the store that a request calls.
func (l *lab) storeCalls(operation string, request obj) string {
	l.t.Helper()
	own, methods := l.service.Store, []string(nil)
	l.hook().Before = func(_ context.Context, method string, _ *cognito.Pool) error {
		methods = append(methods, method)
		return nil
	}
	l.send(operation, request)
	l.service.Store = own
	return strings.Join(methods, " ")
}

// meanwhile has somebody else do something once, before a method of the store is called, as it has to be.
func (l *lab) meanwhile(method string, do func()) {
	done := false
	l.hook().before[method] = func(*cognito.Pool) error {
		if !done {
			done = true
			do()
		}
		return nil
	}
	l.t.Cleanup(func() { assert.True(l.t, done, "nobody called %s", method) })
}
