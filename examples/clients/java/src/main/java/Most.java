import java.util.Map;
import software.amazon.awssdk.services.cognitoidentityprovider.model.*;

/** A request with most settings. */
class Most {
    private static final String FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:MyFunction";

    static CreateUserPoolRequest settings(String name) {
        return CreateUserPoolRequest.builder()
                .poolName(name)
                .userPoolTier(UserPoolTierType.ESSENTIALS)
                .deletionProtection(DeletionProtectionType.ACTIVE)
                .aliasAttributes(AliasAttributeType.EMAIL)
                .autoVerifiedAttributes(VerifiedAttributeType.EMAIL)
                .usernameConfiguration(u -> u.caseSensitive(true))
                .mfaConfiguration(UserPoolMfaType.OPTIONAL)
                .policies(p -> p
                        .passwordPolicy(w -> w
                                .minimumLength(6)
                                .requireLowercase(true)
                                .requireNumbers(true)
                                .requireSymbols(true)
                                .requireUppercase(true)
                                .temporaryPasswordValidityDays(7))
                        .signInPolicy(s -> s
                                .allowedFirstAuthFactors(AuthFactorType.PASSWORD, AuthFactorType.EMAIL_OTP)))
                .accountRecoverySetting(a -> a
                        .recoveryMechanisms(m -> m.name(RecoveryOptionNameType.VERIFIED_EMAIL).priority(1)))
                .adminCreateUserConfig(a -> a
                        .allowAdminCreateUserOnly(false)
                        .inviteMessageTemplate(i -> i
                                .emailMessage("Your username is {username} and temporary password is {####}.")
                                .emailSubject("Your sign-in information")
                                .smsMessage("Your username is {username} and temporary password is {####}.")))
                .deviceConfiguration(d -> d
                        .challengeRequiredOnNewDevice(true)
                        .deviceOnlyRememberedOnUserPrompt(true))
                .emailConfiguration(e -> e
                        .configurationSet("my-test-ses-configuration-set")
                        .emailSendingAccount(EmailSendingAccountType.DEVELOPER)
                        .from("support@example.com")
                        .replyToEmailAddress("support@example.com")
                        .sourceArn("arn:aws:ses:us-east-1:123456789012:identity/support@example.com"))
                .lambdaConfig(l -> l
                        .customEmailSender(s -> s
                                .lambdaArn(FUNCTION)
                                .lambdaVersion(CustomEmailSenderLambdaVersionType.V1_0))
                        .customSMSSender(s -> s
                                .lambdaArn(FUNCTION)
                                .lambdaVersion(CustomSMSSenderLambdaVersionType.V1_0))
                        .kmsKeyID("arn:aws:kms:us-east-1:123456789012:key/a6c4f8e2-0c45-47db-925f-87854bc9e357")
                        .preSignUp(FUNCTION)
                        .preTokenGenerationConfig(t -> t
                                .lambdaArn(FUNCTION)
                                .lambdaVersion(PreTokenGenerationLambdaVersionType.V2_0)))
                .schema(
                        a -> a.name("email")
                                .attributeDataType(AttributeDataType.STRING)
                                .required(true)
                                .mutable(true),
                        a -> a.name("seats")
                                .attributeDataType(AttributeDataType.NUMBER)
                                .mutable(true)
                                .numberAttributeConstraints(c -> c.minValue("1").maxValue("99")),
                        a -> a.name("internal")
                                .attributeDataType(AttributeDataType.BOOLEAN)
                                .mutable(true)
                                .developerOnlyAttribute(true))
                .smsAuthenticationMessage("Your sign-in code is {####}.")
                .smsConfiguration(s -> s
                        .externalId("my-role-external-id")
                        .snsCallerArn("arn:aws:iam::123456789012:role/service-role/test-cognito-SMS-Role"))
                .userAttributeUpdateSettings(u -> u
                        .attributesRequireVerificationBeforeUpdate(VerifiedAttributeType.EMAIL))
                .userPoolAddOns(a -> a.advancedSecurityMode(AdvancedSecurityModeType.OFF))
                .userPoolTags(Map.of("team", "Müller & Søn"))
                .verificationMessageTemplate(v -> v
                        .defaultEmailOption(DefaultEmailOptionType.CONFIRM_WITH_CODE)
                        .emailMessage("Your confirmation code is {####}")
                        .emailSubject("Ihr Bestätigungscode")
                        .smsMessage("Your confirmation code is {####}"))
                .build();
    }
}
