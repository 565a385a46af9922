package access

import (
	"cmp"
	"context"
	"errors"

	"userpools/pkg/apierror"
	"userpools/pkg/request"
	"userpools/pkg/sigv4"
)

// Authenticate finds out who signed a request: it verifies the signature against the
// keys of a source. Its refusals are AWS's, in AWS's order, but without a good keys
// document there are none: then every request is a fault, an unclassified error, and
// never let through.
func Authenticate(ctx context.Context, v *sigv4.Verifier, keys *Source, req *request.Request) (Key, error) {
	claim, err := v.Parse(req)
	if err != nil {
		return Key{}, cmp.Or(unavailable(ctx, keys), unauthenticated(err))
	}
	key, known, err := keys.Lookup(ctx, claim.KeyID)
	if err != nil {
		return Key{}, err
	}
	return key, unauthenticated(v.Check(claim, key.Secret.Reveal(), known))
}

// unavailable is why there are no keys to judge by, nil where there are some.
func unavailable(ctx context.Context, keys *Source) error {
	_, _, err := keys.Lookup(ctx, "") // nobody's id: it is never fetched for
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
// resource's tags they are read first, by tags; a pool that is not there has none.
func (p *Policy) Authorize(r Request, tags func() (map[string]string, error)) error {
	if p.NeedsResourceTags(r.Action) {
		var err error
		if r.ResourceTags, err = tags(); err != nil {
			return err
		}
	}
	decision := p.Evaluate(r)
	if decision == Allowed {
		return nil
	}
	return &apierror.Error{Code: apierror.AccessDenied, Message: Denial(r, decision), Refused: "policy"}
}
