package terraform

import (
	"context"
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"userpools/pkg/clients/wiretap"
)

func sdk(tap *wiretap.Tap) *cognitoidentityprovider.Client {
	return cognitoidentityprovider.New(cognitoidentityprovider.Options{
		BaseEndpoint: &tap.URL,
		Region:       wiretap.Region,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local"}, nil
		}),
	})
}

// provider makes the calls of the resource, in their order.
type provider struct {
	client *cognitoidentityprovider.Client
	wait   func() // between tries of what may pass
}

// resource is an entry of Terraform's state.
type resource struct {
	id, arn string
	schema  []types.SchemaAttributeType // as configured
	found   arguments
}

func (p *provider) create(ctx context.Context, configured arguments) (*resource, error) {
	a := defaulted(configured)
	out, err := retried(p, func() (*cognitoidentityprovider.CreateUserPoolOutput, error) {
		return p.client.CreateUserPool(ctx, createInput(a))
	}, rolesArePropagating)
	if err != nil {
		return nil, err
	}
	r := &resource{id: *out.UserPool.Id, schema: withoutEmptyLengths(configured.Schema)}
	if a.MfaConfiguration != types.UserPoolMfaTypeOff || a.WebAuthn != nil {
		input := mfaInput(r.id, a)
		if a.MfaConfiguration == types.UserPoolMfaTypeOff {
			input.MfaConfiguration, input.SoftwareTokenMfaConfiguration = "", nil
		}
		if err := p.setMfa(ctx, input); err != nil {
			return nil, err
		}
	}
	return r, p.read(ctx, r)
}

func (p *provider) setMfa(ctx context.Context, input *cognitoidentityprovider.SetUserPoolMfaConfigInput) error {
	_, err := retried(p, func() (*cognitoidentityprovider.SetUserPoolMfaConfigOutput, error) {
		return p.client.SetUserPoolMfaConfig(ctx, input)
	}, rolesArePropagating)
	return err
}

// errGone is how the provider learns that a pool is to be made again.
var errGone = errors.New("the pool is gone")

// read is also refresh and import: an import knows no configured schema.
func (p *provider) read(ctx context.Context, r *resource) error {
	pool, err := p.client.DescribeUserPool(ctx, &cognitoidentityprovider.DescribeUserPoolInput{UserPoolId: &r.id})
	if _, missing := errors.AsType[*types.ResourceNotFoundException](err); missing {
		return errGone
	}
	if err != nil {
		return err
	}
	mfa, err := p.client.GetUserPoolMfaConfig(ctx, &cognitoidentityprovider.GetUserPoolMfaConfigInput{UserPoolId: &r.id})
	if err != nil {
		return err
	}
	r.arn = aws.ToString(pool.UserPool.Arn)
	r.found = found(pool.UserPool, mfa, r.schema)
	return nil
}

// The arguments whose change is a matter of each call.
var (
	ofMfa = []string{"MfaConfiguration", "SmsAuthenticationMessage", "SmsConfiguration", "SoftwareTokenMfa", "WebAuthn"}

	ofUpdate = []string{
		"AccountRecoverySetting", "AdminCreateUserConfig", "AutoVerifiedAttributes", "DeletionProtection", "DeviceConfiguration",
		"EmailConfiguration", "EmailVerificationMessage", "EmailVerificationSubject", "LambdaConfig", "Name", "PasswordPolicy",
		"SignInPolicy", "SmsAuthenticationMessage", "SmsConfiguration", "SmsVerificationMessage", "UserAttributeUpdateSettings",
		"UserPoolAddOns", "UserPoolTier", "VerificationMessageTemplate",
	}
)

// errReplace is a change for which Terraform makes a new pool, or gives up.
var errReplace = errors.New("not to be changed in place")

func (p *provider) update(ctx context.Context, r *resource, configured arguments) error {
	changed := plan(configured, r.found)
	a := planned(configured, r.found)
	if has(changed, []string{"AliasAttributes", "UsernameAttributes", "UsernameConfiguration"}) {
		return errReplace
	}
	if has(changed, ofMfa) {
		if err := p.setMfa(ctx, mfaInput(r.id, a)); err != nil {
			return err
		}
	}
	if has(changed, ofUpdate) {
		input := updateInput(r.id, a)
		if has(changed, []string{"UserAttributeUpdateSettings"}) && a.UserAttributeUpdateSettings == nil {
			input.UserAttributeUpdateSettings = &types.UserAttributeUpdateSettingsType{
				AttributesRequireVerificationBeforeUpdate: []types.VerifiedAttributeType{},
			}
		}
		if err := p.updateUserPool(ctx, input); err != nil {
			return err
		}
	}
	if has(changed, []string{"Schema"}) {
		if err := p.addAttributes(ctx, r, configured.Schema); err != nil {
			return err
		}
	}
	if err := p.tag(ctx, r, configured.Tags); err != nil {
		return err
	}
	r.schema = withoutEmptyLengths(configured.Schema)
	return p.read(ctx, r)
}

