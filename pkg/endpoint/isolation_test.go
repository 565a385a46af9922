package endpoint_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	et "userpools/internal/endpointtest"
	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/endpoint"
)

const (
	invalid = "InvalidParameterException"
	missing = "ResourceNotFoundException"
	denied  = "AccessDeniedException"
)

type onPool struct {
	call
	own string // what the owner of the pool is answered who may do everything
}

// onPools are all operations on a pool, with requests that are right and with requests that break
// a rule where the pool is there. Operations that are not in the list are asked with the pool's id.
var onPools = withOthers([]onPool{
	{call{"DescribeUserPool", `{"UserPoolId":"POOL"}`}, "ok"},
	{call{"UpdateUserPool", `{"UserPoolId":"POOL"}`}, "ok"},
	{call{"UpdateUserPool", `{"UserPoolId":"POOL","UserPoolTags":{"team":"blue"},"DeletionProtection":"INACTIVE"}`}, "ok"},
	{call{"UpdateUserPool", `{"UserPoolId":"POOL","MfaConfiguration":"ON"}`}, invalid},
	{call{"UpdateUserPool", `{"UserPoolId":"POOL","UserPoolTags":{"aws:x":"y"}}`}, "UserPoolTaggingException"},
	{call{"AddCustomAttributes", `{"UserPoolId":"POOL","CustomAttributes":[{"Name":"x","AttributeDataType":"String"}]}`}, "ok"},
	{call{"AddCustomAttributes", `{"UserPoolId":"POOL","CustomAttributes":[{"Name":"there","AttributeDataType":"String"}]}`}, invalid},
	{call{"GetUserPoolMfaConfig", `{"UserPoolId":"POOL"}`}, "ok"},
	{call{"SetUserPoolMfaConfig", `{"UserPoolId":"POOL"}`}, "ok"},
	{call{"SetUserPoolMfaConfig", `{"UserPoolId":"POOL","MfaConfiguration":"ON"}`}, invalid},
	{call{"TagResource", `{"ResourceArn":"ARN","Tags":{"team":"blue"}}`}, "ok"},
	{call{"TagResource", `{"ResourceArn":"ARN","Tags":{"aws:x":"y"}}`}, invalid},
	{call{"UntagResource", `{"ResourceArn":"ARN","TagKeys":["team"]}`}, "ok"},
	{call{"ListTagsForResource", `{"ResourceArn":"ARN"}`}, "ok"},
	{call{"CreateUserPoolDomain", `{"UserPoolId":"POOL","Domain":"d"}`}, "ok"},
	{call{"CreateUserPoolDomain", `{"UserPoolId":"POOL","Domain":"D"}`}, invalid},
	{call{"UpdateUserPoolDomain", `{"UserPoolId":"POOL","Domain":"d"}`}, "ok"},
	{call{"UpdateUserPoolDomain", `{"UserPoolId":"POOL","Domain":"nowhere"}`}, invalid},
	{call{"SetUICustomization", `{"UserPoolId":"POOL","CSS":".label-customizable {}"}`}, "ok"},
	{call{"SetUICustomization", `{"UserPoolId":"POOL","CSS":"body {}"}`}, invalid},
	{call{"SetUICustomization", `{"UserPoolId":"POOL","ClientId":"CLIENT","CSS":".label-customizable {}"}`}, "ok"},
	{call{"GetUICustomization", `{"UserPoolId":"POOL"}`}, "ok"},
	{call{"GetUICustomization", `{"UserPoolId":"POOL","ClientId":"CLIENT"}`}, "ok"},
	{call{"CreateManagedLoginBranding", `{"UserPoolId":"POOL","ClientId":"CLIENT","Settings":{}}`}, "ManagedLoginBrandingExistsException"},
	{call{"CreateManagedLoginBranding", `{"UserPoolId":"POOL","ClientId":"CLIENT"}`}, invalid},
	{call{"DescribeManagedLoginBranding", `{"UserPoolId":"POOL","ManagedLoginBrandingId":"STYLE"}`}, "ok"},
	{call{"DescribeManagedLoginBrandingByClient", `{"UserPoolId":"POOL","ClientId":"CLIENT"}`}, "ok"},
	{call{"UpdateManagedLoginBranding", `{"UserPoolId":"POOL","ManagedLoginBrandingId":"STYLE","Settings":{}}`}, "ok"},
	{call{"UpdateManagedLoginBranding", `{"UserPoolId":"POOL","ManagedLoginBrandingId":"STYLE"}`}, invalid},
	{call{"DeleteManagedLoginBranding", `{"UserPoolId":"POOL","ManagedLoginBrandingId":"STYLE"}`}, "ok"},
	{call{"DeleteManagedLoginBranding", `{"UserPoolId":"POOL","ManagedLoginBrandingId":"STYLE"}`}, missing},
	{call{"CreateManagedLoginBranding", `{"UserPoolId":"POOL","ClientId":"CLIENT","Settings":{}}`}, "ok"},
	{call{"DeleteUserPoolDomain", `{"UserPoolId":"POOL","Domain":"d"}`}, "ok"},
	{call{"CreateResourceServer", `{"UserPoolId":"POOL","Identifier":"api","Name":"n"}`}, "ok"},
	{call{"CreateResourceServer", `{"UserPoolId":"POOL","Identifier":"api","Name":"n"}`}, invalid},
	{call{"DescribeResourceServer", `{"UserPoolId":"POOL","Identifier":"api"}`}, "ok"},
	{call{"UpdateResourceServer", `{"UserPoolId":"POOL","Identifier":"api","Name":"n","Scopes":[{"ScopeName":"s","ScopeDescription":"d"}]}`}, "ok"},
	{call{"UpdateResourceServer", `{"UserPoolId":"POOL","Identifier":"none","Name":"n"}`}, missing},
	{call{"ListResourceServers", `{"UserPoolId":"POOL"}`}, "ok"},
	{call{"ListResourceServers", `{"UserPoolId":"POOL","NextToken":"0"}`}, invalid},
	{call{"CreateUserPoolClient", `{"UserPoolId":"POOL","ClientName":"c","AllowedOAuthScopes":["api/s"]}`}, "ok"},
	{call{"CreateUserPoolClient", `{"UserPoolId":"POOL","ClientName":"c","AllowedOAuthScopes":["api/none"]}`}, "ScopeDoesNotExistException"},
	{call{"DeleteResourceServer", `{"UserPoolId":"POOL","Identifier":"api"}`}, "ok"},
	{call{"CreateGroup", `{"UserPoolId":"POOL","GroupName":"g"}`}, "ok"},
	{call{"CreateGroup", `{"UserPoolId":"POOL","GroupName":"g"}`}, "GroupExistsException"},
	{call{"GetGroup", `{"UserPoolId":"POOL","GroupName":"g"}`}, "ok"},
	{call{"GetGroup", `{"UserPoolId":"POOL","GroupName":"none"}`}, missing},
	{call{"UpdateGroup", `{"UserPoolId":"POOL","GroupName":"g","Precedence":1}`}, "ok"},
	{call{"ListGroups", `{"UserPoolId":"POOL"}`}, "ok"},
	{call{"ListGroups", `{"UserPoolId":"POOL","NextToken":"0"}`}, invalid},
	{call{"DeleteGroup", `{"UserPoolId":"POOL","GroupName":"g"}`}, "ok"},
	{call{"CreateIdentityProvider", `{"UserPoolId":"POOL","ProviderName":"Idp","ProviderType":"OIDC","IdpIdentifiers":["i"],"ProviderDetails":` + et.OIDCDetails + `}`}, "ok"},
	{call{"CreateIdentityProvider", `{"UserPoolId":"POOL","ProviderName":"Idp","ProviderType":"OIDC","ProviderDetails":` + et.OIDCDetails + `}`}, "DuplicateProviderException"},
	{call{"CreateIdentityProvider", `{"UserPoolId":"POOL","ProviderName":"Two","ProviderType":"OIDC","IdpIdentifiers":["i"],"ProviderDetails":` + et.OIDCDetails + `}`}, "DuplicateProviderException"},
	{call{"CreateIdentityProvider", `{"UserPoolId":"POOL","ProviderName":"Saml","ProviderType":"SAML","ProviderDetails":{"MetadataURL":"https://example.com"}}`}, "ok"},
	{call{"DescribeIdentityProvider", `{"UserPoolId":"POOL","ProviderName":"Saml"}`}, "ok"},
	{call{"DescribeIdentityProvider", `{"UserPoolId":"POOL","ProviderName":"none"}`}, missing},
	{call{"UpdateIdentityProvider", `{"UserPoolId":"POOL","ProviderName":"Saml","IdpIdentifiers":["i"]}`}, invalid},
	{call{"UpdateIdentityProvider", `{"UserPoolId":"POOL","ProviderName":"Saml","IdpIdentifiers":["j"]}`}, "ok"},
	{call{"GetIdentityProviderByIdentifier", `{"UserPoolId":"POOL","IdpIdentifier":"i"}`}, "ok"},
	{call{"GetIdentityProviderByIdentifier", `{"UserPoolId":"POOL","IdpIdentifier":"none"}`}, missing},
	{call{"ListIdentityProviders", `{"UserPoolId":"POOL"}`}, "ok"},
	{call{"ListIdentityProviders", `{"UserPoolId":"POOL","NextToken":"0"}`}, invalid},
	{call{"CreateUserPoolClient", `{"UserPoolId":"POOL","ClientName":"c","SupportedIdentityProviders":["Idp"]}`}, "ok"},
	{call{"CreateUserPoolClient", `{"UserPoolId":"POOL","ClientName":"c","SupportedIdentityProviders":["none"]}`}, invalid},
	{call{"DeleteIdentityProvider", `{"UserPoolId":"POOL","ProviderName":"Idp"}`}, "ok"},
	{call{"GetSigningCertificate", `{"UserPoolId":"POOL"}`}, "ok"},
	{call{"CreateUserPoolClient", `{"UserPoolId":"POOL","ClientName":"c","GenerateSecret":true}`}, "ok"},
	{call{"CreateUserPoolClient", `{"UserPoolId":"POOL","ClientName":"c","CallbackURLs":["nowhere"]}`}, invalid},
	{call{"DescribeUserPoolClient", `{"UserPoolId":"POOL","ClientId":"CLIENT"}`}, "ok"},
	{call{"DescribeUserPoolClient", `{"UserPoolId":"POOL","ClientId":"none"}`}, missing},
	{call{"UpdateUserPoolClient", `{"UserPoolId":"POOL","ClientId":"CLIENT","RefreshTokenRotation":{"Feature":"ENABLED"}}`}, "ok"},
	{call{"UpdateUserPoolClient", `{"UserPoolId":"POOL","ClientId":"CLIENT","ReadAttributes":["none"]}`}, invalid},
	{call{"ListUserPoolClients", `{"UserPoolId":"POOL"}`}, "ok"},
	{call{"ListUserPoolClients", `{"UserPoolId":"POOL","NextToken":"0"}`}, "ok"},
	{call{"AddUserPoolClientSecret", `{"UserPoolId":"POOL","ClientId":"CLIENT"}`}, "ok"},
	{call{"AddUserPoolClientSecret", `{"UserPoolId":"POOL","ClientId":"CLIENT"}`}, "LimitExceededException"},
	{call{"ListUserPoolClientSecrets", `{"UserPoolId":"POOL","ClientId":"CLIENT"}`}, "ok"},
	{call{"DeleteUserPoolClientSecret", `{"UserPoolId":"POOL","ClientId":"CLIENT","ClientSecretId":"SECRET"}`}, "ok"},
	{call{"DeleteUserPoolClientSecret", `{"UserPoolId":"POOL","ClientId":"CLIENT","ClientSecretId":"SECRET"}`}, missing},
	{call{"GetUserPoolClientSessionConfiguration", `{"UserPoolId":"POOL","ClientId":"CLIENT"}`}, "ok"},
	{call{"SetUserPoolClientSessionConfiguration", `{"UserPoolId":"POOL","ClientId":"CLIENT","SSOSession":{"MaxValidityMinutes":1}}`}, "ok"},
	{call{"DescribeRiskConfiguration", `{"UserPoolId":"POOL"}`}, "ok"},
	{call{"DescribeRiskConfiguration", `{"UserPoolId":"POOL","ClientId":"CLIENT"}`}, "ok"},
	{call{"DescribeRiskConfiguration", `{"UserPoolId":"POOL","ClientId":"none"}`}, missing},
	{call{"SetRiskConfiguration", `{"UserPoolId":"POOL"}`}, "ok"},
	{call{"SetRiskConfiguration", `{"UserPoolId":"POOL","ClientId":"CLIENT"}`}, "ok"},
	{call{"SetRiskConfiguration", `{"UserPoolId":"POOL","RiskExceptionConfiguration":{"BlockedIPRangeList":["none"]}}`}, invalid},
	{call{"GetLogDeliveryConfiguration", `{"UserPoolId":"POOL"}`}, "ok"},
	{call{"SetLogDeliveryConfiguration", `{"UserPoolId":"POOL","LogConfigurations":[]}`}, "ok"},
	{call{"SetLogDeliveryConfiguration", `{"UserPoolId":"POOL","LogConfigurations":[{"EventSource":"userNotification","LogLevel":"ERROR"}]}`}, invalid},
	{call{"GetCSVHeader", `{"UserPoolId":"POOL"}`}, "ok"},
	{call{"DeleteUserPoolClient", `{"UserPoolId":"POOL","ClientId":"CLIENT"}`}, "ok"},
	{call{"DeleteUserPool", `{"UserPoolId":"POOL"}`}, "ok"},
})

