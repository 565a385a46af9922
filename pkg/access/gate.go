package access

import (
	"cmp"
	"context"
	"errors"
	"time"

	"userpools/pkg/apierror"
	"userpools/pkg/awsjson"
	"userpools/pkg/sigv4"
)

// Gate is the awsjson.Gate of an endpoint whose callers prove who they are: it
// verifies the signature of every request against the keys of a Source, and
// judges every call by the policy of the key that signed it.
//
//	Authenticate: Authorization -> sigv4 -> Source -> Caller
//	Authorize:    Caller's rate -> action, resource, tags -> Policy
//
// Failures to tell (no good keys document) are unclassified errors: the request
// ends with 500 and is never let through. The fields are set once.
type Gate struct {
	Verifier *sigv4.Verifier
	Keys     *Source
	// Limits bounds the rate of calls; nil does not.
	Limits *Limits
	// PoolArn is the ARN of a pool of an account.
	PoolArn func(account, id string) string
	// PoolTags reads the tags of the pool that an ARN names, none where it is not
	// the account's. It is asked only where a policy wants to know.
	PoolTags func(ctx context.Context, account, arn string) (map[string]string, error)
	Now      func() time.Time
}

// Authenticate verifies the signature. Its refusals are AWS's, in AWS's order, but
// without a good keys document there are none: then every request is a fault.
func (g *Gate) Authenticate(ctx context.Context, req *awsjson.Request) (awsjson.Caller, error) {
	claim, err := g.Verifier.Parse(req)
	if err != nil {
		return awsjson.Caller{}, cmp.Or(g.unavailable(ctx), unauthenticated(err))
	}
	key, known, err := g.Keys.Lookup(ctx, claim.KeyID)
	if err != nil {
		return awsjson.Caller{}, err
	}
	if err := g.Verifier.Check(claim, key.Secret.Reveal(), known); err != nil {
		return awsjson.Caller{}, unauthenticated(err)
	}
	return awsjson.Caller{Account: key.Account, Principal: key.Principal, KeyID: key.ID, Grant: key.Policy}, nil
}

// unavailable is why there are no keys to judge by, nil where there are some.
func (g *Gate) unavailable(ctx context.Context) error {
	_, _, err := g.Keys.Lookup(ctx, "") // nobody's id: it is never fetched for
	return err
}

// unauthenticated makes a refusal of what sigv4 found; anything else is a fault.
func unauthenticated(err error) error {
	if refused, ok := errors.AsType[*sigv4.Error](err); ok {
		return &apierror.Error{Code: apierror.Code(refused.Code), Message: refused.Message, Refused: "signature"}
	}
	return err
}

// Authorize judges a call before the pool is looked for, so that a caller who may
// not look learns nothing of what exists. Only where the policy asks for the
// resource's tags they are read first; a pool that is not there has none.
func (g *Gate) Authorize(ctx context.Context, call *awsjson.Call) error {
	request := g.request(call)
	if g.Limits != nil && !g.Limits.allow(call.Caller.Account, call.Operation, request.Resource, g.Now()) {
		return &apierror.Error{Code: apierror.TooManyRequests, Message: "Rate exceeded", Refused: "rate"}
	}
	policy, _ := call.Caller.Grant.(*Policy)
	if served[call.Operation].target == onePool && policy.NeedsResourceTags(request.Action) {
		tags, err := g.PoolTags(ctx, call.Caller.Account, request.Resource)
		if err != nil {
			return err
		}
		request.ResourceTags = tags
	}
	decision := policy.Evaluate(request)
	if decision == Allowed {
		return nil
	}
	return &apierror.Error{Code: apierror.AccessDenied, Message: Denial(request, decision), Refused: "policy"}
}

// anyResource stands for the resource of actions that have none.
const anyResource = "*"

// request reads from the checked input what a policy may ask about: the same
// input that is then run, so that no two readings of a body can differ.
func (g *Gate) request(call *awsjson.Call) Request {
	r := Request{
		Action:       Service + ":" + call.Operation,
		Resource:     anyResource,
		PrincipalARN: call.Caller.Principal,
	}
	if served[call.Operation].target == allPools {
		r.Resource = g.PoolArn(call.Caller.Account, "*")
	}
	if id := call.Input.Get("UserPoolId"); !id.IsNull() {
		r.Resource = g.PoolArn(call.Caller.Account, id.Text)
	}
	if arn := call.Input.Get("ResourceArn"); !arn.IsNull() {
		r.Resource = arn.Text
	}
	for _, member := range []string{"UserPoolTags", "Tags"} {
		tags := call.Input.Get(member)
		for i := range tags.Fields {
			if r.RequestTags == nil {
				r.RequestTags = map[string]string{}
			}
			r.RequestTags[tags.Fields[i].Name] = tags.Fields[i].Value.Text
		}
	}
	for _, key := range call.Input.Get("TagKeys").Items {
		r.TagKeys = append(r.TagKeys, key.Text)
	}
	return r
}
