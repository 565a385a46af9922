// Package bench measures the local endpoint and the function beside the least that each could be, and beside other local
// endpoints, and makes docs/performance.md and its picture of it. Its figures are ratios of what alternated on one machine
// in one run: times by themselves say more about the machine.
//
//	payloads.go  the requests
//	program.go   builds and starts what is measured: this repository's programs and the floors null, hello and putter
//	wire.go      HTTP for the load and for what a function talks to
//	load.go      servers in turn, round by round
//	local.go     what is measured of servers
//	function.go  a Runtime API and a DynamoDB for functions; cold.go: what is measured with them
//	stats.go     medians, intervals, ratios
//	proc.go      what Linux says about processes
//	page.go      tables -> docs/performance.md; picture.go: latencies -> SVG
//
// It imports tables of the domain, for the bounds of texts, and bbolt, to look into a file; it needs Linux.
package bench

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// Scale is how much is measured.
type Scale struct {
	calls, rounds int           // a call starts all servers anew
	turn          time.Duration // of a server in a round
	pools         int           // in the file of a server with many
	creates       int           // before memory is read
	churn         int           // creates with deletes
	starts        int           // of a server, and of each function in a call
	warm          int           // invocations after a cold start
}

// Full is for the page, Quick shows that everything runs.
var (
	Full = Scale{
		calls: 3, rounds: 10, turn: 300 * time.Millisecond, pools: 48_000, creates: 24_000, churn: 100_000, starts: 20, warm: 200,
	}
	Quick = Scale{calls: 1, rounds: 2, turn: 5 * time.Millisecond, pools: 50, creates: 50, churn: 20, starts: 1, warm: 2}
)

// Result is what a run showed.
type Result struct {
	// About says when, on what and beside what else the run was.
	About string
	// Tables are those of the page, by the names that it has for them.
	Tables map[string]Table
	// Curves are the latencies of a create, for the picture; none if it stays as it is.
	Curves []Curve
}

// Table is rows of cells under a header.
type Table struct {
	Header []string
	Rows   [][]string
}

// bench is a run.
type bench struct {
	Scale
	root, dir string
	payloads  []payload
	item      int // the size of a full pool's
	result    Result
	say       func(format string, args ...any)
}

// Run measures the repository in root: by itself, or beside the peers that are given. It says what it does.
func Run(ctx context.Context, root string, scale Scale, peers []Program, say func(format string, args ...any)) (*Result, error) {
	before := now()
	dir, err := os.MkdirTemp("", "userpools-bench-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	b := &bench{Scale: scale, root: root, dir: dir, say: say}
	b.result.Tables = map[string]Table{}
	if b.payloads, err = loads(root); err != nil {
		return nil, err
	}
	say("building\n")
	steps := []func(context.Context) error{b.build, b.sizes, b.local, b.memory, b.many, b.units, b.cold}
	if peers != nil {
		steps = []func(context.Context) error{b.build, func(ctx context.Context) error { return b.peers(ctx, peers) }}
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	b.result.About = before.about(now(), scale)
	return &b.result, nil
}

// moment is what the machine had done by then.
type moment struct {
	at         time.Time
	load       float64
	busy, ours time.Duration
}

func now() moment {
	m := moment{at: time.Now(), load: parseLoad(of("loadavg")), busy: parseBusy(of("stat"))}
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var used syscall.Rusage
		if syscall.Getrusage(who, &used) == nil {
			m.ours += time.Duration(used.Utime.Nano() + used.Stime.Nano())
		}
	}
	return m
}

// about says in which circumstances something was measured between two moments.
func (m moment) about(end moment, scale Scale) string {
	took := end.at.Sub(m.at)
	others := max(0, float64(end.busy-m.busy-(end.ours-m.ours))/float64(took))
	return fmt.Sprintf("%s; %d processors (%s), Linux %s, %s. Load before it %.2f; whatever else ran meanwhile kept %.2f processors "+
		"busy. Calls: %d, of %d rounds each; it took %v.",
		end.at.UTC().Format(time.DateOnly), runtime.NumCPU(), parseModel(of("cpuinfo")), strings.TrimSpace(of("sys/kernel/osrelease")),
		runtime.Version(), m.load, others, scale.calls, scale.rounds, took.Round(time.Second))
}