func withOthers(listed []onPool) []onPool {
	for _, op := range cognito.Operations() {
		if op.Resource == cognito.OnePool && !slices.ContainsFunc(listed, func(p onPool) bool { return p.operation == op.Name }) {
			listed = append([]onPool{{call{op.Name, `{"UserPoolId":"POOL"}`}, "ok"}}, listed...)
		}
	}
	return listed
}

// kinds are policies of every kind, and what each has its holder be answered about a pool of his
// own, which is red, and about one that is not his, by its id: what he may do must not tell what
// there is. The other account's pool is blue, so that reading its tags would show.
var kinds = []struct{ name, statements, own, others string }{
	{"allowed", et.Everything, "ok", missing},
	{"ownpools", et.Says("Allow", "*", "arn:aws:cognito-idp:*:ACCOUNT:userpool/*"), "ok", missing},
	{"denied", et.Says("Allow", "cognito-idp:CreateUserPool", "*"), denied, denied},
	{"refused", et.Everything + "," + et.Says("Deny", "*", "*"), denied, denied},
	{"blueonly", et.SaysIf("Allow", "*", "*", ofTeam("blue")), denied, denied},
	{"redonly", et.SaysIf("Allow", "*", "*", ofTeam("red")), "ok", denied},
	{"untagged", et.SaysIf("Allow", "*", "*", `{"Null":{"aws:ResourceTag/team":"true"}}`), denied, missing},
	{"tagged", et.SaysIf("Allow", "*", "*", `{"Null":{"aws:ResourceTag/team":"false"}}`), "ok", denied},
	{"notblue", et.Everything + "," + et.SaysIf("Deny", "*", "*", ofTeam("blue")), "ok", missing},
}

