// Package apierror holds the classified errors of the API: every exception that
// this endpoint can raise is one row of one table.
//
// There are two kinds of error in this project: *Error, which the caller may
// see, and everything else, which is logged and answered as
// InternalErrorException, or what the operation has in its place, with a fixed
// text. The package imports the standard library only.
package apierror

import (
	"errors"
	"net/http"
	"slices"
)

// Code is the bare name of an exception as it stands in "__type".
type Code string

// The exceptions, by who raises them.
const (
	// Declared in the service's model for the operations of this endpoint.
	CodeDeliveryFailure          Code = "CodeDeliveryFailureException"
	ConcurrentModification       Code = "ConcurrentModificationException"
	DuplicateProvider            Code = "DuplicateProviderException"
	FeatureUnavailableInTier     Code = "FeatureUnavailableInTierException"
	GroupExists                  Code = "GroupExistsException"
	InternalError                Code = "InternalErrorException"
	InternalServer               Code = "InternalServerException"
	InvalidEmailRoleAccessPolicy Code = "InvalidEmailRoleAccessPolicyException"
	InvalidOAuthFlow             Code = "InvalidOAuthFlowException"
	InvalidParameter             Code = "InvalidParameterException"
	InvalidSmsRoleAccessPolicy   Code = "InvalidSmsRoleAccessPolicyException"
	InvalidSmsRoleTrust          Code = "InvalidSmsRoleTrustRelationshipException"
	LimitExceeded                Code = "LimitExceededException"
	ManagedLoginBrandingExists   Code = "ManagedLoginBrandingExistsException"
	NotAuthorized                Code = "NotAuthorizedException"
	OperationNotEnabled          Code = "OperationNotEnabledException"
	ResourceNotFound             Code = "ResourceNotFoundException"
	ScopeDoesNotExist            Code = "ScopeDoesNotExistException"
	TierChangeNotAllowed         Code = "TierChangeNotAllowedException"
	TooManyRequests              Code = "TooManyRequestsException"
	UnsupportedIdentityProvider  Code = "UnsupportedIdentityProviderException"
	UserImportInProgress         Code = "UserImportInProgressException"
	UserPoolAddOnNotEnabled      Code = "UserPoolAddOnNotEnabledException"
	UserPoolTagging              Code = "UserPoolTaggingException"
	// Raised by AWS's front end for every JSON service.
	AccessDenied               Code = "AccessDeniedException"
	ExpiredToken               Code = "ExpiredTokenException"
	IncompleteSignature        Code = "IncompleteSignatureException"
	InvalidSignature           Code = "InvalidSignatureException"
	MissingAuthenticationToken Code = "MissingAuthenticationTokenException"
	Serialization              Code = "SerializationException"
	UnknownOperation           Code = "UnknownOperationException"
	UnrecognizedClient         Code = "UnrecognizedClientException"
)

// Descriptor is the wire form of an exception.
type Descriptor struct {
	Code Code
	// Status is the HTTP status. Everything seen of the service is 400,
	// whatever the model says (403, 404, 429), but for faults of its own.
	Status int
	// Member is the name of the message member: "message", but "Message" where
	// Cognito or a sibling service was recorded with a capital M.
	Member string
	// When is what makes the service raise it, in one sentence.
	When string
	// Text is the service's message, empty where it has none or several.
	Text string
}

