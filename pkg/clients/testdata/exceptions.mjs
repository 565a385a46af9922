// Makes the calls that the argument lists as JSON, [{"operation", "input"}, ...], and prints of each what it raised.
import * as sdk from "@aws-sdk/client-cognito-identity-provider";

const client = new sdk.CognitoIdentityProviderClient();
const raised = [];
for (const { operation, input } of JSON.parse(process.argv[2])) {
  try {
    await client.send(new sdk[`${operation}Command`](input));
    raised.push({});
  } catch (e) {
    if (!(e instanceof sdk.CognitoIdentityProviderServiceException)) throw e;
    raised.push({
      class: e.constructor.name,
      own: e.name in sdk && e instanceof sdk[e.name],
      code: e.name,
      message: e.message,
      status: e.$metadata.httpStatusCode,
    });
  }
}
console.log(JSON.stringify(raised));
