package sigv4

import "fmt"

// Error is a refusal that the client may see, with HTTP status 400. Message may
// repeat parts of the request, the Authorization header among them, and never
// holds a secret.
type Error struct {
	// Code is the exception's bare name: "InvalidSignatureException".
	Code string
	// Message is the exception's text.
	Message string
}

// Error is the exception as one line.
func (e *Error) Error() string { return e.Code + ": " + e.Message }

// The exceptions that are answered.
const (
	missing      = "MissingAuthenticationTokenException"
	incomplete   = "IncompleteSignatureException"
	invalid      = "InvalidSignatureException"
	unrecognized = "UnrecognizedClientException"
)

// refusal is one row of the table below.
type refusal struct{ code, format string }

// with fills the row's blanks.
func (r refusal) with(blanks ...any) error {
	return &Error{Code: r.code, Message: fmt.Sprintf(r.format, blanks...)}
}

// The refusals, in the order in which they are looked for. The first, the fifth
// and the thirteenth were recorded of Cognito, byte for byte, in September 2026
// (github.com/radkawar/stackd, testdata/aws/cognito/login_workflows.json), and
// its users quote the thirteenth and fourteenth. Texts and order of the others
// are those of AWS's services by experiment, as dacut/scratchstack-aws-signature
// and architect/dynalite report them. Rows without a number are this package's
// own: of such requests AWS's answer is not known, or it would accept them.
var (
	presigned = refusal{incomplete, "Signatures in the query string are not supported. Sign the request in the Authorization header."}
	// 1
	noAuthorization = refusal{missing, "Missing Authentication Token"}

	twoAuthorizations = refusal{incomplete, "The Authorization header must not be given more than once."}
	// 2
	otherAlgorithm = refusal{incomplete, "Unsupported AWS 'algorithm': '%s'."}
	// 3
	notKeyValue = refusal{incomplete, "'%s' not a valid key=value pair (missing equal-sign) in Authorization header: '%s'"}
	// 4 refuses nothing: of a part that is given twice the last value counts.
	// 5
	partsMissing = refusal{incomplete, "%s (Hashed with SHA-256 and encoded with Base64) Authorization=%s"}
	// 6
	hostUnsigned = refusal{invalid, "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."}
	// 7
	notBasicFormat = refusal{incomplete, "Date must be in ISO-8601 'basic format'. Got '%s'. See http://en.wikipedia.org/wiki/ISO_8601"}
	// 8
	tooOld = refusal{invalid, "Signature expired: %s is now earlier than %s (%s - %d min.)"}
	// 9
	tooNew = refusal{invalid, "Signature not yet current: %s is still later than %s (%s + %d min.)"}
	// 10
	notFiveElements = refusal{incomplete, "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '%s'"}
	// 11
	otherScope = refusal{invalid, "%s"}
	// 12: no session tokens are issued, so none is valid.
	anyToken = refusal{unrecognized, "The security token included in the request is invalid."}
	// 13
	unknownKey = refusal{unrecognized, "The security token included in the request is invalid."}

	namesOutOfForm = refusal{invalid, "'SignedHeaders' must be lower case, in ascending order and without repetition, got '%s'."}
	headerAbsent   = refusal{invalid, "The 'SignedHeader' '%s' is not in the request."}
	headerUnsigned = refusal{invalid, "'%s' must be a 'SignedHeader' in the AWS Authorization."}
	otherPayload   = refusal{invalid, "'x-amz-content-sha256' must be the SHA-256 of the body in lower-case hexadecimal, got '%s'. Unsigned and streaming payloads are not supported."}
	// 14
	mismatch = refusal{invalid, "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."}
)

// The sentences of rows 5 and 11, which list everything that is wrong.
const (
	noPart          = "Authorization header requires '%s' parameter."
	noDate          = "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."
	otherRegion     = "Credential should be scoped to a valid region, not '%s'."
	otherService    = "Credential should be scoped to correct service: '%s'."
	otherTerminator = "Credential should be scoped with a valid terminator: '" + terminator + "', not '%s'."
	otherDate       = "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '%s' != '%s', from '%s'."
)
