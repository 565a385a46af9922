package clients_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/clients/wiretap"
)

// audited is a pool with one of each that tools for audit and export look at, and one (the last) with nothing but its name.
var audited = []scripted{
	{"CreateUserPool", object{
		"PoolName": "audited", "DeletionProtection": "ACTIVE", "UserPoolTier": "PLUS", "UserPoolTags": object{"team": "identity"},
		"Policies":               object{"PasswordPolicy": object{"MinimumLength": 14}},
		"UserPoolAddOns":         object{"AdvancedSecurityMode": "ENFORCED"},
		"AdminCreateUserConfig":  object{"AllowAdminCreateUserOnly": true},
		"AccountRecoverySetting": object{"RecoveryMechanisms": []object{{"Name": "verified_email", "Priority": 1}}},
	}},
	{"SetUserPoolMfaConfig", object{"UserPoolId": "<Id>", "MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": object{"Enabled": true}}},
	{"CreateUserPoolClient", object{
		"UserPoolId": "<Id>", "ClientName": "web", "PreventUserExistenceErrors": "ENABLED", "EnableTokenRevocation": true,
	}},
	{"SetRiskConfiguration", object{
		"UserPoolId": "<Id>", "CompromisedCredentialsRiskConfiguration": object{"Actions": object{"EventAction": "BLOCK"}},
		"AccountTakeoverRiskConfiguration": object{"Actions": object{"HighAction": object{"EventAction": "BLOCK", "Notify": false}}},
	}},
	{"CreateUserPoolDomain", object{"UserPoolId": "<Id>", "Domain": "audited"}},
	{"CreateResourceServer", object{"UserPoolId": "<Id>", "Identifier": "api", "Name": "api"}},
	{"CreateGroup", object{"UserPoolId": "<Id>", "GroupName": "admins", "Precedence": 0}},
	{"CreateIdentityProvider", object{"UserPoolId": "<Id>", "ProviderName": "Google", "ProviderType": "Google",
		"ProviderDetails": object{"client_id": "a", "client_secret": "b", "authorize_scopes": "email"}}},
	{"SetUICustomization", object{"UserPoolId": "<Id>", "CSS": ".label-customizable {font-weight: 400;}"}},
	{"CreateUserPool", object{"PoolName": "bare", "UserPoolTier": "LITE"}},
}

