// Makes the AWS SDK for JavaScript sign, or send, what TAMPER says; node imports it before the program.
import { createRequire } from "node:module";

const { SignatureV4 } = createRequire(`${process.cwd()}/`)("@smithy/signature-v4");
const tamper = process.env.TAMPER;
const sign = SignatureV4.prototype.sign;
const shifted = { "old clock": -60, "early clock": 60 };

SignatureV4.prototype.sign = async function (request, options) {
  const changed = { ...options };
  if (tamper in shifted) changed.signingDate = new Date(Date.now() + shifted[tamper] * 60_000);
  if (tamper === "service") changed.signingService = "execute-api";
  const signed = await sign.call(this, request, changed);
  if (tamper === "body") signed.body = Buffer.from(Buffer.from(signed.body).toString().replace("2", "3"));
  if (tamper === "target") signed.headers["x-amz-target"] = "AWSCognitoIdentityProviderService.DeleteUserPool";
  return signed;
};
