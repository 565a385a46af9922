package world

import (
	"cmp"
	"net/http"
	"slices"

	"userpools/pkg/apierror"
	"userpools/pkg/cognito"
	"userpools/pkg/shape"
)

// others are the exceptions that a fault may name besides those that this endpoint
// raises by itself: those of the service's other operations, which an SDK knows
// all the same (the errors of service/cognitoidentityprovider; a test compares).
// They have status 400, as all of the service's.
var others = []apierror.Code{
	"AliasExistsException", "CodeMismatchException", "DeviceKeyExistsException", "EnableSoftwareTokenMFAException",
	"ExpiredCodeException", "ForbiddenException", "InvalidLambdaResponseException", "InvalidPasswordException",
	"InvalidUserPoolConfigurationException", "MFAMethodNotFoundException", "PasswordHistoryPolicyViolationException",
	"PasswordResetRequiredException", "PreconditionNotMetException", "RefreshTokenReuseException",
	"SoftwareTokenMFANotFoundException", "TermsExistsException", "TooManyFailedAttemptsException", "UnauthorizedException",
	"UnexpectedLambdaException", "UnsupportedOperationException", "UnsupportedTokenTypeException",
	"UnsupportedUserStateException", "UserLambdaValidationException", "UserNotConfirmedException", "UserNotFoundException",
	"UsernameExistsException", "WebAuthnChallengeNotFoundException", "WebAuthnClientMismatchException",
	"WebAuthnConfigurationMissingException", "WebAuthnCredentialNotSupportedException", "WebAuthnNotEnabledException",
	"WebAuthnOriginNotAllowedException", "WebAuthnRelyingPartyMismatchException",
}

// common are errors of AWS's front end with the statuses that its page gives them
// (https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/CommonErrors.html).
var common = map[apierror.Code]int{
	"InternalFailure":         http.StatusInternalServerError,
	"RequestTimeoutException": http.StatusRequestTimeout,
	"ServiceUnavailable":      http.StatusServiceUnavailable,
	"ThrottlingException":     http.StatusBadRequest,
}

// exceptionNames are all that a fault may name, in ASCII order.
func exceptionNames() []string {
	var names []string
	for _, d := range apierror.All() {
		names = append(names, string(d.Code))
	}
	for _, code := range others {
		names = append(names, string(code))
	}
	for code := range common {
		names = append(names, string(code))
	}
	slices.Sort(names)
	return names
}

// answers tells whether an exception can be an operation's answer: it is of the operation's model, or of AWS's
// front end, or of nobody, which is another mistake.
func answers(op *cognito.Operation, code apierror.Code) bool {
	_, common := common[code]
	return common || op.Raises(code) || apierror.OfFrontEnd(code) || !slices.Contains(exceptionNames(), string(code))
}

// exception is what an answer raises; nil where there is no answer.
func exception(answer *shape.Value) *apierror.Error {
	if !answer.Has("exception") {
		return nil
	}
	e := &apierror.Error{Code: apierror.Code(answer.Get("exception").Text)}
	e.Status = answer.Get("status").Int() // 0 is the exception's own
	d, raised := apierror.Describe(e.Code)
	if e.Status == 0 && !raised {
		e.Status = cmp.Or(common[e.Code], http.StatusBadRequest)
	}
	switch {
	case answer.Has("message"):
		e.Message = answer.Get("message").Text
	case !raised:
		e.Message = "This answer is declared."
	case e.Code != apierror.Serialization && e.Code != apierror.UnknownOperation: // those were recorded without a message
		e.Message = cmp.Or(d.Text, d.When)
	}
	return e
}