func ofTeam(team string) string { return `{"StringEquals":{"aws:ResourceTag/team":"` + team + `"}}` }

// keysOf are keys with those policies; the first may do everything.
func keysOf(account string) (keys []et.Key) {
	for _, k := range kinds {
		name := k.name + map[string]string{accountA: "a", accountB: "b"}[account]
		keys = append(keys, et.NewKey(name, account, strings.ReplaceAll(k.statements, "ACCOUNT", account)))
	}
	return keys
}

// twoAccounts are an endpoint on which each of two accounts has a pool with an app client and other records, that of one
// blue, of the other red.
type twoAccounts struct {
	*et.Endpoint
	pools map[string]string // by account
	has   map[string]owned  // by account
	named owned             // whose client and secret calls name, whatever their pool: the blue account's
}

func newTwoAccounts(t *testing.T, blue, red string) *twoAccounts {
	e := &twoAccounts{Endpoint: et.New(t, et.Keys(append(keysOf(blue), keysOf(red)...)...)), pools: map[string]string{}, has: map[string]owned{}}
	for account, team := range map[string]string{blue: "blue", red: "red"} {
		key := keysOf(account)[0]
		e.pools[account] = e.Pool(t, key, et.Object{
			"PoolName": team, "UserPoolTags": et.Object{"team": team}, "Schema": []et.Object{{"Name": "there", "AttributeDataType": "String"}},
		})
		id, secret := e.Client(t, key, e.pools[account])
		for operation, in := range map[string]et.Object{
			"CreateGroup": {"GroupName": team}, "CreateResourceServer": {"Identifier": team, "Name": team},
			"CreateIdentityProvider": {
				"ProviderName": team, "ProviderType": "OIDC", "ProviderDetails": json.RawMessage(et.OIDCDetails), "IdpIdentifiers": []any{team},
			},
		} {
			in["UserPoolId"] = e.pools[account]
			e.Must(t, key, operation, in)
		}
		e.has[account] = owned{e.pools[account], id, secret, e.Style(t, key, e.pools[account], id)}
	}
	e.named = e.has[blue]
	return e
}

