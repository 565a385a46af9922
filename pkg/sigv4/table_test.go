package sigv4_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"userpools/pkg/request"
)

// signature is a part of an Authorization header that is well formed and wrong.
var signature = "Signature=" + strings.Repeat("0", 64)

const (
	missing      = "MissingAuthenticationTokenException"
	incomplete   = "IncompleteSignatureException"
	invalid      = "InvalidSignatureException"
	unrecognized = "UnrecognizedClientException"

	tokenText     = "The security token included in the request is invalid."
	mismatchText  = "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
	presignedText = "Signatures in the query string are not supported. Sign the request in the Authorization header."
)

// Every row of the table of refusals, with its exact answer.
func TestVerifier_Table(t *testing.T) {
	const (
		scope = "/20261120/us-east-1/cognito-idp/aws4_request"
		names = "SignedHeaders=content-type;host;x-amz-date;x-amz-target"
	)
	for _, c := range []struct {
		row, name     string
		spoil         change // after signing
		code, message string
	}{
		{"1", "a request without Authorization lacks its token", without("authorization"),
			missing, "Missing Authentication Token"},
		{"1", "an empty Authorization is none", set("authorization", ""),
			missing, "Missing Authentication Token"},
		{"2", "another algorithm is not supported", replace("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA512"),
			incomplete, "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA512'."},
		{"2", "SigV4a is another algorithm", replace("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"),
			incomplete, "Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256'."},
		{"2", "a bearer token is another algorithm", set("authorization", "Bearer abc.def.ghi"),
			incomplete, "Unsupported AWS 'algorithm': 'Bearer'."},
		{"2", "the algorithm has one spelling", replace("AWS4-HMAC-SHA256", "aws4-hmac-sha256"),
			incomplete, "Unsupported AWS 'algorithm': 'aws4-hmac-sha256'."},
		{"3", "a part without an equal-sign is quoted with its header", set("authorization", "AWS4-HMAC-SHA256 Credential, "+names),
			incomplete, "'Credential' not a valid key=value pair (missing equal-sign) in Authorization header: 'AWS4-HMAC-SHA256 Credential, " + names + "'"},
		{"3", "a space ends a part", set("authorization", "AWS4-HMAC-SHA256 Credential= k"+scope+", "+names+", "+signature),
			incomplete, "'k" + scope + "' not a valid key=value pair (missing equal-sign) in Authorization header: 'AWS4-HMAC-SHA256 Credential= k" + scope + ", " + names + ", " + signature + "'"},
		{"5", "one missing part is named", set("authorization", "AWS4-HMAC-SHA256 Credential=k"+scope+", "+names),
			incomplete, "Authorization header requires 'Signature' parameter. (Hashed with SHA-256 and encoded with Base64) Authorization=HASH"},
		{"5", "a missing date is named", without("x-amz-date"),
			incomplete, "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. (Hashed with SHA-256 and encoded with Base64) Authorization=HASH"},
		{"5", "an algorithm alone lacks all parts", set("authorization", "AWS4-HMAC-SHA256"),
			incomplete, "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. (Hashed with SHA-256 and encoded with Base64) Authorization=HASH"},
		{"6", "the host must be signed", replace(";host;", ";"),
			invalid, "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."},
		{"6", "no signed headers are no signed host", set("authorization", "AWS4-HMAC-SHA256 Credential=k"+scope+", SignedHeaders=, "+signature),
			invalid, "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."},
		{"7", "an RFC 1123 date is not basic ISO 8601", set("x-amz-date", "Fri, 20 Nov 2026 12:00:00 GMT"),
			incomplete, "Date must be in ISO-8601 'basic format'. Got 'Fri, 20 Nov 2026 12:00:00 GMT'. See http://en.wikipedia.org/wiki/ISO_8601"},
		{"7", "extended ISO 8601 is not basic", set("x-amz-date", "2026-11-20T12:00:00Z"),
			incomplete, "Date must be in ISO-8601 'basic format'. Got '2026-11-20T12:00:00Z'. See http://en.wikipedia.org/wiki/ISO_8601"},
		{"7", "a date has no fractions of a second", set("x-amz-date", "20261120T120000.5Z"),
			incomplete, "Date must be in ISO-8601 'basic format'. Got '20261120T120000.5Z'. See http://en.wikipedia.org/wiki/ISO_8601"},
		{"7", "two dates are no date", set("x-amz-date", stamp+","+stamp),
			incomplete, "Date must be in ISO-8601 'basic format'. Got '" + stamp + "," + stamp + "'. See http://en.wikipedia.org/wiki/ISO_8601"},
		{"8", "a signature expires after five minutes", set("x-amz-date", "20261120T115459Z"),
			invalid, "Signature expired: 20261120T115459Z is now earlier than 20261120T115500Z (20261120T120000Z - 5 min.)"},
		{"9", "a signature may not come from the future", set("x-amz-date", "20261120T120501Z"),
			invalid, "Signature not yet current: 20261120T120501Z is still later than 20261120T120500Z (20261120T120000Z + 5 min.)"},
		{"10", "a credential has no fewer than five elements", replace(keyID+"/", ""),
			incomplete, "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '20261120/us-east-1/cognito-idp/aws4_request'"},
		{"10", "a credential has no more than five elements", replace(keyID, "a/"+keyID),
			incomplete, "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'a/" + keyID + scope + "'"},
		{"11", "a signature is for one region", replace(region, "eu-west-1"),
			invalid, "Credential should be scoped to a valid region, not 'eu-west-1'."},
		{"11", "a signature is for one service", replace(service, "iam"),
			invalid, "Credential should be scoped to correct service: 'cognito-idp'."},
		{"11", "a scope ends in aws4_request", replace("aws4_request", "aws5_request"),
			invalid, "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'."},
		{"11", "the date of the scope is that of the request", replace("20261120", "20261119"),
			invalid, "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20261119' != '20261120', from '20261120T120000Z'."},
		{"11", "all that is wrong with a scope is listed", replace(scope, "/b/c/d/e"),
			invalid, "Credential should be scoped to a valid region, not 'c'. Credential should be scoped to correct service: 'cognito-idp'. Credential should be scoped with a valid terminator: 'aws4_request', not 'e'. Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: 'b' != '20261120', from '20261120T120000Z'."},
		{"12", "no session token is good", set("x-amz-security-token", "FwoGZXIv"), unrecognized, tokenText},
		{"13", "an unknown key is an invalid token", replace(keyID, "UPOTHERKEY"), unrecognized, tokenText},
		{"13", "an empty key id is an unknown key", replace(keyID, ""), unrecognized, tokenText},
		{"14", "another signature does not match", replace("Signature=", signature+", Signature_="), invalid, mismatchText},
		// What Cognito answered to three probes in September 2026, byte for byte:
		// github.com/radkawar/stackd, testdata/aws/cognito/login_workflows.json,
		// protected-describe-unsigned, -malformed-authorization, -invalid-signature.
		{"1", "recorded: no signature and no date", all(without("authorization"), without("x-amz-date")), missing, "Missing Authentication Token"},
		{"5", "recorded: an Authorization of one word and no date", all(set("authorization", "intentionally-invalid-probe"), without("x-amz-date")),
			incomplete, "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. (Hashed with SHA-256 and encoded with Base64) Authorization=H1h1vhCGZwXdc98SZDlNeViH9hVartzM/Vy4kUYRVtA="},
		{"13", "recorded: an unknown key that did not sign its content type", set("authorization", "AWS4-HMAC-SHA256 Credential=UPINVALIDPROBE"+scope+", SignedHeaders=host;x-amz-date;x-amz-target, "+signature),
			unrecognized, tokenText},
		{"", "a presigned request", query("X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=k&X-Amz-Signature=00"), incomplete, presignedText},
		{"", "a signature in the query, too", query("a=b&x-amz-signature=00"), incomplete, presignedText},
	} {
		t.Run(c.row+" "+c.name, func(t *testing.T) {
			r := with(signed(), c.spoil)
			requireRefused(t, r, c.code, strings.ReplaceAll(c.message, "HASH", base64Hash(r.Header["authorization"])))
			_, err := verifier().Parse(r)
			require.Equal(t, c.row != "13" && c.row != "14", err != nil, "all but two need no key")
		})
	}
}

