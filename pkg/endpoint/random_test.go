package endpoint_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"userpools/internal/ddblocal"
	et "userpools/internal/endpointtest"
	"userpools/pkg/cognito"
	"userpools/pkg/endpoint"
	"userpools/pkg/store/dynamo"
)

// learnt is what random calls know of: all that was ever answered, to anybody.
type learnt struct{ accounts, ids, tokens, clients, secrets, styles []string }

// beginning is what is known before: what is not there, or means nothing.
func beginning(accounts ...string) learnt {
	return learnt{accounts, []string{nobodys}, []string{"nonsense"}, []string{"none"}, []string{"none"}, []string{nobodyOwns.style}}
}

// call draws a call of an account.
func (l *learnt) call(r *rapid.T, account string) (operation string, in et.Object) {
	draw := func(what string, of ...string) string { return rapid.SampledFrom(of).Draw(r, what) }
	id := draw("id", l.ids...)
	arn := arnOf(draw("ARN's account", append(l.accounts, account, account)...), id)
	often := []string{"CreateUserPool", "CreateUserPool", "ListUserPools", "UpdateUserPool", "CreateUserPoolClient", "CreateUserPoolClient"}
	operation = draw("operation", append(often, operationNames()...)...)
	in = et.Object{"UserPoolId": id}
	if strings.Contains(operation, "UserPoolClient") || slices.Contains([]string{"CreateManagedLoginBranding", "DescribeManagedLoginBrandingByClient"}, operation) {
		in["ClientId"] = draw("client", l.clients...)
	}
	if strings.Contains(operation, "UserPoolDomain") {
		in["Domain"] = "d" + draw("domain's account", append(l.accounts, account)...)
	}
	if strings.HasSuffix(operation, "ResourceServer") {
		in["Identifier"] = draw("identifier", "api", "other")
		in["Name"] = draw("server's name", "n", "m")
	}
	if strings.HasSuffix(operation, "Group") {
		in["GroupName"] = draw("group", "g", "h")
	}
	if strings.HasSuffix(operation, "IdentityProvider") {
		in["ProviderName"] = draw("provider", "One", "Two", "Three")
	}
	switch operation {
	case "CreateManagedLoginBranding":
		in["UseCognitoProvidedValues"] = true
	case "DescribeManagedLoginBranding", "UpdateManagedLoginBranding", "DeleteManagedLoginBranding":
		in["ManagedLoginBrandingId"] = draw("style", l.styles...)
	case "SetLogDeliveryConfiguration":
		in["LogConfigurations"] = logs(account, draw("log group", "", "one", "two"))
	case "CreateIdentityProvider":
		in["ProviderType"], in["ProviderDetails"] = "OIDC", json.RawMessage(et.OIDCDetails)
	case "GetIdentityProviderByIdentifier":
		in["IdpIdentifier"] = draw("identifier", "i", "j")
	case "CreateUserPool":
		in = et.Object{"PoolName": "p"}
	case "ListUserPools":
		in = et.Object{"MaxResults": rapid.IntRange(1, 3).Draw(r, "max")}
	case "CreateUserPoolClient":
		in = et.Object{"UserPoolId": id, "ClientName": draw("name", "a", "b")}
	case "AddUserPoolClientSecret": // what is random differs between endpoints
		in["ClientSecret"] = aSecret
	case "DeleteUserPoolClientSecret":
		in["ClientSecretId"] = draw("secret", l.secrets...)
	case "SetUserPoolClientSessionConfiguration":
		in["SSOSession"] = et.Object{"MaxValidityMinutes": rapid.IntRange(0, 2).Draw(r, "minutes")}
	case "CreateUserPoolDomain":
		in["Domain"] = "d" + account // that of another account would be taken, which tells
	case "AddCustomAttributes":
		in["CustomAttributes"] = attribute(r)
	case "TagResource":
		in = et.Object{"ResourceArn": arn, "Tags": et.Object{"team": "blue", id: "x"}}
	case "UntagResource":
		in = et.Object{"ResourceArn": arn, "TagKeys": []any{"team", "none"}}
	case "ListTagsForResource":
		in = et.Object{"ResourceArn": arn}
	}
	optional := l.optional(r, operation, id)
	for _, member := range slices.Sorted(maps.Keys(optional)) {
		if rapid.Bool().Draw(r, member) {
			in[member] = rapid.SampledFrom(optional[member]).Draw(r, "value")
		}
	}
	return operation, in
}

