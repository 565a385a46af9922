package endpoint_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	et "userpools/internal/endpointtest"
	"userpools/pkg/cognito"
	"userpools/pkg/shape"
)

// forms are texts with a canary for every pattern of the tables; the first that fits is taken. %d is
// a number, so that no two texts are equal where they must not be.
var forms = []string{
	et.Canary + "%d",
	et.Canary + "%d {####}",
	et.Canary + "%d@example.com",
	"arn:aws:lambda:us-east-1:" + accountA + ":function:" + et.Canary + "%d",
}

// formsByName are for members in which a rule wants another form.
var formsByName = map[string]string{
	"From":               et.Canary + "%d@example.com",
	"SourceArn":          "arn:aws:ses:us-east-1:" + accountA + ":identity/" + et.Canary + "%d@example.com",
	"SnsCallerArn":       "arn:aws:iam::" + accountA + ":role/" + et.Canary + "%d",
	"CallerArn":          "arn:aws:iam::" + accountA + ":role/" + et.Canary + "%d",
	"KMSKeyID":           "arn:aws:kms:us-east-1:" + accountA + ":key/" + et.Canary + "%d",
	"KmsKeyArn":          "arn:aws:kms:us-east-1:" + accountA + ":key/" + et.Canary + "%d",
	"CertificateArn":     "arn:aws:acm:us-east-1:" + accountA + ":certificate/" + et.Canary + "%d",
	"ApplicationArn":     "arn:aws:mobiletargeting:us-east-1:" + accountA + ":apps/" + et.Canary + "%d",
	"RoleArn":            "arn:aws:iam::" + accountA + ":role/" + et.Canary + "%d",
	"LogGroupArn":        "arn:aws:logs:us-east-1:" + accountA + ":log-group:" + et.Canary + "%d",
	"BucketArn":          "arn:aws:s3:::" + et.Canary + "%d",
	"ClientSecret":       et.Canary + "%d" + "andenoughofotherletters",
	"CallbackURLs":       "https://" + et.Canary + "%d.example.com/",
	"LogoutURLs":         "https://" + et.Canary + "%d.example.com/",
	"RelyingPartyId":     et.Canary + "%d.example.com",
	"EmailMessageByLink": et.Canary + "%d {##" + et.Canary + "##}",
}

// fixed are the values that rules want. The texts among them, but for names that callers choose, can carry no canary: a
// pool's id, a region, a number, a block of addresses.
var fixed = map[string]any{
	"UserPoolId": "POOL", "ResourceArn": "ARN", "SnsRegion": "us-east-1", "Domain": strings.ToLower(et.Canary) + ".example.com",
	"Identifier": "https://" + et.Canary + ".example.com", "GroupName": et.Canary,
	"ClientId": "CLIENT", "ClientSecretId": "SECRET", "ManagedLoginBrandingId": "STYLE",
	"CSS": "/* " + et.Canary + " */", "ImageFile": []byte("\x89PNG\r\n\x1a\n" + et.Canary), "Bytes": []byte("<svg>" + et.Canary),
	"Settings": et.Object{et.Canary: et.Canary}, "UseCognitoProvidedValues": false, "ApplicationId": "0123456789abcdef",
	"ReadAttributes": []any{"email"}, "WriteAttributes": []any{"email"}, "SupportedIdentityProviders": []any{"COGNITO"},
	"AllowedOAuthFlows": []any{"code"}, "AllowedOAuthScopes": []any{"openid"}, "AllowedOAuthFlowsUserPoolClient": true,
	"TokenValidityUnits": et.Object{"AccessToken": "hours", "IdToken": "hours", "RefreshToken": "days"},
	"MinLength":          "1", "MaxLength": "7", "MinValue": "1", "MaxValue": "7",
	"UserPoolTier": "PLUS", "DeletionProtection": "INACTIVE", "MfaConfiguration": "OFF", "EmailSendingAccount": "DEVELOPER",
	"AllowedFirstAuthFactors": []any{"PASSWORD"}, "AutoVerifiedAttributes": []any{"email"},
	"AttributesRequireVerificationBeforeUpdate": []any{"email"},
	"RecoveryMechanisms":                        []any{et.Object{"Name": "admin_only", "Priority": 1}},
	"Required":                                  false, "DeveloperOnlyAttribute": false,
	"ProviderName": et.Canary, "IdpIdentifier": named, "IdpIdentifiers": []any{et.Canary},
	"ProviderType": "OIDC", "AttributeMapping": et.Object{"email": et.Canary}, "ProviderDetails": et.Object{
		"client_id": et.Canary, "client_secret": et.Canary, "authorize_scopes": et.Canary, "oidc_issuer": "https://" + et.Canary + ".example.com",
		"attributes_request_method": "GET", et.Canary: et.Canary,
	},
	"BlockedIPRangeList": []any{"192.0.2.0/24"}, "SkippedIPRangeList": []any{"2001:db8::/32"},
}

// named is an identifier that an identity provider of every pool names.
const named = et.Canary + " of another"

