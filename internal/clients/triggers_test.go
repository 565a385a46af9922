package clients_test

import (
	"cmp"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/clients/wiretap"
	"userpools/internal/endpointtest"
)

// inAccount is a world in which something is wrong in the account.
func inAccount(facts string) string { return `{"accounts":{"*":{` + facts + `}}}` }

const (
	role     = "arn:aws:iam::" + wiretap.Account + ":role/sms"
	identity = "arn:aws:ses:us-east-1:" + wiretap.Account + ":identity/support@example.com"
)

// What raises an exception by itself, through the Go client. The other clients
// read the same bytes, see exceptions_test.go.
func TestWhatIsWrongInTheAccountIsRaisedAsItsOwnType(t *testing.T) {
	sms := cognitoidentityprovider.CreateUserPoolInput{SmsConfiguration: &types.SmsConfigurationType{
		ExternalId: aws.String("x"), SnsCallerArn: aws.String(role),
	}}
	email := func(arn string) cognitoidentityprovider.CreateUserPoolInput {
		return cognitoidentityprovider.CreateUserPoolInput{EmailConfiguration: &types.EmailConfigurationType{
			EmailSendingAccount: types.EmailSendingAccountTypeDeveloper, SourceArn: &arn,
		}}
	}
	for name, tt := range map[string]struct {
		world string
		input cognitoidentityprovider.CreateUserPoolInput
		as    any
	}{
		"a role that Cognito may not assume":     {world: inAccount(`"smsRoles":[{"role":"*","trusted":false}]`), input: sms, as: new(*types.InvalidSmsRoleTrustRelationshipException)},
		"a role that may not publish":            {world: inAccount(`"smsRoles":[{"role":"*","publishes":false}]`), input: sms, as: new(*types.InvalidSmsRoleAccessPolicyException)},
		"an identity that Cognito may not use":   {world: inAccount(`"sesIdentities":[{"identity":"*","authorised":false}]`), input: email(identity), as: new(*types.InvalidEmailRoleAccessPolicyException)},
		"an identity of another account":         {input: email("arn:aws:ses:us-east-1:210987654321:identity/support@example.com"), as: new(*types.NotAuthorizedException)},
		"a tier that may not be chosen":          {world: inAccount(`"tierChanges":[{"from":"none","to":"PLUS","allowed":false}]`), input: cognitoidentityprovider.CreateUserPoolInput{UserPoolTier: types.UserPoolTierTypePlus}, as: new(*types.TierChangeNotAllowedException)},
		"a tag that may not be set":              {world: inAccount(`"forbiddenTagKeys":["*"]`), input: cognitoidentityprovider.CreateUserPoolInput{UserPoolTags: map[string]string{"k": "v"}}, as: new(*types.UserPoolTaggingException)},
		"one pool more than the quota":           {world: inAccount(`"poolQuota":1`), as: new(*types.LimitExceededException)},
		"a feature that the tier does not have":  {input: cognitoidentityprovider.CreateUserPoolInput{UserPoolTier: types.UserPoolTierTypeLite, UserPoolAddOns: &types.UserPoolAddOnsType{AdvancedSecurityMode: types.AdvancedSecurityModeTypeAudit}}, as: new(*types.FeatureUnavailableInTierException)},
		"a value that breaks a constraint":       {input: cognitoidentityprovider.CreateUserPoolInput{MfaConfiguration: "SOMETIMES"}, as: new(*types.InvalidParameterException)},
		"a member whose ARN is of no such shape": {input: email("support@example.com"), as: new(*types.InvalidParameterException)},
	} {
		t.Run(name, func(t *testing.T) {
			tap := wiretap.New(t, endpointtest.World(t, cmp.Or(tt.world, `{}`)))
			if strings.Contains(tt.world, "poolQuota") {
				newPool(t, tap, "the only one")
			}
			client := sdk(tap, func(o *cognitoidentityprovider.Options) { o.Retryer = aws.NopRetryer{} })
			tt.input.PoolName = aws.String("wrong")
			_, err := client.CreateUserPool(t.Context(), &tt.input)
			require.Error(t, err)
			assert.ErrorAs(t, err, tt.as)
		})
	}
}
