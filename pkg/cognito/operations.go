package cognito

import (
	"context"
	"reflect"
	"slices"

	"userpools/pkg/apierror"
	"userpools/pkg/shape"
)

// Operation describes an operation. What is to be known of one outside of its own file stands here: permissions,
// request rates, faults, the log and the documentation take it from here.
type Operation struct {
	Name  string
	Input *shape.Shape
	// Class is the group of operations that it shares a rate of requests with.
	Class Class
	// Resource is what a call is about, as a policy names it.
	Resource Resource
	// Exceptions are those that the service's model has for it (botocore 1.44.8). The front end's, which every
	// operation of every service has, are not among them.
	Exceptions []apierror.Code

	run method
}

// method is what an operation does, and the struct that it takes.
type method struct {
	input reflect.Type
	call  func(context.Context, *Service, Call, *shape.Value) (any, error)
}

// Operations is the one list of what this service can do. Every other operation
// of Cognito (InModel) is answered with UnknownOperationException.
func Operations() []Operation {
	const (
		role     = apierror.InvalidSmsRoleAccessPolicy
		trust    = apierror.InvalidSmsRoleTrust
		email    = apierror.InvalidEmailRoleAccessPolicy
		tagging  = apierror.UserPoolTagging
		tier     = apierror.TierChangeNotAllowed
		feature  = apierror.FeatureUnavailableInTier
		limit    = apierror.LimitExceeded
		missing  = apierror.ResourceNotFound
		disabled = apierror.OperationNotEnabled
		importer = apierror.UserImportInProgress
		writers  = apierror.ConcurrentModification
		scope    = apierror.ScopeDoesNotExist
		flow     = apierror.InvalidOAuthFlow
	)
	return []Operation{
		{"CreateUserPool", createUserPoolRequest, UserPoolUpdate, AllPools,
			raises(limit, role, trust, email, tagging, tier, feature), run((*Service).createUserPool)},
		{"DescribeUserPool", describeUserPoolRequest, UserPoolRead, OnePool,
			raises(missing, tagging, disabled), run((*Service).describeUserPool)},
		{"ListUserPools", listUserPoolsRequest, UserPoolRead, NoResource, raises(), run((*Service).listUserPools)},
		{"UpdateUserPool", updateUserPoolRequest, UserPoolUpdate, OnePool,
			raises(missing, writers, importer, role, trust, tagging, email, disabled, tier, feature), run((*Service).updateUserPool)},
		{"DeleteUserPool", deleteUserPoolRequest, UserPoolUpdate, OnePool,
			raises(missing, importer, disabled), run((*Service).deleteUserPool)},
		{"AddCustomAttributes", addCustomAttributesRequest, UserPoolResourceUpdate, OnePool,
			raises(missing, disabled, importer), run((*Service).addCustomAttributes)},
		{"GetUserPoolMfaConfig", getUserPoolMfaConfigRequest, UserPoolResourceRead, OnePool,
			raises(missing), run((*Service).getUserPoolMfaConfig)},
		{"SetUserPoolMfaConfig", setUserPoolMfaConfigRequest, UserPoolResourceUpdate, OnePool,
			raises(writers, missing, role, trust, disabled, feature), run((*Service).setUserPoolMfaConfig)},
		{"TagResource", tagResourceRequest, UserPoolResourceUpdate, OnePool,
			raises(missing, disabled), run((*Service).tagResource)},
		{"UntagResource", untagResourceRequest, UserPoolResourceUpdate, OnePool,
			raises(missing, disabled), run((*Service).untagResource)},
		{"ListTagsForResource", listTagsForResourceRequest, UserPoolResourceRead, OnePool,
			raises(missing, disabled), run((*Service).listTagsForResource)},
		{"CreateUserPoolClient", createUserPoolClientRequest, UserPoolClientUpdate, OnePool,
			raises(missing, limit, scope, flow, disabled, feature), run((*Service).createUserPoolClient)},
		{"DescribeUserPoolClient", describeUserPoolClientRequest, UserPoolClientRead, OnePool,
			raises(missing, disabled), run((*Service).describeUserPoolClient)},
		{"UpdateUserPoolClient", updateUserPoolClientRequest, UserPoolClientUpdate, OnePool,
			raises(missing, writers, scope, flow, disabled, feature), run((*Service).updateUserPoolClient)},
		{"DeleteUserPoolClient", deleteUserPoolClientRequest, UserPoolClientUpdate, OnePool,
			raises(missing, writers, disabled), run((*Service).deleteUserPoolClient)},
		{"ListUserPoolClients", listUserPoolClientsRequest, UserPoolClientRead, OnePool,
			raises(missing, disabled), run((*Service).listUserPoolClients)},
		{"AddUserPoolClientSecret", addUserPoolClientSecretRequest, UserPoolClientUpdate, OnePool,
			ofSecrets(apierror.AccessDenied), run((*Service).addUserPoolClientSecret)},
		{"ListUserPoolClientSecrets", listUserPoolClientSecretsRequest, UserPoolClientRead, OnePool,
			ofSecrets(), run((*Service).listUserPoolClientSecrets)},
		{"DeleteUserPoolClientSecret", deleteUserPoolClientSecretRequest, UserPoolClientUpdate, OnePool,
			ofSecrets(), run((*Service).deleteUserPoolClientSecret)},
		{"GetUserPoolClientSessionConfiguration", getUserPoolClientSessionConfigurationRequest, UserPoolClientRead, OnePool,
			raises(missing, disabled), run((*Service).getUserPoolClientSessionConfiguration)},
		{"SetUserPoolClientSessionConfiguration", setUserPoolClientSessionConfigurationRequest, UserPoolClientUpdate, OnePool,
			raises(writers, missing, feature, disabled), run((*Service).setUserPoolClientSessionConfiguration)},
		{"CreateUserPoolDomain", createUserPoolDomainRequest, UserPoolResourceUpdate, OnePool,
			raisesUnthrottled(writers, missing, limit, disabled, feature), run((*Service).createUserPoolDomain)},
		{"DescribeUserPoolDomain", describeUserPoolDomainRequest, UserPoolResourceRead, NoResource,
			raisesUnthrottled(missing, disabled), run((*Service).describeUserPoolDomain)},
		{"UpdateUserPoolDomain", updateUserPoolDomainRequest, UserPoolResourceUpdate, OnePool,
			raises(writers, missing, disabled, feature), run((*Service).updateUserPoolDomain)},
		{"DeleteUserPoolDomain", deleteUserPoolDomainRequest, UserPoolResourceUpdate, OnePool,
			raisesUnthrottled(writers, missing, disabled), run((*Service).deleteUserPoolDomain)},
		{"CreateResourceServer", createResourceServerRequest, UserPoolResourceUpdate, OnePool,
			raises(missing, limit, disabled), run((*Service).createResourceServer)},
		{"DescribeResourceServer", describeResourceServerRequest, UserPoolResourceRead, OnePool,
			raises(missing, disabled), run((*Service).describeResourceServer)},
		{"UpdateResourceServer", updateResourceServerRequest, UserPoolResourceUpdate, OnePool,
			raises(missing, disabled), run((*Service).updateResourceServer)},
		{"DeleteResourceServer", deleteResourceServerRequest, UserPoolResourceUpdate, OnePool,
			raises(missing, disabled), run((*Service).deleteResourceServer)},
		{"ListResourceServers", listResourceServersRequest, UserPoolResourceRead, OnePool,
			raises(missing, disabled), run((*Service).listResourceServers)},
		{"CreateGroup", createGroupRequest, UserPoolResourceUpdate, OnePool,
			raises(apierror.GroupExists, missing, limit, disabled), run((*Service).createGroup)},
		{"GetGroup", getGroupRequest, UserPoolResourceRead, OnePool,
			raises(missing, disabled), run((*Service).getGroup)},
		{"UpdateGroup", updateGroupRequest, UserPoolResourceUpdate, OnePool,
			raises(missing, disabled), run((*Service).updateGroup)},
		{"DeleteGroup", deleteGroupRequest, UserPoolResourceUpdate, OnePool,
			raises(missing, disabled), run((*Service).deleteGroup)},
		{"ListGroups", listGroupsRequest, UserPoolResourceRead, OnePool,
			raises(missing, disabled), run((*Service).listGroups)},
		{"CreateIdentityProvider", createIdentityProviderRequest, UserPoolResourceUpdate, OnePool,
			raises(apierror.DuplicateProvider, missing, limit), run((*Service).createIdentityProvider)},
		{"DescribeIdentityProvider", describeIdentityProviderRequest, UserPoolResourceRead, OnePool,
			raises(missing), run((*Service).describeIdentityProvider)},
		{"UpdateIdentityProvider", updateIdentityProviderRequest, UserPoolResourceUpdate, OnePool,
			raises(apierror.UnsupportedIdentityProvider, missing, writers), run((*Service).updateIdentityProvider)},
		{"DeleteIdentityProvider", deleteIdentityProviderRequest, UserPoolResourceUpdate, OnePool,
			raises(apierror.UnsupportedIdentityProvider, writers, missing), run((*Service).deleteIdentityProvider)},
		{"ListIdentityProviders", listIdentityProvidersRequest, UserPoolResourceRead, OnePool,
			raises(missing), run((*Service).listIdentityProviders)},
		{"GetIdentityProviderByIdentifier", getIdentityProviderByIdentifierRequest, UserPoolResourceRead, OnePool,
			raises(missing), run((*Service).getIdentityProviderByIdentifier)},
		{"GetUICustomization", getUICustomizationRequest, UserPoolResourceRead, OnePool,
			raises(missing, disabled), run((*Service).getUICustomization)},
		{"SetUICustomization", setUICustomizationRequest, UserPoolResourceUpdate, OnePool,
			raises(missing, disabled), run((*Service).setUICustomization)},
		{"DescribeRiskConfiguration", describeRiskConfigurationRequest, UserPoolResourceRead, OnePool,
			raises(missing, apierror.UserPoolAddOnNotEnabled, disabled), run((*Service).describeRiskConfiguration)},
		{"SetRiskConfiguration", setRiskConfigurationRequest, UserPoolResourceUpdate, OnePool,
			raises(missing, apierror.UserPoolAddOnNotEnabled, apierror.CodeDeliveryFailure, email, disabled),
			run((*Service).setRiskConfiguration)},
		{"GetLogDeliveryConfiguration", getLogDeliveryConfigurationRequest, UserPoolResourceRead, OnePool,
			raises(missing), run((*Service).getLogDeliveryConfiguration)},
		{"SetLogDeliveryConfiguration", setLogDeliveryConfigurationRequest, UserPoolResourceUpdate, OnePool,
			raises(missing, feature), run((*Service).setLogDeliveryConfiguration)},
		{"CreateManagedLoginBranding", createManagedLoginBrandingRequest, UserPoolResourceUpdate, OnePool,
			raises(missing, writers, apierror.ManagedLoginBrandingExists, limit, disabled), run((*Service).createManagedLoginBranding)},
		{"DescribeManagedLoginBranding", describeManagedLoginBrandingRequest, UserPoolResourceRead, OnePool,
			raises(missing, disabled), run((*Service).describeManagedLoginBranding)},
		{"DescribeManagedLoginBrandingByClient", describeManagedLoginBrandingByClientRequest, UserPoolResourceRead, OnePool,
			raises(missing, disabled), run((*Service).describeManagedLoginBrandingByClient)},
		{"UpdateManagedLoginBranding", updateManagedLoginBrandingRequest, UserPoolResourceUpdate, OnePool,
			raises(missing, writers, disabled), run((*Service).updateManagedLoginBranding)},
		{"DeleteManagedLoginBranding", deleteManagedLoginBrandingRequest, UserPoolResourceUpdate, OnePool,
			raises(missing, writers, disabled), run((*Service).deleteManagedLoginBranding)},
		{"GetSigningCertificate", getSigningCertificateRequest, UserPoolResourceRead, OnePool,
			[]apierror.Code{apierror.InternalError, apierror.InvalidParameter, missing, disabled}, run((*Service).getSigningCertificate)},
		{"GetCSVHeader", getCSVHeaderRequest, UserPoolResourceRead, OnePool,
			raises(missing, disabled), run((*Service).getCSVHeader)},
	}
}

