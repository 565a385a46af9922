package docs

import "userpools/pkg/apierror"

// advice is what a caller does about an exception, and who raises it before a rule is asked.
var advice = map[apierror.Code]struct{ Do, stage string }{
	apierror.AccessDenied: {"Allow the action for the resource in the key's policy; pass a role of your own account.",
		"permission, where callers have keys"},
	"CodeDeliveryFailureException": {"Nothing: no message is delivered here.", ""},
	apierror.ConcurrentModification: {"Read again what the others changed, then repeat the call. Make changes of one pool one after the other.",
		""},
	"DuplicateProviderException":      {"Update the provider that is there, or choose another name.", ""},
	apierror.ExpiredToken:             {"Use a key of this endpoint, which needs no session token.", ""},
	apierror.FeatureUnavailableInTier: {"Choose a higher UserPoolTier, or leave out what the message lists.", ""},
	"GroupExistsException":            {"Update the group that is there, or choose another name.", ""},
	apierror.IncompleteSignature:      {"Let an SDK sign the request.", "verification of signatures, where it is on"},
	apierror.InternalError:            {"The endpoint's log has the cause.", "a fault of the endpoint: its store, a panic"},
	apierror.InternalServer: {"The endpoint's log has the cause.",
		"a fault of the endpoint in an operation on client secrets"},
	apierror.InvalidEmailRoleAccessPolicy: {"Authorise Cognito in the policy of the SES identity.", ""},
	apierror.InvalidOAuthFlow:             {"Change the flows, or what they need, as the rule says.", ""},
	apierror.InvalidParameter:             {"Change the request: the message names the member or the rule.", "every constraint"},
	apierror.InvalidSignature: {"Check the secret key, the clock, and the region and the service that are signed for.",
		"verification of signatures, where it is on"},
	apierror.InvalidSmsRoleAccessPolicy:   {"Allow the role `sns:publish`.", ""},
	apierror.InvalidSmsRoleTrust:          {"Let the role trust `cognito-idp.amazonaws.com`, with the ExternalId of the request.", ""},
	apierror.LimitExceeded:                {"Delete what is not needed; the quotas are [here](/docs/access.md#rates-and-quotas).", ""},
	"ManagedLoginBrandingExistsException": {"Update the style that the app client has, or delete it.", ""},
	apierror.MissingAuthenticationToken:   {"Let an SDK sign the request.", "verification of signatures, where it is on"},
	apierror.NotAuthorized:                {"Name an SES identity of the pool's account.", ""},
	apierror.OperationNotEnabled:          {"Nothing but a fault that a world file declares raises it: remove the fault.", ""},
	apierror.ResourceNotFound:             {"Check the id, and that region and account are those in which it was made.", ""},
	apierror.ScopeDoesNotExist:            {"Create the resource server with the scope first.", ""},
	apierror.Serialization:                {"Send JSON, with the types of the model.", "content type, JSON, its types and its size"},
	apierror.TierChangeNotAllowed:         {"Remove what the message lists, then change the plan.", ""},
	apierror.TooManyRequests:              {"Wait and repeat the call, as SDKs do.", ""},
	apierror.UnknownOperation:             {"Use an operation [that there is](/docs/behaviour/README.md#resources).", "the target"},
	apierror.UnrecognizedClient: {"Use a key of this endpoint, without a session token.",
		"verification of signatures, where it is on"},
	"UnsupportedIdentityProviderException": {"Name a provider of a type that the operation takes.", ""},
	apierror.UserImportInProgress:          {"On AWS, wait for the job to end.", ""},
	"UserPoolAddOnNotEnabledException":     {"Specify UserPoolAddOns for the pool.", ""},
	apierror.UserPoolTagging:               {"Change the tags: no key begins with `aws:`, and a pool has at most 50.", ""},
}

// Do is what a caller does about an exception.
func (s *sources) Do(exception apierror.Code) string { return advice[exception].Do }