// aSecret is one that callers supply.
const aSecret = "anIntendedlyLongClientSecret"

func operationNames() (names []string) {
	for _, op := range cognito.Operations() {
		names = append(names, op.Name)
	}
	return names
}

// optional are members that an operation's input may have, with values.
func (l *learnt) optional(r *rapid.T, operation, id string) map[string][]any {
	tags := []any{et.Object{}, et.Object{"team": "blue"}, et.Object{"team": "red"}}
	switch operation {
	case "CreateUserPool":
		tags = append(tags, et.Object{"team": "blue", cognito.IDTag: "Chosen1"}, et.Object{cognito.IDTag: "Chosen2"}, et.Object{cognito.IDTag: id})
		return map[string][]any{"UserPoolTags": tags, "DeletionProtection": {"ACTIVE"}, "Schema": {attribute(r)}}
	case "UpdateUserPool":
		return map[string][]any{
			"UserPoolTags": tags, "DeletionProtection": {"ACTIVE", "INACTIVE"}, "AutoVerifiedAttributes": {[]any{"email"}},
			"UserPoolTier": {"LITE", "ESSENTIALS", "PLUS"}, "UserPoolAddOns": {et.Object{"AdvancedSecurityMode": "AUDIT"}},
		}
	case "SetUserPoolMfaConfig":
		return map[string][]any{"MfaConfiguration": {"OFF", "OPTIONAL", "ON"}, "SoftwareTokenMfaConfiguration": {et.Object{"Enabled": true}}}
	case "CreateUserPoolClient", "UpdateUserPoolClient":
		return map[string][]any{
			"ClientSecret": {aSecret}, "RefreshTokenRotation": {et.Object{"Feature": "ENABLED"}, et.Object{"Feature": "DISABLED"}},
			"ReadAttributes": {[]any{"email", "custom:a"}, []any{"name", "email"}}, "ClientName": {"a", "c"},
			"SupportedIdentityProviders": {[]any{"COGNITO"}, []any{"One"}, []any{"Two", "Three"}},
			"AllowedOAuthScopes":         {[]any{"api/read"}, []any{"other/read", "api/write"}, []any{"openid"}},
		}
	case "CreateResourceServer", "UpdateResourceServer":
		return map[string][]any{"Scopes": {[]any{}, serverScopes("read"), serverScopes("read", "write")}}
	case "CreateIdentityProvider", "UpdateIdentityProvider":
		return map[string][]any{
			"IdpIdentifiers": {[]any{}, []any{"i"}, []any{"j", "i"}}, "AttributeMapping": {et.Object{}, et.Object{"email": "mail"}, et.Object{"custom:a": "a"}},
		}
	case "UpdateManagedLoginBranding":
		return map[string][]any{"Settings": {et.Object{}, et.Object{"a": 8.5}}, "Assets": {[]any{}}}
	case "GetUICustomization", "SetUICustomization", "DescribeRiskConfiguration", "SetRiskConfiguration":
		return map[string][]any{
			"ClientId": {rapid.SampledFrom(l.clients).Draw(r, "client"), "ALL"}, "CSS": {"", ".label-customizable {}"},
			"RiskExceptionConfiguration": {et.Object{"BlockedIPRangeList": []any{"192.0.2.0/24"}}},
		}
	case "CreateGroup", "UpdateGroup":
		return map[string][]any{"Description": {"", "d"}, "Precedence": {0, 1}}
	case "ListResourceServers", "ListIdentityProviders":
		return map[string][]any{"MaxResults": {1, 2}, "NextToken": {rapid.SampledFrom(l.tokens).Draw(r, "token")}}
	case "ListGroups":
		return map[string][]any{"Limit": {1, 2}, "NextToken": {rapid.SampledFrom(l.tokens).Draw(r, "token")}}
	case "ListUserPoolClients":
		return map[string][]any{"MaxResults": {1, 2}, "NextToken": {rapid.SampledFrom(l.clients).Draw(r, "token")}}
	case "ListUserPools":
		return map[string][]any{"NextToken": {rapid.SampledFrom(l.tokens).Draw(r, "token")}}
	default:
		return nil
	}
}

