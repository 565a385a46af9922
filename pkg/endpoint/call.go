package endpoint

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"

	"userpools/pkg/apierror"
	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/shape"
	"userpools/pkg/trace"
	"userpools/pkg/world"
)

// run answers a call that was let through: with the fault that is declared for it, or by its operation.
func (e *endpoint) run(op *cognito.Operation) func(context.Context, *awsjson.Call) (any, error) {
	return func(ctx context.Context, c *awsjson.Call) (any, error) {
		call := cognito.Call{Operation: op, Account: c.Caller.Account, Principal: c.Caller.Principal, Token: tokenOf(c)}
		fault := e.world.Fault(call, func() world.Pool { return e.pool(ctx, call, c.Input) })
		if fault == nil {
			return op.Run(ctx, e.service, call, c.Input)
		}
		trace.Of(ctx).Fault = fault.Name
		if fault.Delay > 0 && e.service.Pause(ctx, fault.Delay) != nil {
			return nil, op.Internal() // the request has no time left
		}
		if fault.Answer != nil {
			return nil, fault.Answer
		}
		result, err := op.Run(ctx, e.service, call, c.Input)
		if !fault.DropAnswer {
			return result, err
		}
		if _, refused := apierror.As(err); refused {
			err = nil // nothing for the log
		}
		return nil, &awsjson.DroppedError{Cause: err}
	}
}

// pool is what a call says of a pool and what is stored of it. A pool that cannot be
// read has neither name nor tags here; the operation will say why.
func (e *endpoint) pool(ctx context.Context, call cognito.Call, input *shape.Value) world.Pool {
	part := e.partition(call.Account)
	subject := call.Operation.Subject(part, input)
	var p world.Pool
	if subject.PoolName != "" {
		p.Names = append(p.Names, subject.PoolName)
	}
	p.Tags = append(p.Tags, subject.Tags)
	if subject.PoolID == "" {
		return p
	}
	if stored, err := e.service.Store.Get(ctx, part, subject.PoolID); err == nil {
		p.Names = append(p.Names, stored.Name)
		p.Tags = append(p.Tags, stored.Settings.UserPoolTags)
	}
	return p
}

// tokenOf is cognito.Call's Token: a digest of account, principal, invocation id and
// body, so that no caller can have another's. SDKs keep the invocation id over all
// attempts of a call; a request without one is always a call of its own. Pools keep
// the digest, so it can never change.
func tokenOf(c *awsjson.Call) func() string {
	invocation := c.Request.Header["amz-sdk-invocation-id"]
	if invocation == "" {
		return nil
	}
	return func() string {
		h := sha256.New()
		for _, part := range [][]byte{[]byte(c.Caller.Account), []byte(c.Caller.Principal), []byte(invocation), c.Request.Body} {
			h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
			h.Write(part)
		}
		return hex.EncodeToString(h.Sum(nil))
	}
}
