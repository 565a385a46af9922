package histories

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"

	"userpools/pkg/cognito"
)

// scene is a partition and the calls that are tried on it.
type scene struct {
	name   string
	before []call
	calls  []call
	// reads are made when all is over, and by the other caller after its call; lists only when all is over.
	reads, lists []call
	// more is what the other caller does besides one of the calls.
	more [][]call
}

// poolCalls are all calls that change a pool.
func poolCalls() []call {
	return []call{
		createPool(0, "one"), createPool(0, "two"), deletePool(0), rename(0, "renamed"), changeTier(0, "LITE"), changeTier(0, "PLUS"),
		protect(0, "ACTIVE"), addAttribute(0, "x"), addAttribute(0, "y"), tag(0, "a"), tag(0, "b"), untag(0), setMFA(0, "OPTIONAL"),
	}
}

// clientCalls are all that change a client, and those of its pool that have to do with them: the lowest plan first.
func clientCalls() []call {
	return []call{
		changeTier(0, "LITE"), createPool(0, "one"), deletePool(0), changeTier(0, "PLUS"), tag(0, "b"),
		createClient(0, 0), updateClient(0, 0, "still", true), deleteClient(0, 0),
		createClient(0, 1), updateClient(0, 1, "now", true), updateClient(0, 1, "no longer", false), deleteClient(0, 1),
	}
}

// secretCalls are all that change what else a client has.
func secretCalls() []call {
	return []call{
		deletePool(0), createPool(0, "one"), tag(0, "b"), createClient(0, 1), deleteClient(0, 1), updateClient(0, 1, "renamed", false),
		addSecret(0, 1), deleteSecret(0, 1, 0), deleteSecret(0, 1, 1), setSession(0, 1, 30), setSession(0, 1, 90),
	}
}

// domainCalls are all that change a domain, and those of pools that have to do with them.
func domainCalls() []call {
	return []call{
		deletePool(0), createPool(0, "one"), tag(0, "b"), createClient(0, 1),
		createDomain(0, 0), createDomain(0, 1), createDomain(1, 0), createDomain(0, custom),
		updateDomain(0, 0, 2), updateDomain(0, custom, 2), deleteDomain(0, 0), deleteDomain(0, custom),
	}
}

// recordCalls are all that change what is found by a name, by several makers.
func recordCalls() []call {
	return []call{
		deletePool(0), createPool(0, "one"), tag(0, "b"),
		groups.made("one", "1"), groups.made("two", "2"), groups.updated("3"), groups.deleted(), servers.made("one", scope), certify(),
	}
}

// scopeCalls are all that change a scope, and those of clients that name one.
func scopeCalls() []call {
	return []call{
		deletePool(0), createPool(0, "one"), servers.made("one", scope), servers.made("two", "write"), servers.updated("write"),
		servers.updated(scope), servers.deleted(), createNaming(true), updateNaming(true), updateClient(0, 1, "names none", false), deleteClient(0, 0),
	}
}

// providerCalls are all that change an identity provider or an identifier, and those of clients that name one.
func providerCalls() []call {
	return []call{
		deletePool(0), createPool(0, "one"), createProvider(0), createProvider(1), identify(0, false), identify(0, true), identify(1, true),
		deleteProvider(0), deleteProvider(1), createNaming(false), updateNaming(false), deleteClient(0, 0),
	}
}

// hangingCalls are all that change what hangs on a client, and those that end it or are its condition.
func hangingCalls() []call {
	return []call{
		createClient(0, 1), deleteClient(0, 1), updateClient(0, 1, "renamed", false), deleteDomain(0, 0), createDomain(0, 0),
		setRisk(1, "10.0.0.1/32"), setRisk(1, "10.0.0.2/32"), setUI(1, logo), setUI(1, ""), setUI(wide, label),
		createBranding(1), updateBranding(settings), deleteBranding(),
	}
}

const (
	logo  = ".logo-customizable {}"
	label = ".label-customizable {}"
)

// wideCalls are all that change what a pool has for all clients.
func wideCalls() []call {
	return []call{
		deletePool(0), createPool(0, "one"), tag(0, "b"), changeTier(0, "ESSENTIALS"), changeTier(0, "PLUS"), deliver(true), deliver(false),
		setRisk(wide, "10.0.0.1/32"), setRisk(wide, "10.0.0.2/32"), certify(),
	}
}