// logs is a delivery to a log group of an account, or none.
func logs(account, group string) (all []et.Object) {
	if group == "" {
		return []et.Object{}
	}
	arn := "arn:aws:logs:us-east-1:" + account + ":log-group:" + group
	return []et.Object{{"EventSource": "userNotification", "LogLevel": "ERROR", "CloudWatchLogsConfiguration": et.Object{"LogGroupArn": arn}}}
}

func serverScopes(names ...string) (all []any) {
	for _, name := range names {
		all = append(all, et.Object{"ScopeName": name, "ScopeDescription": "d"})
	}
	return all
}

func attribute(r *rapid.T) []et.Object {
	return []et.Object{{"Name": rapid.SampledFrom([]string{"a", "b", "c"}).Draw(r, "attribute"), "AttributeDataType": "String"}}
}

var (
	tellingMembers = regexp.MustCompile(`"(Id|NextToken|ClientId|ClientSecretId|ManagedLoginBrandingId)":"([^"]*)"`)
	arnMembers     = regexp.MustCompile(`"Arn":"[^"]*"`)
)

// learn keeps what an answer tells, for later calls of anybody, and holds it to showing pools of the account only.
func (l *learnt) learn(r *rapid.T, account string, a et.Answer) {
	for _, m := range tellingMembers.FindAllStringSubmatch(string(a.Body), -1) {
		of := map[string]*[]string{
			"Id": &l.ids, "NextToken": &l.tokens, "ClientId": &l.clients, "ClientSecretId": &l.secrets, "ManagedLoginBrandingId": &l.styles,
		}[m[1]]
		*of = append(*of, m[2])
	}
	for _, arn := range arnMembers.FindAllString(string(a.Body), -1) {
		require.Contains(r, arn, ":"+account+":", "%s", a.Body)
	}
}

// TestRandomCalls_Stores makes random calls of all operations by several accounts on an endpoint over the embedded store and on
// one over DynamoDB Local, which have to give the same bytes.
func TestRandomCalls_Stores(t *testing.T) {
	stores := []cognito.Store{et.Memory(t), newTable(t)}
	run := 0
	rapid.Check(t, func(r *rapid.T) {
		run++
		l := beginning()
		var keys []et.Key
		for i, name := range []string{"first", "second", "third"} {
			keys = append(keys, et.NewKey(name, fmt.Sprintf("%06d%06d", run, i), et.Everything))
			l.accounts = append(l.accounts, keys[i].Account)
		}
		var endpoints []*et.Endpoint
		for _, s := range stores {
			endpoints = append(endpoints, et.New(r, et.Store(s), et.Keys(keys...)))
		}
		for range rapid.IntRange(1, 25).Draw(r, "calls") {
			who := rapid.SampledFrom(keys).Draw(r, "who")
			operation, in := l.call(r, who.Account)
			var answers []et.Answer
			for _, e := range endpoints {
				tick(e.Clock)
				answers = append(answers, e.Ask(r, who, operation, in))
			}
			require.Equal(r, answers[0], answers[1], "%s %s", operation, in)
			l.learn(r, who.Account, answers[0])
		}
	})
}

