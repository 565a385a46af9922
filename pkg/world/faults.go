package world

import (
	"regexp"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"userpools/pkg/apierror"
	"userpools/pkg/cognito"
)

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

// fault is one of the document, and how often it is still to be applied.
type fault struct {
	Fault
	operation, account                    string         // empty matches all
	principal, poolName, tagKey, tagValue *regexp.Regexp // nil matches all
	left                                  atomic.Int64   // below 0 is used up, too
	forever                               bool
}

// newFault takes one that the table does not refuse: what cannot be read is not there.
func newFault(index int, n *node) *fault {
	match := n.Get("match")
	tag := match.Get("tag")
	times, _ := strconv.ParseInt(n.Get("times").Text, 10, 64)
	f := &fault{
		Fault:     Fault{Name: n.Get("name").Text, Answer: exception(n.Get("answer")), DropAnswer: n.Get("dropAnswer").True()},
		operation: match.Get("operation").Text,
		account:   match.Get("account").Text,
		principal: optional(match, "principal"),
		poolName:  optional(match, "poolName"),
		tagKey:    optional(tag, "key"),
		tagValue:  optional(tag, "value"),
		forever:   times == 0,
	}
	f.Delay, _ = time.ParseDuration(n.Get("delay").Text)
	if f.Name == "" {
		f.Name = strconv.Itoa(index)
	}
	f.left.Store(times)
	return f
}

func optional(n *node, pattern string) *regexp.Regexp {
	if !n.Has(pattern) {
		return nil
	}
	return compile(n.Get(pattern).Text)
}

// Fault finds the first fault that matches a call and is not used up, and counts
// it. Nil is no fault. The pool that the call is about is asked for once at most, and
// only where a fault wants to know.
func (w *World) Fault(call cognito.Call, pool func() Pool) *Fault {
	if w == nil || len(w.faults) == 0 {
		return nil
	}
	pool = sync.OnceValue(pool)
	for _, f := range w.faults {
		if f.matches(call, pool) && f.take() {
			applied := f.Fault
			if f.Answer != nil {
				applied.Answer = new(*f.Answer)
			}
			return &applied
		}
	}
	return nil
}

// take counts one application, if there is one left.
func (f *fault) take() bool { return f.forever || f.left.Add(-1) >= 0 }

// matches leaves the pool for last, which may have to be read.
func (f *fault) matches(call cognito.Call, pool func() Pool) bool {
	switch {
	case f.operation != "" && f.operation != call.Operation.Name,
		f.account != "" && f.account != call.Account,
		f.principal != nil && !f.principal.MatchString(call.Principal):
		return false
	case !f.forever && f.left.Load() <= 0:
		return false // used up: no reason to read the pool
	default:
		return (f.poolName == nil || slices.ContainsFunc(pool().Names, f.poolName.MatchString)) &&
			(f.tagKey == nil || slices.ContainsFunc(pool().Tags, f.tagged))
	}
}

func (f *fault) tagged(tags map[string]string) bool {
	for key, value := range tags {
		if f.tagKey.MatchString(key) && (f.tagValue == nil || f.tagValue.MatchString(value)) {
			return true
		}
	}
	return false
}