var (
	poolReads   = []call{describePool(0), describePool(1)}
	clientReads = []call{describePool(0), describeClient(0, 0), describeClient(0, 1)}
	clientLists = []call{listClients(0)}

	poolScenes = []scene{
		{"nothing", nil, poolCalls(), poolReads, nil, nil},
		{"a pool", []call{createPool(0, "one"), tag(0, "a"), addAttribute(0, "x")}, poolCalls(), poolReads, nil, nil},
		{"a protected pool", []call{createPool(0, "one"), protect(0, "ACTIVE")}, append(poolCalls(), protect(0, "INACTIVE")), poolReads, nil, nil},
	}
	clientScenes = []scene{
		{"a pool that never had a client", []call{createPool(0, "one")}, clientCalls(), clientReads, clientLists, nil},
		{"a client without rotation", []call{createPool(0, "one"), createClient(0, 1)}, clientCalls(), clientReads, clientLists, nil},
		{"a pool of the lowest plan", []call{createPool(0, "one"), changeTier(0, "LITE")},
			[]call{updateClient(0, 0, "still", true), createClient(0, 0), deleteClient(0, 0)}, clientReads, clientLists,
			[][]call{{changeTier(0, "PLUS"), createClient(0, 0)}, {changeTier(0, "PLUS"), createClient(0, 0), deletePool(0), createPool(0, "two")}}},
		{"two clients", []call{createPool(0, "one"), createClient(0, 0), createClient(0, 1)}, clientCalls(), clientReads, clientLists, nil},
	}

	secretReads  = []call{describePool(0), describeClient(0, 1), listSecrets(0, 1), getSession(0, 1)}
	secretScenes = []scene{
		{"a client with a secret", []call{createPool(0, "one"), createClient(0, 1)}, secretCalls(), secretReads, clientLists, nil},
		{"a client with two secrets", []call{createPool(0, "one"), createClient(0, 1), addSecret(0, 1)}, secretCalls(), secretReads, clientLists, nil},
	}

	domainReads  = []call{describePool(0), describePool(1), describeDomain(0), describeDomain(1), describeDomain(custom)}
	domainScenes = []scene{
		{"two pools", []call{createPool(0, "one"), createPool(1, "one")}, domainCalls(), domainReads, nil, nil},
		{"a pool with two domains", []call{createPool(0, "one"), createPool(1, "one"), createDomain(0, 0), createDomain(0, custom)},
			domainCalls(), domainReads, nil, [][]call{
				{deleteDomain(0, 0), createDomain(1, 0)},
				{deleteDomain(0, 0), deleteDomain(0, custom), deletePool(0), createPool(0, "two")},
				{deleteDomain(0, 0), deleteDomain(0, custom), deletePool(0), createDomain(1, 0)},
			}},
	}

	recordReads = []call{describePool(0), groups.described(), servers.described(), certify(), header()}
	scopeReads  = []call{servers.described(), describeClient(0, 0), describeClient(0, 1)}
	idpReads    = []call{describeProvider(0), describeProvider(1), identified(), describeClient(0, 0), describeClient(0, 1)}
	wideReads   = []call{describePool(0), getLogs(), describeRisk(wide), certify()}
	hangReads   = []call{describeClient(0, 1), describeRisk(1), getUI(1), getUI(wide), describeBranding(), describeBrandingByClient()}

	recordScenes = []scene{
		{"a pool that never had a record", []call{createPool(0, "one")}, recordCalls(), recordReads, []call{groups.listed(), servers.listed()}, nil},
		{"a group", []call{createPool(0, "one"), groups.made("one", "1")}, recordCalls(), recordReads, []call{groups.listed(), servers.listed()}, nil},
		{"a scope and a client", []call{createPool(0, "one"), servers.made("one", scope), createClient(0, 1)}, scopeCalls(), scopeReads,
			[]call{servers.listed()}, nil},
		{"an identity provider and a client", []call{createPool(0, "one"), createProvider(0), createClient(0, 1)}, providerCalls(), idpReads,
			[]call{listProviders()}, [][]call{{identify(0, false), createProvider(1)}, {deleteProvider(0), createProvider(1)}}},
		{"two identity providers", []call{createPool(0, "one"), createProvider(0), identify(0, false), createProvider(1), createClient(0, 1)},
			providerCalls(), idpReads, []call{listProviders()}, nil},
		{"two identity providers without an identifier",
			[]call{createPool(0, "one"), createProvider(0), identify(0, false), createProvider(1), identify(1, false)},
			providerCalls()[2:9], []call{describeProvider(0), describeProvider(1), identified()}, nil, nil},
		{"a pool to which nothing belongs", []call{createPool(0, "one")}, []call{createDomain(0, 0)}, []call{getUI(1), getUI(wide)}, nil,
			[][]call{{createDomain(0, 0), setUI(wide, label), createClient(0, 1)}}},
		{"a client to which nothing belongs", []call{createPool(0, "one"), createClient(0, 1), createDomain(0, 0)}, hangingCalls(), hangReads, nil, nil},
		{"a client and what hangs on it",
			[]call{createPool(0, "one"), createClient(0, 1), createDomain(0, 0), setRisk(1, "10.0.0.1/32"), setUI(1, logo), createBranding(1)},
			hangingCalls(), hangReads, nil, [][]call{{deleteClient(0, 1), createClient(0, 1)}}},
		{"a pool of the highest plan", []call{createPool(0, "one"), changeTier(0, "PLUS")}, wideCalls(), wideReads, nil, nil},
		{"logs and a risk configuration", []call{createPool(0, "one"), changeTier(0, "PLUS"), deliver(true), setRisk(wide, "10.0.0.1/32")},
			wideCalls(), wideReads, nil, nil},
	}

	scenes = slices.Concat(poolScenes, clientScenes, secretScenes, domainScenes, recordScenes)

	// family is clients and domains, for random callers. The lowest plan is not among them: a domain's version and a
	// client's session depend on the plan when they are set only, and do not hold it.
	family = scene{"clients and domains",
		[]call{createPool(0, "one"), createPool(1, "one"), createClient(0, 0), createDomain(0, 0)},
		slices.Concat(clientCalls()[1:], domainCalls()), slices.Concat(clientReads, domainReads), clientLists, nil}
)

