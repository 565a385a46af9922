package terraform

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// arguments are those of the resource, as a configuration says them or as a read
// finds them, in the types of the API. What is nil or zero was not said: Terraform
// does not keep the two apart.
type arguments struct {
	Name                        string
	Tags                        map[string]string
	AccountRecoverySetting      *types.AccountRecoverySettingType
	AdminCreateUserConfig       *types.AdminCreateUserConfigType
	AliasAttributes             []types.AliasAttributeType
	AutoVerifiedAttributes      []types.VerifiedAttributeType
	DeletionProtection          types.DeletionProtectionType
	DeviceConfiguration         *types.DeviceConfigurationType
	EmailConfiguration          *types.EmailConfigurationType
	EmailVerificationMessage    string
	EmailVerificationSubject    string
	LambdaConfig                *types.LambdaConfigType
	MfaConfiguration            types.UserPoolMfaType
	PasswordPolicy              *types.PasswordPolicyType
	Schema                      []types.SchemaAttributeType
	SignInPolicy                *types.SignInPolicyType
	SmsAuthenticationMessage    string
	SmsConfiguration            *types.SmsConfigurationType
	SmsVerificationMessage      string
	SoftwareTokenMfa            *types.SoftwareTokenMfaConfigType
	UserAttributeUpdateSettings *types.UserAttributeUpdateSettingsType
	UserPoolAddOns              *types.UserPoolAddOnsType
	UserPoolTier                types.UserPoolTierType
	UsernameAttributes          []types.UsernameAttributeType
	UsernameConfiguration       *types.UsernameConfigurationType
	VerificationMessageTemplate *types.VerificationMessageTemplateType
	WebAuthn                    *types.WebAuthnConfigurationType
}

// computed are arguments, and single members of them, that a configuration may
// leave to the service: whatever a read then finds is no difference. Two of them
// are not marked so in the provider, but it suppresses their difference.
var computed = []string{
	"AdminCreateUserConfig", "EmailVerificationMessage", "EmailVerificationSubject", "PasswordPolicy", "SignInPolicy",
	"SmsConfiguration", "SmsVerificationMessage", "UserPoolTier", "VerificationMessageTemplate",
	"AccountRecoverySetting", "EmailConfiguration", // suppressed
	"LambdaConfig.PreTokenGeneration", "LambdaConfig.PreTokenGenerationConfig", "PasswordPolicy.TemporaryPasswordValidityDays",
	"SmsConfiguration.SnsRegion", "VerificationMessageTemplate.EmailMessage", "VerificationMessageTemplate.EmailMessageByLink",
	"VerificationMessageTemplate.EmailSubject", "VerificationMessageTemplate.EmailSubjectByLink",
	"VerificationMessageTemplate.SmsMessage",
}

// defaulted fills in what the provider's own schema has defaults for.
func defaulted(a arguments) arguments {
	if a.DeletionProtection == "" {
		a.DeletionProtection = types.DeletionProtectionTypeInactive
	}
	if a.MfaConfiguration == "" {
		a.MfaConfiguration = types.UserPoolMfaTypeOff
	}
	if e := a.EmailConfiguration; e != nil && e.EmailSendingAccount == "" {
		filled := *e
		filled.EmailSendingAccount = types.EmailSendingAccountTypeCognitoDefault
		a.EmailConfiguration = &filled
	}
	if v := a.VerificationMessageTemplate; v != nil && v.DefaultEmailOption == "" {
		filled := *v
		filled.DefaultEmailOption = types.DefaultEmailOptionTypeConfirmWithCode
		a.VerificationMessageTemplate = &filled
	}
	return a
}

// plan names the arguments that differ between a configuration and a read, which
// is what terraform plan shows, in alphabetical order.
func plan(configured, found arguments) []string {
	configured = defaulted(configured)
	differing := map[string]bool{}
	want, got := flat(configured), flat(found)
	for _, path := range slices.Concat(slices.Collect(maps.Keys(want)), slices.Collect(maps.Keys(got))) {
		left := want[path] == "" && mayBeLeft(path, want)
		if want[path] != got[path] && !left {
			name, _, _ := strings.Cut(path, ".")
			differing[name] = true
		}
	}
	return slices.Sorted(maps.Keys(differing))
}

// mayBeLeft tells whether the service may fill in what lies at a path.
func mayBeLeft(path string, said map[string]string) bool {
	return slices.ContainsFunc(computed, func(c string) bool {
		whole := !strings.Contains(c, ".")
		return (path == c || strings.HasPrefix(path, c+".")) && (!whole || said[c] == "")
	})
}

