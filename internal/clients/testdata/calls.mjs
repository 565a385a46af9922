// Makes the calls that the argument lists as JSON, [{"operation", "input"}, ...], and prints of each what came of it.
// <Name> in an input stands for the last text that was answered as a member of that name.
import * as sdk from "@aws-sdk/client-cognito-identity-provider";

const client = new sdk.CognitoIdentityProviderClient();
const answered = {};
const results = [];
for (const { operation, input } of JSON.parse(process.argv[2])) {
  const filled = JSON.stringify(input).replace(/<(\w+)>/g, (_, name) => answered[name]);
  try {
    const { $metadata, ...answer } = await client.send(new sdk[`${operation}Command`](JSON.parse(filled)));
    results.push({ answer });
    JSON.stringify(answer, (name, value) => (typeof value === "string" ? (answered[name] = value) : value));
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
