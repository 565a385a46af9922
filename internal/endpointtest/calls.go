package endpointtest

import (
	"encoding/json"
	"strings"
)

// OneEach is a good call of every operation about what Furnished makes, whatever became of the calls before it:
// <client> has two secrets, of which <secret> is one, <other> has one, <styled> has the managed login style <style>,
// <pool> has the domain d, the resource server api and the group g, <spare> is a pool like it to which nothing belongs.
// What undoes a call stands beside it.
var OneEach = []struct{ Operation, Body, Undo, UndoBody string }{
	{Operation: "ListUserPools", Body: `{"MaxResults":1}`},
	{Operation: "CreateUserPool", Body: blue},
	{Operation: "DescribeUserPool", Body: `{"UserPoolId":"<pool>"}`},
	{
		"UpdateUserPool", `{"UserPoolId":"<pool>","PoolName":"Renamed","UserPoolTags":{"team":"blue"}}`,
		"UpdateUserPool", `{"UserPoolId":"<pool>","PoolName":"Blue pool","UserPoolTags":{"team":"blue"}}`,
	},
	{Operation: "AddCustomAttributes", Body: `{"UserPoolId":"<pool>","CustomAttributes":[{"Name":"x","AttributeDataType":"String"}]}`},
	{Operation: "GetUserPoolMfaConfig", Body: `{"UserPoolId":"<pool>"}`},
	{Operation: "SetUserPoolMfaConfig", Body: `{"UserPoolId":"<pool>","MfaConfiguration":"OFF"}`},
	{"TagResource", `{"ResourceArn":"<arn>","Tags":{"new":"tag"}}`, "UntagResource", `{"ResourceArn":"<arn>","TagKeys":["new"]}`},
	{Operation: "UntagResource", Body: `{"ResourceArn":"<arn>","TagKeys":["nothing"]}`},
	{Operation: "ListTagsForResource", Body: `{"ResourceArn":"<arn>"}`},
	{Operation: "CreateUserPoolClient", Body: `{"UserPoolId":"<pool>","ClientName":"new"}`},
	{Operation: "DescribeUserPoolClient", Body: `{"UserPoolId":"<pool>","ClientId":"<client>"}`},
	{Operation: "UpdateUserPoolClient", Body: `{"UserPoolId":"<pool>","ClientId":"<client>"}`},
	{Operation: "ListUserPoolClients", Body: `{"UserPoolId":"<pool>"}`},
	{Operation: "AddUserPoolClientSecret", Body: `{"UserPoolId":"<pool>","ClientId":"<other>"}`},
	{Operation: "ListUserPoolClientSecrets", Body: `{"UserPoolId":"<pool>","ClientId":"<client>"}`},
	{Operation: "DeleteUserPoolClientSecret", Body: `{"UserPoolId":"<pool>","ClientId":"<client>","ClientSecretId":"<secret>"}`},
	{Operation: "GetUserPoolClientSessionConfiguration", Body: `{"UserPoolId":"<pool>","ClientId":"<client>"}`},
	{Operation: "SetUserPoolClientSessionConfiguration", Body: `{"UserPoolId":"<pool>","ClientId":"<client>","SSOSession":{"MaxValidityMinutes":5}}`},
	{Operation: "DeleteUserPoolClient", Body: `{"UserPoolId":"<pool>","ClientId":"<client>"}`},
	{
		Operation: "CreateUserPoolDomain",
		Body:      `{"UserPoolId":"<pool>","Domain":"auth.example.com","CustomDomainConfig":{"CertificateArn":"` + certificate + `"}}`,
	},
	{Operation: "DescribeUserPoolDomain", Body: `{"Domain":"d"}`},
	{Operation: "UpdateUserPoolDomain", Body: `{"UserPoolId":"<pool>","Domain":"d"}`},
	{Operation: "GetUICustomization", Body: `{"UserPoolId":"<pool>","ClientId":"<styled>"}`},
	{Operation: "SetUICustomization", Body: `{"UserPoolId":"<pool>","CSS":".label-customizable {}"}`},
	{Operation: "CreateManagedLoginBranding", Body: `{"UserPoolId":"<pool>","ClientId":"<other>","UseCognitoProvidedValues":true}`},
	{Operation: "DescribeManagedLoginBranding", Body: `{"UserPoolId":"<pool>","ManagedLoginBrandingId":"<style>"}`},
	{Operation: "DescribeManagedLoginBrandingByClient", Body: `{"UserPoolId":"<pool>","ClientId":"<styled>"}`},
	{Operation: "UpdateManagedLoginBranding", Body: `{"UserPoolId":"<pool>","ManagedLoginBrandingId":"<style>","Settings":{}}`},
	{Operation: "DeleteManagedLoginBranding", Body: `{"UserPoolId":"<pool>","ManagedLoginBrandingId":"<style>"}`},
	{Operation: "DeleteUserPoolDomain", Body: `{"UserPoolId":"<pool>","Domain":"d"}`},
	{
		"CreateResourceServer", `{"UserPoolId":"<pool>","Identifier":"new","Name":"n"}`,
		"DeleteResourceServer", `{"UserPoolId":"<pool>","Identifier":"new"}`,
	},
	{Operation: "DescribeResourceServer", Body: `{"UserPoolId":"<pool>","Identifier":"api"}`},
	{Operation: "UpdateResourceServer", Body: `{"UserPoolId":"<pool>","Identifier":"api","Name":"n"}`},
	{
		"DeleteResourceServer", `{"UserPoolId":"<pool>","Identifier":"api"}`,
		"CreateResourceServer", `{"UserPoolId":"<pool>","Identifier":"api","Name":"n"}`,
	},
	{Operation: "ListResourceServers", Body: `{"UserPoolId":"<pool>"}`},
	{"CreateGroup", `{"UserPoolId":"<pool>","GroupName":"new"}`, "DeleteGroup", `{"UserPoolId":"<pool>","GroupName":"new"}`},
	{Operation: "GetGroup", Body: `{"UserPoolId":"<pool>","GroupName":"g"}`},
	{Operation: "UpdateGroup", Body: `{"UserPoolId":"<pool>","GroupName":"g","Precedence":1}`},
	{"DeleteGroup", `{"UserPoolId":"<pool>","GroupName":"g"}`, "CreateGroup", `{"UserPoolId":"<pool>","GroupName":"g"}`},
	{Operation: "ListGroups", Body: `{"UserPoolId":"<pool>"}`},
	{
		"CreateIdentityProvider", `{"UserPoolId":"<pool>","ProviderName":"New","ProviderType":"OIDC","ProviderDetails":` + OIDCDetails + `}`,
		"DeleteIdentityProvider", `{"UserPoolId":"<pool>","ProviderName":"New"}`,
	},
	{Operation: "DescribeIdentityProvider", Body: `{"UserPoolId":"<pool>","ProviderName":"Idp"}`},
	{Operation: "UpdateIdentityProvider", Body: `{"UserPoolId":"<pool>","ProviderName":"Idp","AttributeMapping":{"email":"mail"}}`},
	{Operation: "ListIdentityProviders", Body: `{"UserPoolId":"<pool>"}`},
	{Operation: "GetIdentityProviderByIdentifier", Body: `{"UserPoolId":"<pool>","IdpIdentifier":"idp.example.com"}`},
	{
		"DeleteIdentityProvider", `{"UserPoolId":"<pool>","ProviderName":"Idp"}`, "CreateIdentityProvider",
		`{"UserPoolId":"<pool>","ProviderName":"Idp","ProviderType":"OIDC","IdpIdentifiers":["idp.example.com"],"ProviderDetails":` + OIDCDetails + `}`,
	},
	{Operation: "GetSigningCertificate", Body: `{"UserPoolId":"<pool>"}`},
	{Operation: "DescribeRiskConfiguration", Body: `{"UserPoolId":"<pool>"}`},
	{Operation: "SetRiskConfiguration", Body: `{"UserPoolId":"<pool>"}`},
	{Operation: "GetLogDeliveryConfiguration", Body: `{"UserPoolId":"<pool>"}`},
	{Operation: "SetLogDeliveryConfiguration", Body: `{"UserPoolId":"<pool>","LogConfigurations":[]}`},
	{Operation: "GetCSVHeader", Body: `{"UserPoolId":"<pool>"}`},
	{Operation: "DeleteUserPool", Body: `{"UserPoolId":"<spare>"}`},
}

