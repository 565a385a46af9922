// Makes the calls that the argument lists as JSON, [{"operation", "input"}, ...], and prints of each what came of it.
// <Name> in an input stands for the last text that was answered as a member of that name, bytes are base64, and of a paginator,
// as in ListGroupsPaginator, the answer is all its pages.
import * as sdk from "@aws-sdk/client-cognito-identity-provider";

const client = new sdk.CognitoIdentityProviderClient();
const answered = {};
const results = [];

const withBytes = (name, value) => (name === "Bytes" || name === "ImageFile" ? Buffer.from(value, "base64") : value);
const printable = (name, value) => (value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value);

async function called(operation, input) {
  const withoutMetadata = ({ $metadata, ...answer }) => answer;
  if (!operation.endsWith("Paginator")) return withoutMetadata(await client.send(new sdk[`${operation}Command`](input)));
  const pages = [];
  for await (const page of sdk[`paginate${operation.slice(0, -"Paginator".length)}`]({ client }, input)) pages.push(withoutMetadata(page));
  return pages;
}

for (const { operation, input } of JSON.parse(process.argv[2])) {
  const filled = JSON.stringify(input).replace(/<(\w+)>/g, (_, name) => answered[name]);
  try {
    const answer = await called(operation, JSON.parse(filled, withBytes));
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
console.log(JSON.stringify(results, printable));