// raises adds the exceptions that most operations have.
func raises(others ...apierror.Code) []apierror.Code {
	return append(raisesUnthrottled(others...), apierror.TooManyRequests)
}

// raisesUnthrottled is for operations that do not have TooManyRequestsException.
func raisesUnthrottled(others ...apierror.Code) []apierror.Code {
	return append(others, apierror.InvalidParameter, apierror.NotAuthorized, apierror.InternalError)
}

// ofSecrets are those of the operations on client secrets, which have a fault of their own.
func ofSecrets(others ...apierror.Code) []apierror.Code {
	return append(others, apierror.InvalidParameter, apierror.ResourceNotFound, apierror.LimitExceeded,
		apierror.TooManyRequests, apierror.InternalServer)
}

// run fits a typed method into the list.
func run[In any, Out any](do func(*Service, context.Context, Call, *In) (Out, error)) method {
	return method{reflect.TypeFor[In](), func(ctx context.Context, s *Service, call Call, v *shape.Value) (any, error) {
		var in In
		shape.Bind(v, &in)
		out, err := do(s, ctx, call, &in)
		if err != nil {
			return nil, err
		}
		return out, nil
	}}
}

// Run takes a checked input. It returns nil for an operation without output
// shape. Errors are *apierror.Error, or faults.
func (o *Operation) Run(ctx context.Context, s *Service, call Call, input *shape.Value) (any, error) {
	call.Operation = o
	out, err := o.run.call(ctx, s, call, input)
	return out, o.Own(err)
}

