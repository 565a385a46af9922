package world

import (
	"regexp"
	"strconv"
	"sync/atomic"
	"time"

	"userpools/pkg/apierror"
)

// Call is what faults look at.
type Call struct {
	// Operation, and the account and ARN of who calls.
	Operation, Account, Principal string
	// Pool tells of the pool that the call is about. It is asked once at most, and
	// only where a fault wants to know.
	Pool func() Pool
}

// Pool is what faults look at of a pool: what a request says, and what is stored.
type Pool struct {
	Names []string
	Tags  []map[string]string
}

// Fault is what becomes of a call.
type Fault struct {
	// Name is for the log: the fault's own, or its index.
	Name string
	// Delay comes first.
	Delay time.Duration
	// Answer is raised in the operation's place, where there is one. It is the
	// caller's to keep.
	Answer *apierror.Error
	// DropAnswer means that the operation runs and its answer is lost.
	DropAnswer bool
}

// armed is a fault of the document, and how often it is still to be applied.
type armed struct {
	match
	Fault
	principal, poolName, tagKey, tagValue *regexp.Regexp // nil matches all
	left                                  atomic.Int64
	forever                               bool
}

func arm(index int, f *fault) *armed {
	a := &armed{match: f.Match, forever: f.Times == 0}
	a.Fault = Fault{Name: f.Name, DropAnswer: f.DropAnswer}
	if f.Name == "" {
		a.Name = strconv.Itoa(index)
	}
	a.Delay, _ = time.ParseDuration(f.Delay) // the table has checked it; none is none
	if f.Answer != nil {
		a.Answer = f.Answer.exception()
	}
	a.left.Store(f.Times)
	if f.Match.Principal != "" {
		a.principal = compile(f.Match.Principal)
	}
	a.poolName = optional(f.Match.PoolName)
	if f.Match.Tag != nil {
		a.tagKey, a.tagValue = compile(f.Match.Tag.Key), optional(f.Match.Tag.Value)
	}
	return a
}

func optional(pattern *string) *regexp.Regexp {
	if pattern == nil {
		return nil
	}
	return compile(*pattern)
}

// HasFaults tells whether any call may be faulted.
func (w *World) HasFaults() bool { return w != nil && len(w.faults) > 0 }

// Fault finds the first fault that matches a call and is not used up, and counts
// it. Nil is no fault.
func (w *World) Fault(call Call) *Fault {
	if w == nil {
		return nil
	}
	pool := &lazy{ask: call.Pool}
	for _, a := range w.faults {
		if a.matches(&call, pool) && a.take() {
			applied := a.Fault
			if a.Answer != nil {
				applied.Answer = new(*a.Answer)
			}
			return &applied
		}
	}
	return nil
}

// take counts one application, if there is one left.
func (a *armed) take() bool {
	if a.forever {
		return true
	}
	for {
		left := a.left.Load()
		if left == 0 {
			return false
		}
		if a.left.CompareAndSwap(left, left-1) {
			return true
		}
	}
}

// lazy asks for the pool once.
type lazy struct {
	ask  func() Pool
	pool *Pool
}

func (l *lazy) get() *Pool {
	if l.pool == nil {
		l.pool = new(l.ask())
	}
	return l.pool
}

// matches leaves the pool for last, which may have to be read.
func (a *armed) matches(call *Call, pool *lazy) bool {
	switch {
	case a.Operation != "" && a.Operation != call.Operation,
		a.Account != "" && a.Account != call.Account,
		a.principal != nil && !a.principal.MatchString(call.Principal):
		return false
	case !a.forever && a.left.Load() == 0:
		return false // used up: no reason to read the pool
	default:
		return (a.poolName == nil || a.named(pool.get())) && (a.tagKey == nil || a.tagged(pool.get()))
	}
}

func (a *armed) named(pool *Pool) bool {
	for _, name := range pool.Names {
		if a.poolName.MatchString(name) {
			return true
		}
	}
	return false
}

func (a *armed) tagged(pool *Pool) bool {
	for _, tags := range pool.Tags {
		for key, value := range tags {
			if a.tagKey.MatchString(key) && (a.tagValue == nil || a.tagValue.MatchString(value)) {
				return true
			}
		}
	}
	return false
}