// audit are calls as a tool makes them, in the parameters of its source, and what it reads of the answers: a member by its path,
// an item of a list by its index. nil is absent, which tools ask for as well.
var audit = []struct {
	tools, operation string
	input            object
	reads            object
}{
	{"Prowler, Cloud Custodian, terraformer, former2", "ListUserPoolsPaginator", object{"MaxResults": 60}, object{
		"0.UserPools.1.Status": nil, "0.UserPools.2": nil, "0.NextToken": nil, "1": nil, // the order is that of random ids
	}},
	{"Prowler, Cloud Custodian, former2", "DescribeUserPool", object{"UserPoolId": "<pool>"}, object{
		"UserPool.Name": "audited", "UserPool.Policies.PasswordPolicy.MinimumLength": 14.0, "UserPool.Policies.PasswordPolicy.RequireSymbols": false,
		"UserPool.DeletionProtection": "ACTIVE", "UserPool.UserPoolAddOns.AdvancedSecurityMode": "ENFORCED",
		"UserPool.UserPoolTags.team": "identity", "UserPool.AdminCreateUserConfig.AllowAdminCreateUserOnly": true,
		"UserPool.AccountRecoverySetting.RecoveryMechanisms.0.Name": "verified_email",
		"UserPool.Domain": "audited", "UserPool.CustomDomain": nil, "UserPool.Arn": "arn:aws:cognito-idp:us-east-1:123456789012:userpool/<pool>",
	}},
	{"Prowler, Cloud Custodian, former2", "DescribeUserPool", object{"UserPoolId": "<bare>"}, object{
		"UserPool.Name": "bare", "UserPool.Policies.PasswordPolicy.MinimumLength": 8.0, "UserPool.DeletionProtection": "INACTIVE",
		"UserPool.UserPoolAddOns": nil, "UserPool.Domain": nil,
	}},
	{"Prowler, former2", "ListUserPoolClients", object{"UserPoolId": "<pool>"}, object{
		"UserPoolClients.0.ClientName": "web", "UserPoolClients.0.UserPoolId": "<pool>", "UserPoolClients.1": nil,
	}},
	{"Prowler, former2", "ListUserPoolClients", object{"UserPoolId": "<bare>"}, object{"UserPoolClients": []any{}, "NextToken": nil}},
	{"terraformer", "ListUserPoolClientsPaginator", object{"UserPoolId": "<pool>", "MaxResults": 60}, object{
		"0.UserPoolClients.0.ClientId": "<client>", "0.UserPoolClients.0.UserPoolId": "<pool>", "1": nil,
	}},
	{"Prowler, former2", "DescribeUserPoolClient", object{"UserPoolId": "<pool>", "ClientId": "<client>"}, object{
		"UserPoolClient.PreventUserExistenceErrors": "ENABLED", "UserPoolClient.EnableTokenRevocation": true,
		"UserPoolClient.RefreshTokenValidity": 30.0,
	}},
	{"Prowler", "GetUserPoolMfaConfig", object{"UserPoolId": "<pool>"}, object{
		"MfaConfiguration": "ON", "SmsMfaConfiguration": nil, "SoftwareTokenMfaConfiguration.Enabled": true,
	}},
	{"Prowler", "GetUserPoolMfaConfig", object{"UserPoolId": "<bare>"}, object{"MfaConfiguration": "OFF"}},
	{"Prowler, former2", "DescribeRiskConfiguration", object{"UserPoolId": "<pool>"}, object{
		"RiskConfiguration.CompromisedCredentialsRiskConfiguration.EventFilter.2":             "SIGN_UP",
		"RiskConfiguration.CompromisedCredentialsRiskConfiguration.Actions.EventAction":       "BLOCK",
		"RiskConfiguration.AccountTakeoverRiskConfiguration.Actions.HighAction.EventAction":   "BLOCK",
		"RiskConfiguration.AccountTakeoverRiskConfiguration.Actions.MediumAction.EventAction": nil,
		"RiskConfiguration.ClientId": nil,
	}},
	{"Prowler, former2", "DescribeRiskConfiguration", object{"UserPoolId": "<bare>"}, object{
		"RiskConfiguration.UserPoolId": "<bare>", "RiskConfiguration.CompromisedCredentialsRiskConfiguration": nil,
	}},
	{"former2", "ListResourceServers", object{"UserPoolId": "<pool>", "MaxResults": 50}, object{
		"ResourceServers.0.Identifier": "api", "ResourceServers.0.UserPoolId": "<pool>",
	}},
	{"former2", "DescribeResourceServer", object{"UserPoolId": "<pool>", "Identifier": "api"}, object{"ResourceServer.Name": "api"}},
	{"former2", "ListIdentityProviders", object{"UserPoolId": "<pool>"}, object{"Providers.0.ProviderName": "Google"}},
	{"former2", "DescribeIdentityProvider", object{"UserPoolId": "<pool>", "ProviderName": "Google"}, object{
		"IdentityProvider.ProviderType": "Google", "IdentityProvider.UserPoolId": "<pool>",
	}},
	{"former2", "ListGroups", object{"UserPoolId": "<pool>"}, object{"Groups.0.GroupName": "admins"}},
	{"former2", "GetGroup", object{"UserPoolId": "<pool>", "GroupName": "admins"}, object{
		"Group.Precedence": 0.0, "Group.Description": nil, "Group.UserPoolId": "<pool>",
	}},
	{"former2", "GetUICustomization", object{"UserPoolId": "<pool>"}, object{
		"UICustomization.UserPoolId": "<pool>", "UICustomization.ClientId": "ALL",
	}},
	{"former2", "GetUICustomization", object{"UserPoolId": "<bare>"}, object{"UICustomization": object{}}},
	{"former2", "DescribeUserPoolDomain", object{"Domain": "audited"}, object{"DomainDescription.UserPoolId": "<pool>"}},
	{"Cloud Custodian", "DeleteUserPool", object{"UserPoolId": "<bare>"}, object{"UserPool": nil}},
}

// TestTools_Boto3: the calls of tools that go over an account, Prowler's checks of Cognito (5.46), Cloud Custodian's user-pool
// (0.9.53), terraformer and former2, are answered with what these tools read. Prowler logs a refusal and goes on, so that nothing
// else would tell of one.
func TestTools_Boto3(t *testing.T) {
	t.Parallel()
	tap := wiretap.New(t)
	made := onTheWireAll(t, tap, audited)
	ids := answered{"pool": at(made[0].Answer, "UserPool.Id").(string), "client": at(made[2].Answer, "UserPoolClient.ClientId").(string)}
	ids["bare"] = at(made[len(made)-1].Answer, "UserPool.Id").(string)
	calls := make([]scripted, len(audit))
	for i, a := range audit {
		calls[i] = scripted{a.operation, parsed(t, []byte(ids.filled(encoded(t, a.input)))).(object)}
	}
	tap.Forget()
	got := callers["python"](t, tap.URL, calls)
	require.Len(t, got, len(audit))
	for i, a := range audit {
		require.Empty(t, got[i].Class, "%s: %s: %s", a.tools, a.operation, got[i].Message)
		for path, want := range a.reads {
			if text, ok := want.(string); ok {
				want = ids.filled(text)
			}
			assert.Equal(t, want, at(got[i].Answer, path), "%s: %s %s", a.tools, a.operation, path)
		}
	}
	assert.Len(t, tap.Requests(), len(audit), "a page for each list, and nothing is tried twice")
}

// at is a member of an answer, nil where there is none.
func at(answer any, path string) any {
	for name := range strings.SplitSeq(path, ".") {
		if items, ok := answer.([]any); ok {
			i, err := strconv.Atoi(name)
			if err != nil || i >= len(items) {
				return nil
			}
			answer = items[i]
			continue
		}
		members, _ := answer.(object)
		answer = members[name]
	}
	return answer
}
