package endpoint

import (
	"context"
	"net/http"
	"sync"

	"userpools/pkg/apierror"
	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/shape"
	"userpools/pkg/world"
)

// faults stands between calls that were let through and their operations.
type faults struct {
	world   *world.World
	service *cognito.Service
	// applied are the names of the faults of requests under way, by request id:
	// the log is written where the operation's context is gone.
	applied sync.Map
}

// install puts the faults of a world before a server's operations and into its
// log. A world without faults leaves the server as it is.
func install(w *world.World, service *cognito.Service, server *awsjson.Server) {
	if !w.HasFaults() {
		return
	}
	f := &faults{world: w, service: service}
	for i := range server.Operations {
		op := &server.Operations[i]
		op.Run = f.before(op.Run)
	}
	server.Log = f.named(server.Log)
}

type run = func(context.Context, *awsjson.Call) (any, error)

func (f *faults) before(operation run) run {
	return func(ctx context.Context, call *awsjson.Call) (any, error) {
		fault, reads := f.find(ctx, call)
		defer func() { call.StoreCalls += reads }()
		if fault == nil {
			return operation(ctx, call)
		}
		f.applied.Store(call.Request.ID, fault.Name)
		if fault.Delay > 0 && f.service.Pause(ctx, fault.Delay) != nil {
			return nil, apierror.Internal() // the request has no time left
		}
		if fault.Answer != nil {
			return nil, fault.Answer
		}
		result, err := operation(ctx, call)
		if fault.DropAnswer {
			return nil, lose(ctx, err)
		}
		return result, err
	}
}

// find asks the world for a fault, and counts what was read of the store for that.
func (f *faults) find(ctx context.Context, call *awsjson.Call) (fault *world.Fault, reads int) {
	ctx, trace := cognito.WithTrace(ctx)
	fault = f.world.Fault(world.Call{
		Operation: call.Operation,
		Account:   call.Caller.Account,
		Principal: call.Caller.Principal,
		Pool:      func() world.Pool { return f.pool(ctx, call) },
	})
	return fault, trace.StoreCalls
}

// pool is what the request says of a pool and what is stored of it. A pool that
// cannot be read has neither name nor tags here; the operation will say why.
func (f *faults) pool(ctx context.Context, call *awsjson.Call) world.Pool {
	var p world.Pool
	if name := call.Input.Get("PoolName"); !name.IsNull() {
		p.Names = append(p.Names, name.Text)
	}
	p.Tags = append(p.Tags, texts(call.Input.Get("UserPoolTags")), texts(call.Input.Get("Tags")))
	part := cognito.Partition{Account: call.Caller.Account, Region: f.service.Region}
	id := call.Input.Get("UserPoolId").Text
	if id == "" {
		id = cognito.ResourcePoolID(part, call.Input.Get("ResourceArn").Text)
	}
	if id == "" {
		return p
	}
	if stored, err := f.service.Store.Get(ctx, part, id); err == nil {
		p.Names = append(p.Names, stored.Name)
		p.Tags = append(p.Tags, stored.Settings.UserPoolTags)
	}
	return p
}

func texts(v *shape.Value) map[string]string {
	m := make(map[string]string, len(v.Fields))
	for i := range v.Fields {
		m[v.Fields[i].Name] = v.Fields[i].Value.Text
	}
	return m
}

// named puts the name of the fault that was applied before whatever else refused.
func (f *faults) named(log func(context.Context, awsjson.Entry)) func(context.Context, awsjson.Entry) {
	return func(ctx context.Context, e awsjson.Entry) {
		if name, ok := f.applied.LoadAndDelete(e.RequestID); ok {
			refused := "fault " + name.(string) //nolint:errcheck // only names are stored
			if e.Refused != "" {
				refused += ", " + e.Refused
			}
			e.Refused = refused
		}
		log(ctx, e)
	}
}

type lostKey struct{}

// lose is the answer in the place of one that is lost, and tells LoseAnswers to
// send none. What went wrong in the operation stays for the log, if it was a fault.
func lose(ctx context.Context, err error) error {
	if lost, ok := ctx.Value(lostKey{}).(*bool); ok {
		*lost = true
	}
	if _, classified := apierror.As(err); err != nil && !classified {
		return err
	}
	return apierror.Internal()
}

// LoseAnswers wraps a handler in front of an endpoint: where a fault loses an
// answer, it closes the connection without one. An endpoint without this wrapper,
// such as a deployed one, answers InternalErrorException with status 500 then.
func LoseAnswers(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lost := false
		h.ServeHTTP(&loser{w, &lost}, r.WithContext(context.WithValue(r.Context(), lostKey{}, &lost)))
	})
}

type loser struct {
	http.ResponseWriter
	lost *bool
}

// WriteHeader comes before all that is written of an answer. The panic is the one
// by which net/http lets a handler close the connection.
func (l *loser) WriteHeader(status int) {
	if *l.lost {
		panic(http.ErrAbortHandler)
	}
	l.ResponseWriter.WriteHeader(status)
}