// flat is Terraform's own form of values: text by path. A block that is there has
// a path of its own; what is zero has none. Sets are sorted.
func flat(a arguments) map[string]string {
	out := map[string]string{}
	flatten(out, "", reflect.ValueOf(a))
	for _, attribute := range a.Schema {
		out["Schema."+describe(attribute)] = "block"
	}
	return out
}

func flatten(out map[string]string, path string, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return
		}
		if v.Elem().Kind() == reflect.Struct {
			out[path] = "block"
		}
		flatten(out, path, v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && f.Name != "Schema" {
				flatten(out, strings.TrimPrefix(path+"."+f.Name, "."), v.Field(i))
			}
		}
	case reflect.Slice:
		if v.Len() > 0 {
			out[path] = set(v)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			out[path+"."+key.String()] = v.MapIndex(key).String()
		}
	default:
		if !v.IsZero() {
			out[path] = fmt.Sprint(v.Interface())
		}
	}
}

// set is the elements of a list that Terraform has as a set.
func set(v reflect.Value) string {
	var all []string
	for i := range v.Len() {
		element := map[string]string{}
		flatten(element, "", v.Index(i))
		all = append(all, fmt.Sprint(element))
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

// found is what the provider makes of two answers. What it takes from them without
// asking whether it is there is dereferenced here in the same way.
func found(pool *types.UserPoolType, mfa *cognitoidentityprovider.GetUserPoolMfaConfigOutput, configured []types.SchemaAttributeType) arguments {
	_, _ = pool.CreationDate.UTC(), pool.LastModifiedDate.UTC()
	a := arguments{
		Name:                        value(pool.Name),
		Tags:                        pool.UserPoolTags,
		AccountRecoverySetting:      pool.AccountRecoverySetting,
		AdminCreateUserConfig:       invitations(pool.AdminCreateUserConfig),
		AliasAttributes:             pool.AliasAttributes,
		AutoVerifiedAttributes:      pool.AutoVerifiedAttributes,
		DeletionProtection:          pool.DeletionProtection,
		DeviceConfiguration:         pool.DeviceConfiguration,
		EmailConfiguration:          pool.EmailConfiguration,
		EmailVerificationMessage:    value(pool.EmailVerificationMessage),
		EmailVerificationSubject:    value(pool.EmailVerificationSubject),
		LambdaConfig:                pool.LambdaConfig,
		MfaConfiguration:            mfa.MfaConfiguration,
		PasswordPolicy:              pool.Policies.PasswordPolicy,
		Schema:                      own(pool.SchemaAttributes, configured),
		SignInPolicy:                pool.Policies.SignInPolicy,
		SmsAuthenticationMessage:    value(pool.SmsAuthenticationMessage),
		SmsConfiguration:            pool.SmsConfiguration,
		SmsVerificationMessage:      value(pool.SmsVerificationMessage),
		SoftwareTokenMfa:            mfa.SoftwareTokenMfaConfiguration,
		UserAttributeUpdateSettings: pool.UserAttributeUpdateSettings,
		UserPoolAddOns:              pool.UserPoolAddOns,
		UserPoolTier:                pool.UserPoolTier,
		UsernameAttributes:          pool.UsernameAttributes,
		UsernameConfiguration:       pool.UsernameConfiguration,
		VerificationMessageTemplate: pool.VerificationMessageTemplate,
		WebAuthn:                    mfa.WebAuthnConfiguration,
	}
	return withoutEmpty(a)
}

// withoutEmpty drops the blocks that the provider takes for absent when nothing
// is in them.
func withoutEmpty(a arguments) arguments {
	if a.LambdaConfig != nil && reflect.DeepEqual(*a.LambdaConfig, types.LambdaConfigType{}) {
		a.LambdaConfig = nil
	}
	if a.AccountRecoverySetting != nil && len(a.AccountRecoverySetting.RecoveryMechanisms) == 0 {
		a.AccountRecoverySetting = nil
	}
	if s := a.UserAttributeUpdateSettings; s != nil && len(s.AttributesRequireVerificationBeforeUpdate) == 0 {
		a.UserAttributeUpdateSettings = nil
	}
	if a.UserPoolAddOns != nil { // additional flows without a mode are none
		a.UserPoolAddOns = &types.UserPoolAddOnsType{AdvancedSecurityMode: a.UserPoolAddOns.AdvancedSecurityMode}
	}
	return a
}

// invitations leaves out the member that the resource has no argument for.
func invitations(c *types.AdminCreateUserConfigType) *types.AdminCreateUserConfigType {
	if c == nil {
		return nil
	}
	known := *c
	known.UnusedAccountValidityDays = 0
	return &known
}

func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