const (
	blue = `{"PoolName":"Blue pool","UserPoolTags":{"team":"blue"}}`
	// OIDCDetails are those of an identity provider of this type.
	OIDCDetails = `{"client_id":"i","authorize_scopes":"openid","oidc_issuer":"https://example.com","attributes_request_method":"GET"}`
	certificate = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000000"
)

// Furnished makes what OneEach is about; ids puts it into a body.
func (e *Endpoint) Furnished(t T, k Key) (ids func(body string) string) {
	t.Helper()
	id := e.Pool(t, k, blue)
	client, secret := e.Client(t, k, id)
	e.Must(t, k, "AddUserPoolClientSecret", Object{"UserPoolId": id, "ClientId": client})
	other, _ := e.Client(t, k, id)
	styled, _ := e.Client(t, k, id)
	style := e.Style(t, k, id, styled)
	e.Must(t, k, "CreateUserPoolDomain", Object{"UserPoolId": id, "Domain": "d"})
	e.Must(t, k, "CreateResourceServer", Object{"UserPoolId": id, "Identifier": "api", "Name": "n"})
	e.Must(t, k, "CreateGroup", Object{"UserPoolId": id, "GroupName": "g"})
	e.Must(t, k, "CreateIdentityProvider", Object{"UserPoolId": id, "ProviderName": "Idp", "ProviderType": "OIDC",
		"ProviderDetails": json.RawMessage(OIDCDetails), "IdpIdentifiers": []string{"idp.example.com"}})
	return strings.NewReplacer(
		"<pool>", id, "<arn>", "arn:aws:cognito-idp:"+Region+":"+Account+":userpool/"+id,
		"<client>", client, "<other>", other, "<secret>", secret, "<styled>", styled, "<style>", style, "<spare>", e.Pool(t, k, blue),
	).Replace
}
