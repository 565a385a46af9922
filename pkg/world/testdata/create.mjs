// Makes a pool of each name that the arguments give, all at once, and prints what came of it.
import * as sdk from "@aws-sdk/client-cognito-identity-provider";

async function create(name) {
  const client = new sdk.CognitoIdentityProviderClient(); // of its own: clients have a budget of repetitions
  try {
    const { UserPool } = await client.send(new sdk.CreateUserPoolCommand({ PoolName: name }));
    return { id: UserPool.Id };
  } catch (e) {
    return {
      code: e.name,
      typed: e.name in sdk && e instanceof sdk[e.name],
      message: e.message,
      status: e.$metadata?.httpStatusCode,
    };
  }
}

console.log(JSON.stringify(await Promise.all(process.argv.slice(2).map(create))));