// trial is a call, what goes wrong from its nth call of the store on, and what somebody else does after the first
// fault.
type trial struct {
	call   call
	turn   int
	faults []fault
	other  []call
	// patient has a late write land after the next attempt, and not before.
	patient bool
}

// chooser has one make the call up to the turn, then the other all of its calls, and then the one again.
type chooser struct {
	trial
	one, other *caller
	used       int     // of the faults
	met        *action // by the first of them
}

func (c *chooser) next() choice {
	one := c.one
	switch {
	case c.used == 0 && !one.done && (one.next == nil || one.turns < c.turn-1):
		return choice{caller: one}
	case c.used == 0 && !one.done:
		c.used, c.met = 1, one.next
		if c.faults[0] == interrupted {
			return c.next()
		}
		return choice{caller: one, fault: &c.faults[0]}
	case !c.other.done:
		return choice{caller: c.other}
	case one.late != nil && (one.done || !c.patient):
		return choice{caller: one, late: true}
	case c.used < len(c.faults) && one.next != nil:
		c.used++
		return choice{caller: one, fault: &c.faults[c.used-1]}
	}
	return choice{caller: one}
}

// play makes a trial and tells what the first fault met: nil where the call was over before.
func (c trial) play(t *testing.T, o open, s scene) (met *action, r *run, legal bool) {
	shared := o(t)
	r = newRun(t, shared, s.before)
	turns := chooser{trial: c, one: r.caller(shared, "one", c.call), other: r.caller(shared, "other", c.other...)}
	r.play(turns.next)
	return turns.met, r, r.end(shared, slices.Concat(s.reads, s.lists))
}

// tally is what came of many trials.
type tally struct {
	trials, undecided int
	illegal           []string
}

func (n *tally) try(t *testing.T, o open, s scene, c trial) (met *action) {
	var r *run
	var legal bool
	synctest.Test(t, func(t *testing.T) { met, r, legal = c.play(t, o, s) })
	if met == nil {
		return nil
	}
	n.trials++
	if r.answered(undecided) {
		n.undecided++
	}
	if !legal || len(c.faults) < givesUp && r.answered(undone) {
		n.illegal = append(n.illegal, fmt.Sprintf("%s: call %d of %s (%s) meets %s\n%s", s.name, c.turn, c.call.name, met.name, c.faults, r))
	}
	return met
}

// givesUp is after how many faults in a row a call may give up. Others come in between once only, which is no reason to.
const givesUp = 3

// each tries every call with every plan of faults, from each call of the store on that it makes, and with every one of
// the others' calls after the first fault.
func (n *tally) each(t *testing.T, o open, s scene, calls []call, plans [][]fault, others [][]call) {
	for _, k := range calls {
		for turn := 1; ; turn++ {
			met := n.try(t, o, s, trial{k, turn, []fault{before}, nil, false})
			if met == nil {
				break
			}
			for _, plan := range plans {
				if plan[0].writes && !met.write {
					continue
				}
				for _, other := range others {
					n.try(t, o, s, trial{k, turn, plan, other, false})
					if slices.ContainsFunc(plan, func(f fault) bool { return f.lands == later }) {
						n.try(t, o, s, trial{k, turn, plan, other, true})
					}
				}
			}
		}
	}
}

func (n *tally) assertLegal(t *testing.T) {
	t.Helper()
	t.Logf("%d trials, %d with an answer that leaves open what happened", n.trials, n.undecided)
	for _, text := range n.illegal[:min(3, len(n.illegal))] {
		t.Errorf("%d of %d are none that one caller could have seen, such as %s", len(n.illegal), n.trials, text)
	}
}

