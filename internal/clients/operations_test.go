package clients_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/clients"
	"userpools/internal/clients/wiretap"
	"userpools/pkg/cognito"
)

// life is the calls of a pool's life cycle, with every operation among them.
var life = []scripted{
	{"CreateUserPool", object{"PoolName": "a life", "Policies": object{"PasswordPolicy": object{"MinimumLength": 10}}}},
	{"DescribeUserPool", object{"UserPoolId": "<Id>"}},
	{"TagResource", object{"ResourceArn": "<Arn>", "Tags": object{"team": "identity", "stage": "test"}}},
	{"UntagResource", object{"ResourceArn": "<Arn>", "TagKeys": []string{"stage"}}},
	{"ListTagsForResource", object{"ResourceArn": "<Arn>"}},
	{"SetUserPoolMfaConfig", object{
		"UserPoolId": "<Id>", "MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": object{"Enabled": true},
	}},
	{"GetUserPoolMfaConfig", object{"UserPoolId": "<Id>"}},
	{"AddCustomAttributes", object{"UserPoolId": "<Id>", "CustomAttributes": []object{{"Name": "seats", "AttributeDataType": "Number"}}}},
	{"UpdateUserPool", object{"UserPoolId": "<Id>", "AutoVerifiedAttributes": []string{"email"}, "DeletionProtection": "INACTIVE"}},
	{"DescribeUserPool", object{"UserPoolId": "<Id>"}},
	{"ListUserPools", object{"MaxResults": 60}},

	{"CreateUserPoolClient", object{
		"UserPoolId": "<Id>", "ClientName": "web", "GenerateSecret": true, "ReadAttributes": []string{"email", "custom:seats"},
		"AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": []string{"code"}, "AllowedOAuthScopes": []string{"openid", "email"},
		"CallbackURLs": []string{"https://example.com/signed-in"}, "SupportedIdentityProviders": []string{"COGNITO"},
		"AccessTokenValidity": 30, "TokenValidityUnits": object{"AccessToken": "minutes"},
		"RefreshTokenRotation": object{"Feature": "ENABLED", "RetryGracePeriodSeconds": 10},
	}},
	{"DescribeUserPoolClient", object{"UserPoolId": "<Id>", "ClientId": "<ClientId>"}},
	{"UpdateUserPoolClient", object{"UserPoolId": "<Id>", "ClientId": "<ClientId>", "ExplicitAuthFlows": []string{"ALLOW_USER_SRP_AUTH"}}},
	{"AddUserPoolClientSecret", object{"UserPoolId": "<Id>", "ClientId": "<ClientId>"}},
	{"ListUserPoolClientSecrets", object{"UserPoolId": "<Id>", "ClientId": "<ClientId>"}},
	{"DeleteUserPoolClientSecret", object{"UserPoolId": "<Id>", "ClientId": "<ClientId>", "ClientSecretId": "<ClientSecretId>"}},
	{"SetUserPoolClientSessionConfiguration", object{"UserPoolId": "<Id>", "ClientId": "<ClientId>", "SSOSession": object{"MaxValidityMinutes": 5}}},
	{"GetUserPoolClientSessionConfiguration", object{"UserPoolId": "<Id>", "ClientId": "<ClientId>"}},
	{"CreateUserPoolClient", object{"UserPoolId": "<Id>", "ClientName": "web"}},
	{"ListUserPoolClients", object{"UserPoolId": "<Id>", "MaxResults": 1}},
	{"ListUserPoolClients", object{"UserPoolId": "<Id>", "MaxResults": 1, "NextToken": "<NextToken>"}},
	{"ListUserPoolClientsPaginator", object{"UserPoolId": "<Id>", "MaxResults": 1}},
	{"CreateUserPoolClient", object{"UserPoolId": "<Id>", "ClientName": "api", "AllowedOAuthFlows": []string{"code"}, "AllowedOAuthScopes": []string{"api/read"}}},
	{"CreateUserPoolClient", object{
		"UserPoolId": "<Id>", "ClientName": "both", "GenerateSecret": true, "AllowedOAuthScopes": []string{"openid"},
		"AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": []string{"client_credentials"},
	}},

	{"SetRiskConfiguration", object{
		"UserPoolId": "<Id>", "ClientId": "<ClientId>", "CompromisedCredentialsRiskConfiguration": object{"Actions": object{"EventAction": "BLOCK"}},
		"AccountTakeoverRiskConfiguration": object{
			"Actions": object{"HighAction": object{"EventAction": "MFA_REQUIRED", "Notify": true}}, "NotifyConfiguration": object{
				"SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/a@example.com", "MfaEmail": object{"Subject": "Somebody signs in"}},
		},
		"RiskExceptionConfiguration": object{"SkippedIPRangeList": []string{"192.0.2.0/24"}},
	}},
	{"DescribeRiskConfiguration", object{"UserPoolId": "<Id>", "ClientId": "<ClientId>"}},
	{"DescribeRiskConfiguration", object{"UserPoolId": "<Id>"}},
	{"SetLogDeliveryConfiguration", object{"UserPoolId": "<Id>", "LogConfigurations": []object{{
		"EventSource": "userNotification", "LogLevel": "ERROR",
		"CloudWatchLogsConfiguration": object{"LogGroupArn": "arn:aws:logs:us-east-1:123456789012:log-group:/a/life"},
	}}}},
	{"GetLogDeliveryConfiguration", object{"UserPoolId": "<Id>"}},
	{"GetCSVHeader", object{"UserPoolId": "<Id>"}},

	{"CreateUserPoolDomain", object{"UserPoolId": "<Id>", "Domain": "a-life", "ManagedLoginVersion": 2}},
	{"DescribeUserPoolDomain", object{"Domain": "a-life"}},
	{"UpdateUserPoolDomain", object{"UserPoolId": "<Id>", "Domain": "a-life", "ManagedLoginVersion": 1}},
	{"CreateResourceServer", object{
		"UserPoolId": "<Id>", "Identifier": "https://api.example.com", "Name": "api",
		"Scopes": []object{{"ScopeName": "read", "ScopeDescription": "Read"}, {"ScopeName": "write", "ScopeDescription": "Write"}},
	}},
	{"CreateUserPoolClient", object{
		"UserPoolId": "<Id>", "ClientName": "nightly", "GenerateSecret": true, "AllowedOAuthFlowsUserPoolClient": true,
		"AllowedOAuthFlows": []string{"client_credentials"}, "AllowedOAuthScopes": []string{"https://api.example.com/read"},
	}},
	{"DescribeResourceServer", object{"UserPoolId": "<Id>", "Identifier": "https://api.example.com"}},
	{"UpdateResourceServer", object{"UserPoolId": "<Id>", "Identifier": "https://api.example.com", "Name": "API", "Scopes": []object{}}},
	{"CreateResourceServer", object{"UserPoolId": "<Id>", "Identifier": "b", "Name": "other"}},
	{"ListResourceServers", object{"UserPoolId": "<Id>", "MaxResults": 50}},
	{"ListResourceServersPaginator", object{"UserPoolId": "<Id>", "MaxResults": 1}},
	{"DeleteResourceServer", object{"UserPoolId": "<Id>", "Identifier": "https://api.example.com"}},

	{"CreateGroup", object{"UserPoolId": "<Id>", "GroupName": "admins", "Description": "All of them", "Precedence": 0}},
	{"CreateGroup", object{"UserPoolId": "<Id>", "GroupName": "admins"}},
	{"GetGroup", object{"UserPoolId": "<Id>", "GroupName": "admins"}},
	{"UpdateGroup", object{"UserPoolId": "<Id>", "GroupName": "admins", "Precedence": 3}},
	{"CreateGroup", object{"UserPoolId": "<Id>", "GroupName": "Läufer🏃"}},
	{"ListGroups", object{"UserPoolId": "<Id>", "Limit": 60}},
	{"ListGroupsPaginator", object{"UserPoolId": "<Id>", "Limit": 1}},
	{"DeleteGroup", object{"UserPoolId": "<Id>", "GroupName": "admins"}},

	{"CreateIdentityProvider", object{
		"UserPoolId": "<Id>", "ProviderName": "Partner", "ProviderType": "OIDC", "IdpIdentifiers": []string{"partner.example.com"},
		"ProviderDetails": object{
			"client_id": "a", "client_secret": "b", "authorize_scopes": "openid", "oidc_issuer": "https://partner.example.com",
			"attributes_request_method": "GET",
		},
		"AttributeMapping": object{"email": "mail"},
	}},
	{"CreateIdentityProvider", object{"UserPoolId": "<Id>", "ProviderName": "Partner", "ProviderType": "SAML",
		"ProviderDetails": object{"MetadataURL": "https://partner.example.com/metadata"}}},
	{"DescribeIdentityProvider", object{"UserPoolId": "<Id>", "ProviderName": "Partner"}},
	{"UpdateIdentityProvider", object{"UserPoolId": "<Id>", "ProviderName": "Partner", "AttributeMapping": object{}}},
	{"GetIdentityProviderByIdentifier", object{"UserPoolId": "<Id>", "IdpIdentifier": "partner.example.com"}},
	{"CreateUserPoolClient", object{"UserPoolId": "<Id>", "ClientName": "partners", "SupportedIdentityProviders": []string{"COGNITO", "Partner"}}},
	{"CreateIdentityProvider", object{"UserPoolId": "<Id>", "ProviderName": "Google", "ProviderType": "Google",
		"ProviderDetails": object{"client_id": "a", "client_secret": "b", "authorize_scopes": "email"}}},
	{"ListIdentityProviders", object{"UserPoolId": "<Id>", "MaxResults": 60}},
	{"ListIdentityProvidersPaginator", object{"UserPoolId": "<Id>", "MaxResults": 1}},
	{"DeleteIdentityProvider", object{"UserPoolId": "<Id>", "ProviderName": "Partner"}},
	{"GetSigningCertificate", object{"UserPoolId": "<Id>"}},

	{"SetUICustomization", object{
		"UserPoolId": "<Id>", "ClientId": "<ClientId>", "CSS": ".label-customizable {font-weight: 400;}", "ImageFile": "iVBORw0KGgo=",
	}},
	{"GetUICustomization", object{"UserPoolId": "<Id>", "ClientId": "<ClientId>"}},
	{"CreateManagedLoginBranding", object{
		"UserPoolId": "<Id>", "ClientId": "<ClientId>", "Settings": settings,
		"Assets": []object{{"Category": "FORM_LOGO", "ColorMode": "DARK", "Extension": "SVG", "Bytes": "PHN2Zz4A//48L3N2Zz4="}},
	}},
	{"CreateManagedLoginBranding", object{"UserPoolId": "<Id>", "ClientId": "<ClientId>", "UseCognitoProvidedValues": true}},
	{"DescribeManagedLoginBranding", object{"UserPoolId": "<Id>", "ManagedLoginBrandingId": "<ManagedLoginBrandingId>"}},
	{"DescribeManagedLoginBrandingByClient", object{"UserPoolId": "<Id>", "ClientId": "<ClientId>", "ReturnMergedResources": false}},
	{"UpdateManagedLoginBranding", object{
		"UserPoolId": "<Id>", "ManagedLoginBrandingId": "<ManagedLoginBrandingId>", "UseCognitoProvidedValues": true,
	}},
	{"DeleteManagedLoginBranding", object{"UserPoolId": "<Id>", "ManagedLoginBrandingId": "<ManagedLoginBrandingId>"}},
	{"DeleteUserPool", object{"UserPoolId": "<Id>"}},
	{"DeleteUserPoolDomain", object{"UserPoolId": "<Id>", "Domain": "a-life"}},
	{"DescribeUserPoolDomain", object{"Domain": "a-life"}},
	{"DeleteUserPoolClient", object{"UserPoolId": "<Id>", "ClientId": "<ClientId>"}},
	{"DescribeUserPoolClient", object{"UserPoolId": "<Id>", "ClientId": "<ClientId>"}},
	{"DeleteUserPool", object{"UserPoolId": "<Id>"}},
}