// answer is all that a caller sees, with the id that he named out of it, and all that could be measured.
func (e *twoAccounts) answer(t *testing.T, who et.Key, c call, account, id string) (seen string, entry awsjson.Entry) {
	resp := e.Ask(t, who, c.operation, c.on(account, id).of(e.named).body)
	entry = e.Last()
	entry.PoolID = strings.ReplaceAll(entry.PoolID, id, "<id>")
	return strings.ReplaceAll(fmt.Sprintf("%d %s %s", resp.Status, resp.Header, resp.Body), id, "<id>"), entry
}

// owned is what the blue account has, as it is described to it.
func (e *twoAccounts) owned(t *testing.T, owner et.Key) (all []et.Object) {
	for _, operation := range []string{
		"DescribeUserPool", "ListUserPoolClients", "DescribeUserPoolClient", "ListUserPoolClientSecrets", "GetUserPoolClientSessionConfiguration",
		"GetUICustomization", "DescribeManagedLoginBrandingByClient", "ListGroups", "ListResourceServers", "ListIdentityProviders",
		"DescribeRiskConfiguration", "GetLogDeliveryConfiguration", "GetSigningCertificate",
	} {
		c := call{operation, `{"UserPoolId":"POOL","ClientId":"CLIENT"}`}.on(owner.Account, e.named.pool).of(e.named)
		all = append(all, e.Must(t, owner, c.operation, c.body))
	}
	return all
}

