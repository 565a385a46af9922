package endpoint

import (
	"context"
	"errors"
	"strings"
	"sync"

	"userpools/pkg/access"
	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/request"
	"userpools/pkg/sigv4"
)

type authenticator = func(context.Context, *request.Request) (awsjson.Caller, error)

func (e *endpoint) authenticator(c *Config) authenticator {
	if c.Keys == nil {
		return allowAll(c)
	}
	return e.signed(c)
}

// allowAll takes every caller.
func allowAll(c *Config) authenticator {
	caller := awsjson.Caller{Account: c.Account, Principal: "arn:" + cognito.PartitionOf(c.Region) + ":iam::" + c.Account + ":root"}
	var once sync.Once
	return func(_ context.Context, req *request.Request) (awsjson.Caller, error) {
		if region := signedFor(req.Header["authorization"]); region != "" && region != c.Region && c.OnOtherRegion != nil {
			once.Do(func() { c.OnOtherRegion(region) })
		}
		return caller, nil
	}
}

// A credential scope is key/date/region/service/aws4_request.
const (
	scopeFields   = 5
	scopeRegion   = 2
	longestRegion = 32 // more than any region needs
)

// signedFor finds the region in a credential scope, if there is one that looks
// like a region.
func signedFor(authorization string) string {
	_, credential, _ := strings.Cut(authorization, "Credential=")
	credential, _, _ = strings.Cut(credential, ",")
	scope := strings.Split(credential, "/")
	if len(scope) != scopeFields || !regionLike(scope[scopeRegion]) {
		return ""
	}
	return scope[scopeRegion]
}

func regionLike(s string) bool {
	return len(s) <= longestRegion && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// signed takes callers who sign, as they do for Cognito, with keys of this endpoint's
// own, and lets them do what their key's policy says, as often as the rates allow.
func (e *endpoint) signed(c *Config) authenticator {
	verifier := sigv4.New(c.Region, access.Service, c.Now)
	return func(ctx context.Context, req *request.Request) (awsjson.Caller, error) {
		key, err := access.Authenticate(ctx, verifier, c.Keys, req)
		if err != nil {
			return awsjson.Caller{}, err
		}
		authorize := func(ctx context.Context, call *awsjson.Call) error {
			op := operations()[call.Operation]
			subject := op.Subject(e.partition(key.Account), call.Input)
			if err := c.Limits.Take(key.Account, op.Name, subject.ARN, e.rate(key.Account, op.Class), c.Now()); err != nil {
				return op.Own(err)
			}
			return op.Own(key.Policy.Authorize(access.Request{
				Action: access.Service + ":" + op.Name, Resource: subject.ARN, PrincipalARN: key.Principal,
				RequestTags: subject.Tags, TagKeys: subject.TagKeys,
			}, func() (map[string]string, error) { return e.tags(ctx, key.Account, subject.PoolID) }))
		}
		return awsjson.Caller{Account: key.Account, Principal: key.Principal, KeyID: key.ID, Authorize: authorize}, nil
	}
}

// rate is that of Cognito's documentation, unless the world declares another.
func (e *endpoint) rate(account string, class cognito.Class) access.Rate {
	documented := class.Rate()
	r := access.Rate{Class: string(class), PerSecond: documented.Account, PerResource: documented.Pool}
	if declared, ok := e.world.Rate(account, class); ok {
		r.PerSecond = declared
	}
	return r
}

// tags reads those of a caller's own pool. Any other has none: whether it exists
// must not show.
func (e *endpoint) tags(ctx context.Context, account, id string) (map[string]string, error) {
	if id == "" {
		return nil, nil
	}
	p, err := e.service.Store.Get(ctx, e.partition(account), id)
	switch {
	case errors.Is(err, cognito.ErrNotFound):
		return nil, nil
	case err != nil:
		return nil, cognito.StoreError(id, err)
	}
	return p.Settings.UserPoolTags, nil
}

// Scope is what the reader of keys has to know of an endpoint in a region.
func Scope(region string) access.Scope {
	scope := access.Scope{
		Partition: cognito.PartitionOf(region), Region: region,
		Actions: map[string]access.Action{}, Operations: cognito.ModelOperations(),
	}
	forms := [...]string{cognito.NoResource: access.NoResource, cognito.AllPools: access.AllPools, cognito.OnePool: access.OnePool}
	for name, op := range operations() {
		scope.Actions[name] = access.Action{Resources: forms[op.Resource], RequestTags: op.SetsTags(), TagKeys: op.NamesTagKeys()}
	}
	return scope
}