// A request with every fault at once is repaired fault by fault: what is
// answered then is always the next row.
func TestVerifier_Order(t *testing.T) {
	scope := "/b/eu-west-1/cognito-idp/aws4_request"
	r := with(describe(), set("x-amz-security-token", "FwoGZXIv"), set("x-amz-content-sha256", "UNSIGNED-PAYLOAD"), set("x-amz-date", "Friday"))
	for _, step := range []struct {
		repair change
		want   string
	}{
		{query("X-Amz-Signature=0"), "Signatures in the query string"},
		{query(""), "Missing Authentication Token"},
		{set("authorization", "AWS4-HMAC-SHA256 Credential,AWS4-HMAC-SHA256 Credential"), "must not be given more than once"},
		{set("authorization", "AWS3 Credential"), "Unsupported AWS 'algorithm'"},
		{set("authorization", "AWS4-HMAC-SHA256 Credential"), "missing equal-sign"},
		{set("authorization", "AWS4-HMAC-SHA256 Credential=k"), "requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. (Hashed"},
		{set("authorization", "AWS4-HMAC-SHA256 Credential=k, Signature=0, SignedHeaders=X"), "'Host' or ':authority' must be a"},
		{set("authorization", "AWS4-HMAC-SHA256 Credential=k, Signature=0, SignedHeaders=host;X"), "Date must be in ISO-8601"},
		{set("x-amz-date", "20201120T120000Z"), "Signature expired"},
		{set("x-amz-date", stamp), "exactly 5 slash-delimited"},
		{set("authorization", "AWS4-HMAC-SHA256 Credential=k"+scope+", Signature=0, SignedHeaders=host;X"), "Credential should be scoped to a valid region"},
		{set("authorization", "AWS4-HMAC-SHA256 Credential=k/20261120/us-east-1/cognito-idp/aws4_request, Signature=0, SignedHeaders=host;X"), tokenText},
		{without("x-amz-security-token"), tokenText},
		{replace("=k/", "="+keyID+"/"), "'SignedHeaders' must be lower case"},
		{replace("host;X", "host;x"), "The 'SignedHeader' 'x' is not in the request."},
		{replace("host;x", "host"), "'content-type', 'x-amz-content-sha256', 'x-amz-date', 'x-amz-target' must be a 'SignedHeader'"},
		{replace("host", "content-type;host;x-amz-content-sha256;x-amz-date;x-amz-target"), "got 'UNSIGNED-PAYLOAD'"},
		{func(r *request.Request) { r.Header["x-amz-content-sha256"] = sha256Hex(r.Body) }, mismatchText},
	} {
		step.repair(r)
		require.ErrorContains(t, verify(r), step.want)
	}
	goodSigner().sign(r)
	require.NoError(t, verify(r))
}