// settings are a document with everything that one may have.
var settings = object{
	"categories": object{"form": object{"displayGraphics": true, "sessionTimerDisplay": "NONE", "<b & c>": nil}},
	"components": []any{object{"borderRadius": json.Number("8.0"), "Größe": 8.5, "offset": -0.25}, []any{}, object{}, "é <&> \u2028 🏃", 1e21, 0, false, ""},
}

// refusals are what some of these calls end in, in order.
var refusals = []string{"ScopeDoesNotExistException", "InvalidOAuthFlowException", "GroupExistsException", "DuplicateProviderException", "ManagedLoginBrandingExistsException", "InvalidParameterException", "ResourceNotFoundException"}

// unmodelled are the operations that a client's pinned version is too old for.
var (
	sessions   = []string{"SetUserPoolClientSessionConfiguration", "GetUserPoolClientSessionConfiguration"}
	unmodelled = map[string][]string{"go": sessions, "java": sessions, "cli": sessions}
)

func TestOperations_All(t *testing.T) {
	called := map[string]bool{}
	for _, call := range life {
		called[strings.TrimSuffix(call.Operation, paginator)] = true
	}
	for _, op := range cognito.Operations() {
		assert.True(t, called[op.Name], op.Name)
	}
}

// TestOperations_Answers: every scripted client reads of every operation what is on the wire, and catches what is
// refused by its class.
func TestOperations_Answers(t *testing.T) {
	wire := wiretap.New(t)
	want := onTheWireAll(t, wire, life)
	var refused []string
	for _, w := range want {
		if w.Code != "" {
			refused = append(refused, w.Code)
		}
	}
	require.Equal(t, refusals, refused)
	for name, call := range callers {
		t.Run(name, func(t *testing.T) {
			pinned(t, name)
			t.Parallel()
			tap := wiretap.New(t)
			for _, operation := range creates {
				tap.Lose(operation, 1)
			}
			got := call(t, tap.URL, life)
			require.Len(t, got, len(life))
			for i, w := range want {
				if slices.Contains(unmodelled[name], life[i].Operation) {
					w = result{Class: absent}
				}
				assertResult(t, name, w, got[i], life[i].Operation)
			}
			called, attempts := tap.Operations(), tap.Calls()
			assert.Equal(t, modelled(wire.Operations(), name), called, "a list has as many pages")
			for _, operation := range creates {
				assert.GreaterOrEqual(t, attempts[slices.Index(called, operation)], 2, operation)
			}
		})
	}
}