// nearest is what an operation answers with where the service's model does not have the
// exception for it: what lets the caller try again in the same way.
var nearest = map[apierror.Code]apierror.Code{
	apierror.ConcurrentModification: apierror.TooManyRequests,
	apierror.TooManyRequests:        apierror.InternalError,
	apierror.InternalError:          apierror.InternalServer,
}

// Own makes of an error one that the service's model has for the operation. It is for what
// this endpoint raises whatever is called: contention, throttling and faults.
func (o *Operation) Own(err error) error {
	e, refused := apierror.As(err)
	if !refused || o.Raises(e.Code) || nearest[e.Code] == "" {
		return err
	}
	own := *e
	own.Code = nearest[e.Code]
	if e.Message == apierror.Of(e.Code).Message {
		own.Message = apierror.Of(own.Code).Message
	}
	return o.Own(&own)
}

// Internal is the answer to a fault.
func (o *Operation) Internal() *apierror.Error {
	e, _ := apierror.As(o.Own(apierror.Internal()))
	return e
}

// Raises tells whether the service's model has an exception for the operation.
func (o *Operation) Raises(code apierror.Code) bool { return slices.Contains(o.Exceptions, code) }

// Class is a group of operations that share a rate of requests in an account, as Cognito's quotas name it.
type Class string