// TestIsolation_OthersPools asks all operations on pools, by keys of two accounts with policies of every kind, of their own
// pool, the other account's and none: the latter two are one and the same to everybody, and so are all three to whom the
// policy does not allow the operation.
func TestIsolation_OthersPools(t *testing.T) {
	for _, side := range []struct{ asks, owns string }{{accountB, accountA}, {accountA, accountB}} {
		e := newTwoAccounts(t, side.owns, side.asks)
		before := e.owned(t, keysOf(side.owns)[0])
		for i, who := range keysOf(side.asks) {
			for _, p := range onPools {
				accounts := []string{side.asks}
				if strings.Contains(p.body, "ARN") {
					accounts = append(accounts, side.owns, "333333333333")
				}
				for _, account := range accounts {
					of := fmt.Sprintf("%s: %s %s, %s", who.Name, p.operation, p.body, account)
					none, measured := e.answer(t, who, p.call, account, nobodys)
					others, measuredOthers := e.answer(t, who, p.call, account, e.pools[side.owns])
					assert.Equal(t, none, others, of)
					assert.Equal(t, measured, measuredOthers, "%s: calls of the store included", of)
					assert.Equal(t, notTheirs(i, p.call, account == side.asks), measured.Outcome, of)
					if kinds[i].own == denied && kinds[i].others == denied {
						own, measuredOwn := e.answer(t, who, p.call, account, e.pools[side.asks])
						assert.Equal(t, none, own, of)
						assert.Equal(t, measured, measuredOwn, of)
					}
				}
			}
		}
		assert.Equal(t, before, e.owned(t, keysOf(side.owns)[0]), "nothing has happened to it")
	}
}

// notTheirs is the outcome of a call, by the holder of a kind of policy, on a pool that is not the caller's.
func notTheirs(kind int, c call, ownAccount bool) string {
	want := kinds[kind].others
	switch {
	case kinds[kind].name == "ownpools" && !ownAccount:
		return denied
	case want == missing && c.operation == "TagResource" && strings.Contains(c.body, "aws:x"):
		return invalid // the tag is judged before the pool
	case want == missing && c.operation == "DeleteUserPoolDomain":
		return invalid // one sentence for what is not there
	default:
		return want
	}
}