// creates are what makes something, whose first answer is lost here: every client asks again, and has made one.
var creates = []string{
	"CreateUserPool", "CreateUserPoolClient", "AddUserPoolClientSecret", "CreateUserPoolDomain", "CreateResourceServer",
	"CreateGroup", "CreateIdentityProvider", "CreateManagedLoginBranding",
}

// modelled are the operations that a client has.
func modelled(operations []string, client string) []string {
	return slices.DeleteFunc(slices.Clone(operations), func(name string) bool { return slices.Contains(unmodelled[client], name) })
}

// assertResult: Go and Java do not keep apart what is absent from what is empty, and the CLI prints an exception's name.
func assertResult(t *testing.T, client string, want, got result, operation string) {
	t.Helper()
	if want.Code != "" {
		want.Class, want.Own = want.Code, true
	}
	if client == "cli" {
		want.Code, want.Message, want.Own, want.Status = "", "", false, 0
	}
	for _, r := range []*result{&want, &got} {
		r.Message = ids.ReplaceAllString(r.Message, "ID")
		if r.Answer = essential(plain(t, "", joined(r.Answer))); client == "go" || client == "java" {
			r.Answer = substance(r.Answer)
		}
	}
	assert.Equal(t, want, got, operation)
}

// onTheWireAll makes the calls without any client.
func onTheWireAll(t *testing.T, tap *wiretap.Tap, calls []scripted) (results []result) {
	t.Helper()
	seen := answered{}
	for _, call := range calls {
		if operation, paged := strings.CutSuffix(call.Operation, paginator); paged {
			results = append(results, result{Answer: pagesOnTheWire(t, tap, operation, seen, call.Input)})
			continue
		}
		status, body := clients.Post(t, tap.URL, call.Operation, json.RawMessage(seen.filled(encoded(t, call.Input))))
		answer := parsed(t, body)
		if status == http.StatusOK {
			seen.note("", answer)
			results = append(results, result{Answer: answer})
			continue
		}
		var refusal struct {
			Type    string `json:"__type"`
			Message string
		}
		require.NoError(t, json.Unmarshal(body, &refusal))
		results = append(results, result{Code: refusal.Type, Message: refusal.Message, Status: status})
	}
	return results
}