func newTable(t *testing.T) cognito.Store {
	t.Helper()
	client := dynamo.NewClient(dynamo.Config{Region: "us-east-1", Endpoint: ddblocal.Endpoint(t)})
	table := fmt.Sprintf("model-%d", rand.Uint64())
	require.NoError(t, dynamo.CreateTable(t.Context(), client, table))
	return dynamo.New(client, table)
}

// tick lets time go on between calls.
func tick(c *et.Clock) { c.At = c.At.Add(1234 * time.Millisecond) }

// TestRandomCalls_Isolation runs two endpoints side by side. On both, account B makes the same random calls; on one of them
// account A makes random calls in between, and B names what A has: ids, ARNs, page tokens, tags, invocation ids, chosen ids.
// Whatever A does, B is answered byte for byte as if nobody else were there, by the same number of calls to the store, and A's
// pools stay as they are.
func TestRandomCalls_Isolation(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		l := beginning(accountA, accountB)
		quota := rapid.SampledFrom([]int{0, 2, 22}).Draw(r, "quota") // none, always counted, counted now and then
		rate := rapid.SampledFrom([]float64{1, 5, 15}).Draw(r, "rate")
		declared := fmt.Sprintf(`{"chosenPoolIds":true,"accounts":{"*":{"rates":%s}}}`, et.JSON(rates(rate)))
		var endpoints []*et.Endpoint
		a, b := keysOf(accountA)[:1], append(keysOf(accountB), et.NewKey("second", accountB, et.Everything))
		for range 2 {
			endpoints = append(endpoints, et.New(r, et.Keys(append(b, a...)...), et.Limited, et.World(r, declared),
				func(c *endpoint.Config) { c.Quota, c.Random = quota, same{} }))
		}
		shared, alone := endpoints[0], endpoints[1]
		for range rapid.IntRange(5, 40).Draw(r, "calls") {
			if rapid.IntRange(0, 3).Draw(r, "pause") > 0 { // or at the same moment
				tick(shared.Clock)
				tick(alone.Clock)
			}
			who := rapid.SampledFrom(rapid.SampledFrom([][]et.Key{a, b}).Draw(r, "turn")).Draw(r, "who")
			operation, in := l.call(r, who.Account)
			req := et.Request(operation, string(et.JSON(in)))
			req.Header["amz-sdk-invocation-id"] = rapid.StringMatching(`[0-9]`).Draw(r, "invocation")
			et.Sign(r, who, shared.Clock.At, req)
			before := poolsOfA(r, shared)
			answer := shared.Send(r, req)
			l.learn(r, who.Account, answer)
			if who.Account == accountA {
				continue
			}
			require.Equal(r, alone.Send(r, req), answer, "%s %s", operation, req.Body)
			require.Equal(r, alone.Last(), shared.Last(), "what could be measured")
			require.Equal(r, before, poolsOfA(r, shared), "%s %s by B", operation, req.Body)
		}
	})
}

// same is a source of bytes that are all the same: what others took of it makes no difference.
type same struct{}

func (same) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'A'
	}
	return len(p), nil
}

// poolsOfA is what the store holds of A's pools and of what belongs to them, read past the endpoint.
func poolsOfA(r *rapid.T, e *et.Endpoint) (all []any) {
	part := cognito.Partition{Account: accountA, Region: "us-east-1"}
	list, _, err := e.Store.List(r.Context(), part, "", 60)
	require.NoError(r, err)
	for _, s := range list {
		p, err := e.Store.Get(r.Context(), part, s.ID)
		require.NoError(r, err)
		all = append(all, p)
		for _, kind := range cognito.RecordKinds() {
			if kind == cognito.DomainRecord {
				continue
			}
			records, _, err := e.Store.Records(r.Context(), p.Owner(), kind, "", 60)
			require.NoError(r, err)
			all = append(all, records)
		}
	}
	return all
}
