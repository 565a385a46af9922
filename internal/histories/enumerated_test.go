package histories

import (
	"fmt"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// scene is a partition and the calls that are tried on it.
type scene struct {
	name   string
	before []call
	calls  []call
	// reads are made when all is over, and by the other caller after its call.
	reads []call
}

var poolReads = []call{describePool(0), describePool(1)}

// poolCalls are all calls that change a pool.
func poolCalls() []call {
	return []call{
		createPool(0, "one"), createPool(0, "two"), deletePool(0), rename(0, "renamed"), changeTier(0, "LITE"), changeTier(0, "PLUS"),
		protect(0, "ACTIVE"), addAttribute(0, "x"), addAttribute(0, "y"), tag(0, "a"), tag(0, "b"), untag(0), setMFA(0, "OPTIONAL"),
	}
}

var poolScenes = []scene{
	{"nothing", nil, poolCalls(), poolReads},
	{"a pool", []call{createPool(0, "one"), tag(0, "a"), addAttribute(0, "x")}, poolCalls(), poolReads},
	{"a protected pool", []call{createPool(0, "one"), protect(0, "ACTIVE")}, append(poolCalls(), protect(0, "INACTIVE")), poolReads},
}

// trial is one call, what goes wrong with its nth call of the store, and what somebody else does then.
type trial struct {
	call  call
	turn  int // 0 is nothing
	fault fault
	other []call
	// order is when a write that is late lands.
	order lateness
}

type lateness int

const (
	afterTheOther lateness = iota // before the next attempt
	afterTheNext                  // after that
)

// choose has the caller make its call up to the turn, then the other, and then the caller again.
func (c trial) choose(r *run, one, other *caller) func([]*caller) choice {
	gone := func(of *caller) bool { return of.done }
	failed := -1
	return func([]*caller) choice {
		begun := one.next != nil || one.turns > 0
		switch {
		case failed < 0 && !gone(one) && !(begun && one.turns == c.turn-1 && one.next != nil):
			return choice{caller: one}
		case failed < 0 && !gone(one):
			failed = one.turns
			return choice{caller: one, fault: &c.fault}
		case !gone(other):
			return choice{caller: other}
		case len(r.late) > 0 && (gone(one) || c.order == afterTheOther || one.turns > failed+1):
			return choice{late: true}
		}
		return choice{caller: one}
	}
}

// play makes a trial and tells what the fault met: nil where the call was over before.
func (c trial) play(t *testing.T, open func(*testing.T) stores, s scene) (met *action, r *run) {
	t.Helper()
	shared := open(t)
	r = newRun(t, shared, s.before)
	one, other := r.caller(shared, "one", c.call), r.caller(shared, "other", c.other...)
	choose := c.choose(r, one, other)
	r.play(func(waiting []*caller) choice {
		chosen := choose(waiting)
		if chosen.fault != nil {
			met = one.next
		}
		return chosen
	})
	last := r.caller(shared, "last")
	for _, read := range s.reads {
		last.observe(read)
	}
	return met, r
}

// enumerate tries every call of a scene with every fault of each call of the store that it makes, alone and with
// every other call in between. It returns the number of trials and those whose history is none.
func enumerate(t *testing.T, open func(*testing.T) stores, faults []fault, s scene) (trials int, illegal []string) {
	t.Helper()
	others := [][]call{nil}
	for _, other := range s.calls {
		others = append(others, append([]call{other}, s.reads...))
	}
	try := func(c trial) *action {
		var met *action
		var r *run
		synctest.Test(t, func(t *testing.T) { met, r = c.play(t, open, s) })
		if met != nil {
			trials++
			if !r.linearizable() {
				illegal = append(illegal, fmt.Sprintf("%s: %s, call %d (%s) meets %s\n%s", s.name, c.call.name, c.turn, met.name, c.fault.name, r))
			}
		}
		return met
	}
	for _, k := range s.calls {
		for turn := 1; ; turn++ {
			met := try(trial{k, turn, faults[0], nil, afterTheOther})
			if met == nil {
				break
			}
			for _, other := range others {
				for _, f := range faults {
					switch {
					case f.writes && !met.write:
					case f.lands == later:
						try(trial{k, turn, f, other, afterTheNext})
						fallthrough
					default:
						try(trial{k, turn, f, other, afterTheOther})
					}
				}
			}
		}
	}
	return trials, illegal
}

func TestEnumerated_File(t *testing.T) {
	total := 0
	for _, s := range poolScenes {
		trials, illegal := enumerate(t, newFile, fileFaults, s)
		total += trials
		for _, text := range illegal {
			t.Error(text)
		}
	}
	t.Logf("%d trials", total)
	require.NotZero(t, total)
	_ = assert.True
}