// table is the one place that knows an exception's wire form.
var table = []Descriptor{
	{AccessDenied, 400, "Message", "The caller's policies do not allow the operation, or a role of another account would be passed.", ""},
	{CodeDeliveryFailure, 400, "message", "A message could not be sent. Never raised by itself: nothing is sent here.", ""},
	{ConcurrentModification, 400, "message",
		"Others kept changing the pool while this change was made.", "Only one request to update this UserPool can be processed at a time"},
	{DuplicateProvider, 400, "message", "The pool has an identity provider of the name, or one that names the identifier.", ""},
	{ExpiredToken, 400, "message", "The session token has expired. Never raised by itself: this endpoint issues no session tokens.", ""},
	{FeatureUnavailableInTier, 400, "message", "A feature is asked for that the pool's feature plan (UserPoolTier) does not have.", ""},
	{GroupExists, 400, "message", "The pool has a group of the name.", "A group with the name already exists."},
	{IncompleteSignature, 400, "message", "The Authorization header cannot be read.", ""},
	{InternalError, 500, "message", "Something failed that is not the caller's fault. SDKs repeat the call.", "Internal server error."},
	{InternalServer, 500, "message", "InternalErrorException of the operations on client secrets.", "Internal server error."},
	{InvalidEmailRoleAccessPolicy, 400, "message",
		"The SES identity does not authorise Cognito to use it.", "Cognito is not allowed to use your email identity"},
	{InvalidOAuthFlow, 400, "message", "An app client's OAuth flows do not go with each other, or with its secret, callback URLs or scopes.", ""},
	{InvalidParameter, 400, "message", "A constraint or a rule of the operation is broken.", ""},
	{InvalidSignature, 400, "message", "The signature does not match, is out of its time window, or is scoped to another region or service.", ""},
	{InvalidSmsRoleAccessPolicy, 400, "message", "The SMS role may not publish with SNS.", "Role does not have permission to publish with SNS"},
	{InvalidSmsRoleTrust, 400, "message",
		"Cognito cannot assume the SMS role.", "Role does not have a trust relationship allowing Cognito to assume the role"},
	{LimitExceeded, 400, "message", "The quota for this resource has been reached.", ""},
	{ManagedLoginBrandingExists, 400, "message", "The app client has a managed login style.", ""},
	{MissingAuthenticationToken, 400, "message", "The request is not signed.", ""},
	{NotAuthorized, 400, "message", "The SES identity belongs to another account.", "Email arn does not belong to your account."},
	{OperationNotEnabled, 400, "message", "The operation is not enabled for the pool. Declared in the model; what raises it is not known.", ""},
	{ResourceNotFound, 400, "message", "The user pool does not exist in this account and region, or has nothing of the name or id, such as an app client or a group.", ""},
	{ScopeDoesNotExist, 400, "message", "An app client asks for a scope that no resource server of the pool has.", ""},
	{Serialization, 400, "Message", "The body is not JSON, or a value has another JSON type than the model says.", ""},
	{TierChangeNotAllowed, 400, "message", "The feature plan may not be changed in this way.", ""},
	{TooManyRequests, 400, "message", "The account's request rate, or the store's, is exceeded.", "Rate exceeded"},
	{UnknownOperation, 400, "message",
		"X-Amz-Target names no operation of this endpoint. An operation that Cognito has is named in a message of the endpoint's own.", ""},
	{UnrecognizedClient, 400, "message", "The access key is unknown or expired, or a session token was sent.", ""},
	{UnsupportedIdentityProvider, 400, "message",
		"The operation does not do for the identity provider. Declared in the model; what raises it is not known.", ""},
	{UserImportInProgress, 400, "message", "An import job is running for the pool. Never raised by itself: there are no import jobs here.", ""},
	{UserPoolAddOnNotEnabled, 400, "message",
		"The pool has no threat protection. Never raised by itself: a risk configuration was seen to need none.", ""},
	{UserPoolTagging, 400, "message", "A tag cannot be set on the pool.", ""},
}

// frontEnd are raised before an operation is reached.
var frontEnd = []Code{
	AccessDenied, ExpiredToken, IncompleteSignature, InvalidSignature, MissingAuthenticationToken, Serialization, UnknownOperation,
	UnrecognizedClient,
}

// OfFrontEnd tells whether AWS's front end raises an exception, for every operation of every service.
func OfFrontEnd(code Code) bool { return slices.Contains(frontEnd, code) }

// All lists every exception, in ASCII order of the codes.
func All() []Descriptor { return slices.Clone(table) }

// Describe finds the row of a code. A code without a row is answered like
// InternalErrorException, which a test makes impossible for the codes above.
func Describe(code Code) (Descriptor, bool) {
	for _, d := range table {
		if d.Code == code {
			return d, true
		}
	}
	return Descriptor{Code: code, Status: http.StatusInternalServerError, Member: "message"}, false
}

// Error is a refusal that the caller gets to see.
type Error struct {
	Code Code
	// Message is AWS's own sentence; empty means that the body has none.
	Message string
	// Refused names the rule or constraint that refused, for the log.
	Refused string
	// Members are the members that the rule reads, by their public paths, for the log.
	Members []string
	// Status overrides the table's HTTP status when it is not 0 (declared faults).
	Status int
}

// Error makes *Error an error. The text is for logs.
func (e *Error) Error() string {
	if e.Message == "" {
		return string(e.Code)
	}
	return string(e.Code) + ": " + e.Message
}

// Describe gives the wire form of this error.
func (e *Error) Describe() Descriptor {
	d, _ := Describe(e.Code)
	if e.Status != 0 {
		d.Status = e.Status
	}
	return d
}

// New makes a refusal.
func New(code Code, message string) *Error { return &Error{Code: code, Message: message} }

// Invalid makes the commonest refusal, InvalidParameterException.
func Invalid(message string) *Error { return New(InvalidParameter, message) }

// Of makes a refusal with the sentence of its row.
func Of(code Code) *Error {
	d, _ := Describe(code)
	return New(code, d.Text)
}

// Internal is the answer to every failure that is not classified: all that a caller
// learns of it.
func Internal() *Error { return Of(InternalError) }

// As finds the classified error in a chain, if there is one.
func As(err error) (*Error, bool) { return errors.AsType[*Error](err) }