// TestIsolation_OtherRegion: in another region on the same store the account's pool is like one that is not there.
func TestIsolation_OtherRegion(t *testing.T) {
	e := newTwoAccounts(t, accountA, accountB)
	before := e.owned(t, keysOf(accountA)[0])
	abroad := &twoAccounts{pools: e.pools, named: e.named, Endpoint: et.New(t, et.Store(e.Store), func(c *endpoint.Config) {
		c.Region, c.Account = "eu-west-1", accountA
	})}
	for _, p := range onPools {
		none, measured := abroad.answer(t, et.Key{}, p.call, accountA, nobodys)
		others, measuredOthers := abroad.answer(t, et.Key{}, p.call, accountA, e.pools[accountA])
		assert.Equal(t, []any{none, measured}, []any{others, measuredOthers}, p.call)
		assert.NotEqual(t, "ok", measured.Outcome, p.call)
	}
	assert.Equal(t, before, e.owned(t, keysOf(accountA)[0]), "nothing has happened to it")
}

// TestIsolation_OthersClients: in a pool of the caller's, another account's client is like one that is not there.
func TestIsolation_OthersClients(t *testing.T) {
	e := newTwoAccounts(t, accountA, accountB)
	who := keysOf(accountB)[0]
	for _, p := range onPools {
		if !strings.Contains(p.body, "CLIENT") && !strings.Contains(p.body, "STYLE") {
			continue
		}
		e.named = e.has[accountA]
		others, measuredOthers := e.answer(t, who, p.call, accountB, e.pools[accountB])
		e.named = owned{client: strings.Repeat("0", len(e.named.client)), secret: strings.Repeat("0", len(e.named.secret)), style: nobodyOwns.style}
		none, measured := e.answer(t, who, p.call, accountB, e.pools[accountB])
		assert.Equal(t, []any{none, measured}, []any{others, measuredOthers}, p.call)
		assert.Equal(t, missing, measured.Outcome, p.call)
	}
}

// TestIsolation_Domains: of another account's domain a caller learns that its name is taken, where he asks for
// that, and nothing else.
func TestIsolation_Domains(t *testing.T) {
	const config = `,"CustomDomainConfig":{"CertificateArn":"arn:aws:acm:us-east-1:111111111111:certificate/c"}`
	for name, config := range map[string]string{"theirs": "", "auth.example.com": config} {
		e := newTwoAccounts(t, accountA, accountB)
		owner, who := keysOf(accountA)[0], keysOf(accountB)[0]
		of := func(name string) string { return `{"UserPoolId":"POOL","Domain":"` + name + `"` + config + `}` }
		e.Must(t, owner, "CreateUserPoolDomain", call{"", of(name)}.on(accountA, e.pools[accountA]).body)
		for _, operation := range []string{"DescribeUserPoolDomain", "UpdateUserPoolDomain", "DeleteUserPoolDomain"} {
			others, measuredOthers := e.answer(t, who, call{operation, of(name)}, accountB, e.pools[accountB])
			none, measured := e.answer(t, who, call{operation, of(name[:1] + "n" + name[2:])}, accountB, e.pools[accountB])
			assert.Equal(t, []any{none, measured}, []any{others, measuredOthers}, operation)
		}
		taken := e.Ask(t, who, "CreateUserPoolDomain", call{"", of(name)}.on(accountB, e.pools[accountB]).body)
		assert.JSONEq(t, `{"__type":"InvalidParameterException","message":"Domain already associated with another user pool."}`, string(taken.Body))
		assert.Equal(t, e.pools[accountB], e.Last().PoolID)
		described := e.Must(t, owner, "DescribeUserPoolDomain", `{"Domain":"`+name+`"}`)["DomainDescription"].(et.Object)
		assert.Equal(t, e.pools[accountA], described["UserPoolId"])
	}
}

func TestIsolation_OwnPool(t *testing.T) {
	e := newTwoAccounts(t, accountA, accountB)
	for i, who := range keysOf(accountB) {
		for _, p := range onPools {
			if p.operation == "DescribeUserPool" || p.operation == "ListTagsForResource" {
				_, entry := e.answer(t, who, p.call, accountB, e.pools[accountB])
				assert.Equal(t, kinds[i].own, entry.Outcome, "%s: %s", who.Name, p.operation)
			}
		}
	}
	e.named = e.has[accountB]
	for _, p := range onPools {
		_, entry := e.answer(t, keysOf(accountB)[0], p.call, accountB, e.pools[accountB])
		assert.Equal(t, p.own, entry.Outcome, "%s %s", p.operation, p.body)
	}
}