// filler makes values with every member of a shape, and a canary in every text, so that no member
// that comes later can be forgotten.
type filler struct{ texts int }

func (f *filler) value(name string, s *shape.Shape) any {
	if v, ok := fixed[name]; ok {
		return v
	}
	switch s.Kind {
	case shape.StructureKind:
		out := et.Object{}
		for _, member := range s.Members {
			out[member.Name] = f.value(member.Name, member.Shape)
		}
		return out
	case shape.ListKind:
		return []any{f.value(name, s.Elem)}
	case shape.MapKind:
		if s.Key.Expr == `Level[1-4]` {
			return et.Object{"Level1": f.value(name, s.Elem)}
		}
		return et.Object{f.text("", s.Key): f.value(name, s.Elem)}
	case shape.BooleanKind:
		return true
	case shape.IntegerKind:
		return max(s.Min.N, 1)
	default:
		return f.text(name, s)
	}
}

func (f *filler) text(name string, s *shape.Shape) string {
	if s.Values != nil {
		return s.Values[0]
	}
	f.texts++
	candidates := forms
	if form, ok := formsByName[name]; ok {
		candidates = []string{form}
	}
	for _, form := range candidates {
		if text := fmt.Sprintf(form, f.texts); fits(text, s) {
			return text
		}
	}
	panic("no form of a canary fits " + name + " of " + s.Name)
}

func fits(text string, s *shape.Shape) bool {
	n := utf8.RuneCountInString(text)
	return (!s.Min.Set || n >= s.Min.N) && (!s.Max.Set || n <= s.Max.N) && (s.Expr == "" || s.Matches(text))
}

// without are the members that rules do not let stand together: an operation's requests lack the
// members of one entry each, and together have them all.
var without = map[string][][]string{
	"CreateUserPool": {{"UsernameAttributes", "SmsConfiguration.EumsSms"}, {"AliasAttributes", "SmsConfiguration.SnsCallerArn"}},
	"UpdateUserPool": {{"SmsConfiguration.EumsSms"}, {"SmsConfiguration.SnsCallerArn"}},
	"SetUserPoolMfaConfig": {
		{"SmsMfaConfiguration.SmsConfiguration.EumsSms"},
		{"SmsMfaConfiguration.SmsConfiguration.SnsCallerArn"},
	},
	"ListUserPools":         {{"NextToken"}},
	"ListResourceServers":   {{"NextToken"}},
	"ListGroups":            {{"NextToken"}},
	"ListIdentityProviders": {{"NextToken"}},
	"CreateUserPoolClient": {
		{"GenerateSecret", "AnalyticsConfiguration.ApplicationArn"},
		{"ClientSecret", "AnalyticsConfiguration.ApplicationId", "AnalyticsConfiguration.RoleArn", "AnalyticsConfiguration.ExternalId"},
	},
	"AddUserPoolClientSecret": {{"ClientSecret"}}, // TestCanary_SuppliedSecrets has it
	"UpdateUserPoolClient": {
		{"AnalyticsConfiguration.ApplicationArn"},
		{"AnalyticsConfiguration.ApplicationId", "AnalyticsConfiguration.RoleArn", "AnalyticsConfiguration.ExternalId"},
	},
}

func remove(in et.Object, path string) {
	name, rest, deeper := strings.Cut(path, ".")
	if deeper {
		remove(in[name].(et.Object), rest)
		return
	}
	delete(in, name)
}

// settle mends what is left: a number that stands in two members, a function that does, and an
// attribute with the constraints of two types.
func settle(in et.Object) {
	if admin, ok := in["AdminCreateUserConfig"].(et.Object); ok {
		delete(admin, "UnusedAccountValidityDays")
	}
	if lambdas, ok := in["LambdaConfig"].(et.Object); ok {
		lambdas["PreTokenGeneration"] = lambdas["PreTokenGenerationConfig"].(et.Object)["LambdaArn"]
	}
	if _, ok := in["SmsMfaConfiguration"]; ok {
		in["MfaConfiguration"] = "OPTIONAL"
	}
	if callbacks, ok := in["CallbackURLs"].([]any); ok {
		in["DefaultRedirectURI"] = callbacks[0]
	}
	for _, member := range []string{"Schema", "CustomAttributes"} {
		if list, ok := in[member].([]any); ok {
			number := list[0].(et.Object)
			text := maps.Clone(number)
			number["Name"], number["AttributeDataType"] = fmt.Sprint(number["Name"], "n"), "Number"
			delete(number, "StringAttributeConstraints")
			text["AttributeDataType"] = "String"
			delete(text, "NumberAttributeConstraints")
			in[member] = []any{number, text}
		}
	}
}

// owned is a pool of account A with an app client that has a secret and a managed login style, by their ids.
type owned struct{ pool, client, secret, style string }

// nobodyOwns is one that is not there.
var nobodyOwns = owned{nobodys, "none", "none", "00000000-0000-4000-8000-000000000000"}

