// Makes the calls that the argument lists as JSON, [{"operation", "input"}, ...], and prints of each what came of it.
// ID and ARN in an input stand for those of the pool that an earlier call made.
import * as sdk from "@aws-sdk/client-cognito-identity-provider";

const client = new sdk.CognitoIdentityProviderClient();
let made = {};
const results = [];
for (const { operation, input } of JSON.parse(process.argv[2])) {
  const filled = JSON.parse(JSON.stringify(input), (_, value) => made[value] ?? value);
  try {
    const { $metadata, ...answer } = await client.send(new sdk[`${operation}Command`](filled));
    results.push({ answer });
    if (operation === "CreateUserPool") made = { ID: answer.UserPool.Id, ARN: answer.UserPool.Arn };
  } catch (e) {
    if (!(e instanceof sdk.CognitoIdentityProviderServiceException)) throw e;
    results.push({
      class: e.constructor.name,
      own: e.name in sdk && e instanceof sdk[e.name],
      code: e.name,
      message: e.message,
      status: e.$metadata.httpStatusCode,
    });
  }
}
console.log(JSON.stringify(results));
