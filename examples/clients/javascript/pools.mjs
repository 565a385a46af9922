// User pools with the AWS SDK for JavaScript v3.
//
//     node pools.mjs create NAME     makes a pool with most settings and prints its id
//     node pools.mjs describe ID     prints a pool as JSON
//     node pools.mjs refused         shows what a refused request is caught as
//     node pools.mjs client ID       gives a pool an app client and a domain, and prints the client's id, the domain and its status
//     node pools.mjs list            prints id and name of every pool, page by page
//
// Where the endpoint is, the environment says: AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER, AWS_REGION and credentials, any will do.

import {
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  CreateUserPoolDomainCommand,
  DescribeUserPoolCommand,
  DescribeUserPoolDomainCommand,
  InvalidParameterException,
  ResourceNotFoundException,
  TooManyRequestsException,
  paginateListUserPools,
} from "@aws-sdk/client-cognito-identity-provider";

const client = new CognitoIdentityProviderClient();

const FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:MyFunction";

async function create(name) {
  const { UserPool } = await client.send(
    new CreateUserPoolCommand({
      PoolName: name,
      UserPoolTier: "ESSENTIALS",
      DeletionProtection: "ACTIVE",
      AliasAttributes: ["email"],
      AutoVerifiedAttributes: ["email"],
      UsernameConfiguration: { CaseSensitive: true },
      MfaConfiguration: "OPTIONAL",
      Policies: {
        PasswordPolicy: {
          MinimumLength: 6,
          RequireLowercase: true,
          RequireNumbers: true,
          RequireSymbols: true,
          RequireUppercase: true,
          TemporaryPasswordValidityDays: 7,
        },
        SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] },
      },
      AccountRecoverySetting: { RecoveryMechanisms: [{ Name: "verified_email", Priority: 1 }] },
      AdminCreateUserConfig: {
        AllowAdminCreateUserOnly: false,
        InviteMessageTemplate: {
          EmailMessage: "Your username is {username} and temporary password is {####}.",
          EmailSubject: "Your sign-in information",
          SMSMessage: "Your username is {username} and temporary password is {####}.",
        },
      },
      DeviceConfiguration: { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: true },
      EmailConfiguration: {
        ConfigurationSet: "my-test-ses-configuration-set",
        EmailSendingAccount: "DEVELOPER",
        From: "support@example.com",
        ReplyToEmailAddress: "support@example.com",
        SourceArn: "arn:aws:ses:us-east-1:123456789012:identity/support@example.com",
      },
      LambdaConfig: {
        CustomEmailSender: { LambdaArn: FUNCTION, LambdaVersion: "V1_0" },
        CustomSMSSender: { LambdaArn: FUNCTION, LambdaVersion: "V1_0" },
        KMSKeyID: "arn:aws:kms:us-east-1:123456789012:key/a6c4f8e2-0c45-47db-925f-87854bc9e357",
        PreSignUp: FUNCTION,
        PreTokenGenerationConfig: { LambdaArn: FUNCTION, LambdaVersion: "V2_0" },
      },
      Schema: [
        { Name: "email", AttributeDataType: "String", Required: true, Mutable: true },
        {
          Name: "seats",
          AttributeDataType: "Number",
          Mutable: true,
          NumberAttributeConstraints: { MinValue: "1", MaxValue: "99" },
        },
        { Name: "internal", AttributeDataType: "Boolean", Mutable: true, DeveloperOnlyAttribute: true },
      ],
      SmsAuthenticationMessage: "Your sign-in code is {####}.",
      SmsConfiguration: {
        ExternalId: "my-role-external-id",
        SnsCallerArn: "arn:aws:iam::123456789012:role/service-role/test-cognito-SMS-Role",
      },
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ["email"] },
      UserPoolAddOns: { AdvancedSecurityMode: "OFF" },
      UserPoolTags: { team: "Müller & Søn" },
      VerificationMessageTemplate: {
        DefaultEmailOption: "CONFIRM_WITH_CODE",
        EmailMessage: "Your confirmation code is {####}",
        EmailSubject: "Ihr Bestätigungscode",
        SmsMessage: "Your confirmation code is {####}",
      },
    }),
  );
  console.log(UserPool.Id);
}

async function describe(id) {
  try {
    const { UserPool } = await client.send(new DescribeUserPoolCommand({ UserPoolId: id }));
    console.log(JSON.stringify(UserPool));
  } catch (e) {
    if (!(e instanceof ResourceNotFoundException)) throw e;
    console.error(`no such pool: ${e.message}`);
    process.exitCode = 1;
  }
}

async function refused() {
  try {
    await client.send(
      new CreateUserPoolCommand({ PoolName: "refused", AliasAttributes: ["email"], UsernameAttributes: ["email"] }),
    );
  } catch (e) {
    if (!(e instanceof InvalidParameterException)) throw e;
    console.log(`refused: ${e.message}`);
  }
}

async function clientFor(id) {
  const { UserPoolClient } = await client.send(
    new CreateUserPoolClientCommand({
      UserPoolId: id,
      ClientName: "web",
      GenerateSecret: true,
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ["code"],
      AllowedOAuthScopes: ["openid", "email"],
      CallbackURLs: ["https://example.com/signed-in"],
      SupportedIdentityProviders: ["COGNITO"],
    }),
  );
  const Domain = `web-${id.split("_")[1].toLowerCase()}`;
  await client.send(new CreateUserPoolDomainCommand({ UserPoolId: id, Domain }));
  const { DomainDescription } = await client.send(new DescribeUserPoolDomainCommand({ Domain }));
  console.log(UserPoolClient.ClientId, Domain, DomainDescription.Status);
}

async function list() {
  try {
    for await (const page of paginateListUserPools({ client, pageSize: 2 }, {})) {
      for (const pool of page.UserPools) console.log(pool.Id, pool.Name);
    }
  } catch (e) {
    if (!(e instanceof TooManyRequestsException)) throw e;
    console.error(`throttled, attempts: ${e.$metadata.attempts}`);
    process.exitCode = 1;
  }
}

const steps = { create, describe, refused, client: clientFor, list };
const [step, ...args] = process.argv.slice(2);
if (!(step in steps)) {
  console.error("usage: node pools.mjs create NAME | describe ID | refused | client ID | list");
  process.exit(1);
}
await steps[step](...args);