// alone are plans of one fault.
func alone(faults []fault) (plans [][]fault) {
	for _, f := range faults {
		plans = append(plans, []fault{f})
	}
	return plans
}

// inBetween is every call of a scene, and what it has more, with its reads.
func (s scene) inBetween() (others [][]call) {
	for _, other := range s.calls {
		others = append(others, append([]call{other}, s.reads...))
	}
	for _, more := range s.more {
		others = append(others, append(more, s.reads...))
	}
	return others
}

// pairs are every two calls of a scene, one after the other, with its reads.
func (s scene) pairs() (others [][]call) {
	for _, first := range s.calls {
		for _, second := range s.calls {
			others = append(others, append([]call{first, second}, s.reads...))
		}
	}
	return others
}

func (f fault) String() string { return f.name }

// TestScenes: every operation that writes is among the calls.
func TestScenes(t *testing.T) {
	for _, o := range cognito.Operations() {
		if strings.HasSuffix(string(o.Class), "Read") {
			continue
		}
		assert.True(t, slices.ContainsFunc(scenes, func(s scene) bool {
			return slices.ContainsFunc(s.calls, func(c call) bool { return c.operation == o.Name })
		}), o.Name)
	}
}

// every is for enumerations of minutes.
var every = flag.Bool("every", false, "also of the scenes of records, every fault of every call with every other call after it")

// ofRecords: such scenes are many and alike. Of each is tried what differs, and with -every what does not.
func (s scene) ofRecords() bool {
	return slices.ContainsFunc(recordScenes, func(r scene) bool { return r.name == s.name })
}

// faults are those of a table that calls of a scene meet: by themselves, and with others who come after.
func (s scene) faults() (alone, between []fault) {
	if s.ofRecords() && !*every {
		return kinds, kinds[:1]
	}
	return tableFaults, kinds
}

// long is a test of some ten thousand runs.
func long(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("it takes a while")
	}
}

// TestEnumerated_File: a store that makes no second attempt leaves open what a fault has done.
func TestEnumerated_File(t *testing.T) {
	long(t)
	t.Parallel()
	var n tally
	for _, s := range scenes {
		if !s.ofRecords() || *every {
			n.each(t, newFile, s, slices.Concat(s.calls, s.reads, s.lists), alone(fileFaults), [][]call{nil})
		}
		n.each(t, newFile, s, slices.Concat(s.calls, s.reads), alone(kinds[:1]), s.inBetween())
	}
	n.assertLegal(t)
}

// TestEnumerated_Table: of a single fault no caller learns anything.
func TestEnumerated_Table(t *testing.T) {
	long(t)
	for _, s := range scenes {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			var n tally
			single, between := s.faults()
			n.each(t, newTable, s, slices.Concat(s.calls, s.reads, s.lists), alone(single), [][]call{nil})
			n.each(t, newTable, s, slices.Concat(s.calls, s.reads), alone(between), s.inBetween())
			n.assertLegal(t)
			assert.Zero(t, n.undecided)
		})
	}
}

// paired are the scenes in which a name goes from one owner to another: one call can take away what is refused, and the next
// make what it is refused for.
var paired = []string{"two pools", "two identity providers", "two identity providers without an identifier"}

// TestEnumerated_Pairs: others make two calls in between, in all scenes with -every.
func TestEnumerated_Pairs(t *testing.T) {
	long(t)
	for _, s := range scenes {
		if !*every && !slices.Contains(paired, s.name) {
			continue
		}
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			var n tally
			n.each(t, newTable, s, slices.Concat(s.calls, s.reads), alone(kinds[:1]), s.pairs())
			n.assertLegal(t)
			assert.Zero(t, n.undecided)
		})
	}
}

// sequences are all plans of n faults.
func sequences(n int, of ...fault) (plans [][]fault) {
	if n == 0 {
		return [][]fault{nil}
	}
	for _, rest := range sequences(n-1, of...) {
		for _, first := range of {
			plans = append(plans, append([]fault{first}, rest...))
		}
	}
	return plans
}

// TestEnumerated_Sequences: two attempts go wrong, or three, which is all that there are.
func TestEnumerated_Sequences(t *testing.T) {
	long(t)
	t.Parallel()
	plans := append(sequences(2, before, landed, late, throttled, conflict), sequences(3, landed, throttled, conflict)...)
	for _, s := range []scene{poolScenes[1], clientScenes[3]} {
		var n tally
		n.each(t, newTable, s, s.calls, plans, [][]call{nil, append([]call{tag(0, "b")}, s.reads...)})
		n.assertLegal(t)
	}
}