func has(changed, some []string) bool {
	return slices.ContainsFunc(changed, func(name string) bool { return slices.Contains(some, name) })
}

const useTemporary = "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays"

// updateUserPool tries again without UnusedAccountValidityDays where the service
// says so.
func (p *provider) updateUserPool(ctx context.Context, input *cognitoidentityprovider.UpdateUserPoolInput) error {
	_, err := retried(p, func() (*cognitoidentityprovider.UpdateUserPoolOutput, error) {
		return p.client.UpdateUserPool(ctx, input)
	}, func(err error) bool {
		invalid, ok := errors.AsType[*types.InvalidParameterException](err)
		if ok && strings.Contains(invalid.ErrorMessage(), useTemporary) && input.AdminCreateUserConfig.UnusedAccountValidityDays != 0 {
			input.AdminCreateUserConfig.UnusedAccountValidityDays = 0
			return true
		}
		return rolesArePropagating(err)
	})
	return err
}

// addAttributes sends those that are new; one that is changed or gone is refused
// by the provider itself.
func (p *provider) addAttributes(ctx context.Context, r *resource, configured []types.SchemaAttributeType) error {
	var added []types.SchemaAttributeType
	kept := 0
	for _, a := range configured {
		if slices.ContainsFunc(r.found.Schema, func(b types.SchemaAttributeType) bool { return describe(a) == describe(b) }) {
			kept++
			continue
		}
		added = append(added, a)
	}
	if kept < len(r.found.Schema) {
		return errReplace
	}
	_, err := p.client.AddCustomAttributes(ctx, &cognitoidentityprovider.AddCustomAttributesInput{
		UserPoolId: &r.id, CustomAttributes: withoutEmptyLengths(added),
	})
	return err
}

// tag makes the tags of a resource what they should be.
func (p *provider) tag(ctx context.Context, r *resource, configured map[string]string) error {
	var gone []string
	for key := range r.found.Tags {
		if _, kept := configured[key]; !kept {
			gone = append(gone, key)
		}
	}
	if len(gone) > 0 {
		in := &cognitoidentityprovider.UntagResourceInput{ResourceArn: &r.arn, TagKeys: gone}
		if _, err := p.client.UntagResource(ctx, in); err != nil {
			return err
		}
	}
	changed := maps.Clone(configured)
	maps.DeleteFunc(changed, func(key, value string) bool {
		last, there := r.found.Tags[key]
		return there && last == value
	})
	if len(changed) == 0 {
		return nil
	}
	_, err := p.client.TagResource(ctx, &cognitoidentityprovider.TagResourceInput{ResourceArn: &r.arn, Tags: changed})
	return err
}

// delete takes a pool that is gone for deleted.
func (p *provider) delete(ctx context.Context, r *resource) error {
	_, err := p.client.DeleteUserPool(ctx, &cognitoidentityprovider.DeleteUserPoolInput{UserPoolId: &r.id})
	if _, missing := errors.AsType[*types.ResourceNotFoundException](err); missing {
		return nil
	}
	return err
}

// rolesArePropagating is what IAM needs time for. The provider knows it by
// exactly these types and texts.
func rolesArePropagating(err error) bool {
	trust, ok := errors.AsType[*types.InvalidSmsRoleTrustRelationshipException](err)
	if ok && strings.Contains(trust.ErrorMessage(), "Role does not have a trust relationship allowing Cognito to assume the role") {
		return true
	}
	access, ok := errors.AsType[*types.InvalidSmsRoleAccessPolicyException](err)
	return ok && strings.Contains(access.ErrorMessage(), "Role does not have permission to publish with SNS")
}

// tries is how often the provider calls before it gives up. The real one goes on
// for two minutes.
const tries = 5

// retried calls again for as long as an error may pass.
func retried[T any](p *provider, call func() (T, error), passing func(error) bool) (out T, err error) {
	for range tries {
		if out, err = call(); err == nil || !passing(err) {
			return out, err
		}
		if p.wait != nil {
			p.wait()
		}
	}
	return out, err
}

// The names in the lists are those of arguments.
func TestEveryArgumentIsAMatterOfSomeCall(t *testing.T) {
	elsewhere := []string{"AliasAttributes", "Schema", "Tags", "UsernameAttributes", "UsernameConfiguration"}
	listed := slices.Concat(ofMfa, ofUpdate, elsewhere)
	kind := reflect.TypeFor[arguments]()
	for i := range kind.NumField() {
		if name := kind.Field(i).Name; !slices.Contains(listed, name) {
			t.Errorf("no call for a change of %s", name)
		}
	}
	for _, name := range listed {
		if _, ok := kind.FieldByName(name); !ok {
			t.Errorf("there is no argument %s", name)
		}
	}
}