// paginator is what the names of clients' paginators end in.
const paginator = "Paginator"

func pagesOnTheWire(t *testing.T, tap *wiretap.Tap, operation string, seen answered, input object) (pages []any) {
	t.Helper()
	input = maps.Clone(input)
	for {
		page, ok := parsed(t, clients.Call(t, tap.URL, operation, json.RawMessage(seen.filled(encoded(t, input))))).(object)
		require.True(t, ok)
		pages = append(pages, page)
		if input["NextToken"] = page["NextToken"]; input["NextToken"] == nil {
			return pages
		}
	}
}

// joined is a list without its pages: the CLI prints it so.
func joined(answer any) any {
	pages, paged := answer.([]any)
	if !paged {
		return answer
	}
	all := object{}
	for _, page := range pages {
		for name, member := range page.(object) {
			if items, ok := member.([]any); ok {
				before, _ := all[name].([]any)
				all[name] = append(before, items...)
			}
		}
	}
	return all
}

// parsed takes no output for an empty answer: the CLI prints none.
func parsed(t *testing.T, text []byte) any {
	t.Helper()
	if len(bytes.TrimSpace(text)) == 0 {
		return object{}
	}
	var v any
	require.NoError(t, json.Unmarshal(text, &v), string(text))
	return v
}

var ids = regexp.MustCompile(`us-east-1_\w{9}|\b[0-9a-z]{20,26}\b`)

// unlike are members that differ from one run to the next.
var unlike = []string{
	"certificate", "clientid", "clientsecret", "clientsecretid", "clientsecretvalue", "cssversion", "imageurl", "managedloginbrandingid", "nexttoken", "version",
}

// essential is an answer without what differs from one run to the next, of which it says only that it is there, and
// without the members that some of the clients are too old for.
func essential(answer any) any {
	switch v := answer.(type) {
	case object:
		all := object{}
		for name, member := range without(v, append(newer, "clienttype")) {
			all[name] = essential(member)
			if text, _ := member.(string); text != "" && slices.Contains(unlike, name) {
				all[name] = "a " + name
			}
		}
		return all
	case []any:
		all := make([]any, len(v))
		for i := range v {
			all[i] = essential(v[i])
		}
		return all
	case string:
		return ids.ReplaceAllString(v, "ID")
	case int64:
		return "a date"
	default:
		return v
	}
}