// The classes (Amazon Cognito's developer guide, "Quotas", 2026).
const (
	UserPoolRead           Class = "UserPoolRead"
	UserPoolUpdate         Class = "UserPoolUpdate"
	UserPoolResourceRead   Class = "UserPoolResourceRead"
	UserPoolResourceUpdate Class = "UserPoolResourceUpdate"
	UserPoolClientRead     Class = "UserPoolClientRead"
	UserPoolClientUpdate   Class = "UserPoolClientUpdate"
)

// Rate is how many requests a second are let through.
type Rate struct {
	// Account bounds the requests of an account for all operations of the class.
	Account float64
	// Pool bounds, besides, those for one operation and one pool; 0 does not.
	Pool float64
}

// Rate is that of the quotas page.
func (c Class) Rate() Rate {
	switch c {
	case UserPoolResourceRead:
		return Rate{Account: 20}
	case UserPoolResourceUpdate:
		return Rate{Account: 15, Pool: 5}
	default:
		return Rate{Account: 15}
	}
}

// Resource is a kind of what a call is about. The Service Authorization Reference
// has it, but that of CreateUserPool, which has no resource type there, is from its
// recorded denial (access-denied-create in docs/evidence.md), as ListUserPools' is
// (access-denied-list).
type Resource int

// The kinds of resources.
const (
	NoResource Resource = iota // *
	AllPools                   // userpool/*, whatever pool is meant or made
	OnePool                    // userpool/ and an id
)

// Subject is what a call is about.
type Subject struct {
	// ARN is the resource as a policy names it.
	ARN string
	// PoolID is the pool that is meant, "" where none is, or none of the caller's account and region.
	PoolID string
	// PoolName and Tags are what the call sets, TagKeys what else it names.
	PoolName string
	Tags     map[string]string
	TagKeys  []string
}

// Subject reads from the checked input what the call is about: the same input that is then run, so that no two
// readings of a body can differ.
func (o *Operation) Subject(part Partition, input *shape.Value) Subject {
	s := Subject{ARN: "*", PoolName: input.Get("PoolName").Text, PoolID: input.Get("UserPoolId").Text}
	arn := input.Get("ResourceArn").Text
	switch {
	case o.Resource == AllPools:
		s.ARN = PoolARN(part, "*")
	case arn != "":
		s.ARN, s.PoolID = arn, ResourcePoolID(part, arn)
	case o.Resource == OnePool:
		s.ARN = PoolARN(part, s.PoolID)
	}
	for _, member := range []string{"UserPoolTags", "Tags"} {
		for _, tag := range input.Get(member).Fields {
			if s.Tags == nil {
				s.Tags = map[string]string{}
			}
			s.Tags[tag.Name] = tag.Value.Text
		}
	}
	for _, key := range input.Get("TagKeys").Items {
		s.TagKeys = append(s.TagKeys, key.Text)
	}
	return s
}

// SetsTags and NamesTagKeys tell what an input can hold, for the condition keys of a policy.
func (o *Operation) SetsTags() bool { return o.has("UserPoolTags") || o.has("Tags") }

// NamesTagKeys tells whether an input names keys of tags.
func (o *Operation) NamesTagKeys() bool { return o.SetsTags() || o.has("TagKeys") }

func (o *Operation) has(member string) bool {
	_, found := o.Input.Member(member)
	return found
}
