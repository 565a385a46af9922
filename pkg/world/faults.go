package world

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"userpools/pkg/apierror"
	"userpools/pkg/cognito"
	"userpools/pkg/shape"
	"userpools/pkg/wildcard"
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
	match   *shape.Value
	left    atomic.Int64 // below 0 is used up, too
	forever bool
}

// maxDelay is the longest delay of a fault: below what a gateway gives a request.
const maxDelay = 25 * time.Second

// newFaults makes the faults of a list, and reports names that are there twice: the
// log tells faults apart by them.
func newFaults(list shape.Place, report *shape.Report) (faults []*fault) {
	first := map[string]int{}
	for at := range list.Each() {
		f := newFault(at, report)
		if i, taken := first[f.Name]; taken {
			report.Add(at.Member("name"), fmt.Sprintf("is that of faults[%d], too", i))
		} else if f.Name != "" {
			first[f.Name] = len(faults)
		}
		f.Name = cmp.Or(f.Name, strconv.Itoa(len(faults)))
		faults = append(faults, f)
	}
	return faults
}

func newFault(at shape.Place, report *shape.Report) *fault {
	times := at.Get("times").Int()
	f := &fault{
		Fault:   Fault{Name: at.Get("name").Text, Answer: exception(at.Get("answer")), DropAnswer: at.Get("dropAnswer").Bool()},
		match:   at.Get("match"),
		forever: times == 0,
	}
	f.left.Store(int64(times))
	switch answers := at.Has("answer"); {
	case at.Type != shape.ObjectType: // the table says so
	case answers && f.DropAnswer:
		report.Add(at, "has both answer and dropAnswer: an operation either does not run, or its answer is lost")
	case !answers && !f.DropAnswer && !at.Has("delay"):
		report.Add(at, "does nothing: it has neither answer nor delay nor dropAnswer")
	}
	if op := operation(f.match.Get("operation").Text); op != nil && f.Answer != nil && !answers(op, f.Answer.Code) {
		report.Add(at.Member("answer").Member("exception"), "is no exception of "+op.Name+", nor of AWS's front end")
	}
	var err error
	f.Delay, err = time.ParseDuration(at.Get("delay").Text)
	if err == nil && (f.Delay <= 0 || f.Delay > maxDelay) {
		report.Add(at.Member("delay"), "must be more than 0 and at most 25s")
	}
	return f
}

// operation is the one of a name, nil where there is none.
func operation(name string) *cognito.Operation {
	list := cognito.Operations()
	if i := slices.IndexFunc(list, func(op cognito.Operation) bool { return op.Name == name }); i >= 0 {
		return &list[i]
	}
	return nil
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
	case !declares(f.match.Get("operation"), call.Operation.Name), !declares(f.match.Get("account"), call.Account),
		!declares(f.match.Get("principal"), call.Principal):
		return false
	case !f.forever && f.left.Load() <= 0:
		return false // used up: no reason to read the pool
	}
	name, tag := f.match.Get("poolName"), f.match.Get("tag")
	return (name.IsNull() || slices.ContainsFunc(pool().Names, func(s string) bool { return declares(name, s) })) &&
		(tag.IsNull() || slices.ContainsFunc(pool().Tags, func(tags map[string]string) bool { return hasTag(tags, tag) }))
}

// declares tells whether a member that is a pattern, or has no wildcards, matches a
// text; one that is absent matches all.
func declares(pattern *shape.Value, text string) bool {
	return pattern.IsNull() || wildcard.Match(pattern.Text, text)
}

func hasTag(tags map[string]string, tag *shape.Value) bool {
	for key, value := range tags {
		if declares(tag.Get("key"), key) && declares(tag.Get("value"), value) {
			return true
		}
	}
	return false
}