// ofTypes are identity providers of the types that fullCalls has not, with canaries in all details that the type has.
var ofTypes = map[string]et.Object{
	"Google": {"client_id": et.Canary, "client_secret": et.Canary, "authorize_scopes": et.Canary},
	"Facebook": {
		"client_id": et.Canary, "client_secret": et.Canary, "authorize_scopes": et.Canary, "api_version": et.Canary, et.Canary: et.Canary,
	},
	"SignInWithApple": {"client_id": et.Canary, "team_id": et.Canary, "key_id": et.Canary, "private_key": et.Canary, "authorize_scopes": et.Canary},
	"SAML": {"IDPSignout": et.Canary, "RequestSigningAlgorithm": et.Canary, "SLORedirectBindingURI": et.Canary, "MetadataFile": `<!-- ` + et.Canary +
		` --><EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="` + et.Canary + `"><IDPSSODescriptor><SingleSignOnService ` +
		`Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://` + et.Canary + `.example.com"/></IDPSSODescriptor></EntityDescriptor>`},
}

// providersOfTypes are calls that make such providers, and change, describe and delete them.
func providersOfTypes(of owned) (calls []call) {
	for _, kind := range slices.Sorted(maps.Keys(ofTypes)) {
		in := et.Object{
			"UserPoolId": of.pool, "ProviderName": kind, "ProviderType": kind, "ProviderDetails": ofTypes[kind],
			"AttributeMapping": et.Object{"email": et.Canary}, "IdpIdentifiers": []any{et.Canary + kind},
		}
		for _, operation := range []string{"CreateIdentityProvider", "UpdateIdentityProvider", "DescribeIdentityProvider", "DeleteIdentityProvider"} {
			calls = append(calls, call{operation, string(et.JSON(in))})
		}
	}
	return calls
}

// lasts are the operations that end what others need, or need that it has ended, in an order in which they can be called.
var lasts = []string{"DeleteUserPoolDomain", "DeleteManagedLoginBranding", "CreateManagedLoginBranding", "DeleteUserPoolClient", "DeleteUserPool"}

// fullCalls are requests of all operations on a pool, in an order in which all of them succeed.
func fullCalls(of owned) []call {
	var f filler
	var calls []call
	last := map[string][]call{}
	for _, op := range cognito.Operations() {
		paths := without[op.Name]
		if paths == nil {
			paths = [][]string{nil}
		}
		for _, removed := range paths {
			in := f.value("", op.Input).(et.Object)
			for _, path := range removed {
				remove(in, path)
			}
			settle(in)
			c := call{op.Name, string(et.JSON(in))}.on(accountA, of.pool).of(of)
			if slices.Contains(lasts, op.Name) {
				last[op.Name] = append(last[op.Name], c)
				continue
			}
			calls = append(calls, c)
		}
	}
	calls = append(calls, providersOfTypes(of)...)
	for _, name := range lasts {
		calls = append(calls, last[name]...)
	}
	return calls
}

// brokenCalls are requests that carry canaries where nobody expects a text: in place of every
// value, as names, in texts that are too long or of the wrong form, and as what is no JSON.
func brokenCalls(t *testing.T, good []call) []call {
	t.Helper()
	var calls []call
	for _, c := range good {
		replaced := func(old, by string) string { return strings.ReplaceAll(c.body, old, by) }
		for _, body := range []string{
			et.Canary, `"` + et.Canary + `"`, `["` + et.Canary + `"]`, c.body + et.Canary,
			c.body[:len(c.body)-1] + `,"` + et.Canary + `"`, `{"` + et.Canary + `":` + c.body + `}`,
			replaced(`"`+et.Canary, `"\ud800`+et.Canary), replaced(et.Canary, et.Canary+"\x00\n\u2028"),
			replaced(et.Canary, strings.Repeat(et.Canary+" ", 400)),
			strings.Repeat(`{"`+et.Canary+`":`, 100) + strings.Repeat("}", 100),
		} {
			calls = append(calls, call{c.operation, body})
		}
		var in et.Object
		require.NoError(t, json.Unmarshal([]byte(c.body), &in))
		eachMember(in, func(parent et.Object, name string) {
			value := parent[name]
			wrong := []any{et.Canary, strings.Repeat(et.Canary, 500), []any{et.Canary}, et.Object{et.Canary: et.Canary}, et.Object{et.Canary: et.Object{et.Canary: et.Canary}}}
			if s, is := value.(string); is {
				wrong = append(wrong, s+"\x1b[31m"+et.Canary, et.Canary+"="+s)
			}
			for _, v := range wrong {
				parent[name] = v
				calls = append(calls, call{c.operation, string(et.JSON(in))})
			}
			parent[name] = value
		})
	}
	return calls
}

// eachMember visits every member of a tree.
func eachMember(v any, visit func(parent et.Object, name string)) {
	switch v := v.(type) {
	case et.Object:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			visit(v, name)
			eachMember(v[name], visit)
		}
	case []any:
		for _, item := range v {
			eachMember(item, visit)
		}
	}
}
