package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	et "userpools/internal/endpointtest"
	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/localapi"
	"userpools/pkg/request"
	"userpools/pkg/store/bolt"
)

// The program is killed over and over while actors make all operations. Beside it each actor has an endpoint in
// memory that gets a call once the program has answered it: what the program says and has after a kill must be what that one
// says and has, or what it has with the one call that was under way.

var kills = flag.Int("kills", 50, "how often TestKills kills the program")

// actors work at once, so that a kill meets several writes in one commit.
const actors = 8

// step is a call of an actor's script. Ids in its body are labels.
type step struct{ operation, body string }

// script is what an actor does with what Furnished makes: all operations, good and bad, in any order, then its end. The
// last of it are the calls that only look.
type script struct{ furnish, any, end, looks []step }

func newScript(t *testing.T) script {
	t.Helper()
	e := et.New(t)
	var s script
	names := labels{}
	e.Sent = func(r *request.Request) {
		_, operation, _ := strings.Cut(r.Header["x-amz-target"], ".")
		s.furnish = append(s.furnish, step{operation, string(r.Body)})
	}
	ids := e.Furnished(t, et.Nobody)
	e.Sent = nil
	replay := et.New(t)
	for i, call := range s.furnish { // the same calls make the same ids, in the order of their answers
		names.learn(string(replay.Ask(t, et.Nobody, call.operation, call.body).Body))
		s.furnish[i].body = names.hide(call.body)
	}
	looks := regexp.MustCompile("^(Describe|Get|List)")
	for _, c := range et.OneEach {
		calls := []step{{c.Operation, names.hide(ids(c.Body))}}
		if c.Undo != "" {
			calls = append(calls, step{c.Undo, names.hide(ids(c.UndoBody))})
		}
		if looks.MatchString(c.Operation) && c.Operation != "ListUserPools" {
			s.looks = append(s.looks, calls...)
		}
		if c.Operation == "DeleteUserPool" {
			s.looks = append(s.looks, step{"DescribeUserPool", calls[0].body})
		}
		s.any = append(append(s.any, calls...), step{c.Operation, "{}"})
	}
	pool := step{"DeleteUserPool", names.hide(ids(`{"UserPoolId":"<pool>"}`))}
	custom := step{"DeleteUserPoolDomain", names.hide(ids(`{"UserPoolId":"<pool>","Domain":"auth.example.com"}`))}
	domain := step{"DeleteUserPoolDomain", names.hide(ids(`{"UserPoolId":"<pool>","Domain":"d"}`))}
	s.end = []step{pool, custom, domain, pool}
	return s
}

// labels are the ids, secrets and dates that answers had, which no two endpoints have in common, in their order.
type labels struct{ values []string }

var (
	random = regexp.MustCompile(`us-east-1_[0-9A-Za-z]{9}|\bd[0-9a-z]{13}\.cloudfront|\b[0-9a-z]{20,60}--\d{10}\b|\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b|\b[0-9a-z]{20,60}\b`)
	// No request names a certificate.
	certificate = regexp.MustCompile(`[0-9A-Za-z+/]{100,}={0,2}`)
	dates       = regexp.MustCompile(`\b1\.\d+E9\b|\b1\d{9}(\.\d+)?\b|\b20\d{12}\b`)
)

func (l *labels) learn(answer string) {
	for _, v := range random.FindAllString(answer, -1) {
		if !slices.Contains(l.values, v) {
			l.values = append(l.values, v)
		}
	}
}

// hide puts labels in the place of values; show undoes that.
func (l *labels) hide(text string) string {
	return random.ReplaceAllStringFunc(text, func(v string) string {
		if i := slices.Index(l.values, v); i >= 0 {
			return fmt.Sprintf("<%d>", i)
		}
		return v
	})
}

func (l *labels) show(text string) string {
	for i, v := range l.values {
		text = strings.ReplaceAll(text, fmt.Sprintf("<%d>", i), v)
	}
	return text
}

// plain is an answer without what no two endpoints have in common. Lists have an order of their own: that of ids is another one
// with other ids.
func (l *labels) plain(answer string) string {
	answer = certificate.ReplaceAllString(answer, "certificate")
	l.learn(answer)
	text := dates.ReplaceAllString(l.hide(answer), "0")
	var v any
	if json.Unmarshal([]byte(text), &v) != nil {
		return text
	}
	return string(et.JSON(sorted(v)))
}

func sorted(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name := range v {
			v[name] = sorted(v[name])
		}
	case []any:
		for i := range v {
			v[i] = sorted(v[i])
		}
		slices.SortFunc(v, func(a, b any) int { return strings.Compare(string(et.JSON(a)), string(et.JSON(b))) })
	}
	return v
}

// report is what a run has found.
type report struct {
	mu sync.Mutex
	// deaf has answers not arrive: the last moment before a kill, in which calls were made of which nobody heard.
	deaf atomic.Bool
	// kills, and how many of them met the program before it listened.
	kills, starting int
	// acknowledged and refused calls, those that were cut off, which of these had been made, and those that were repeated.
	acknowledged, refused, cut, made, repeated int
	// lost is how often something acknowledged was not there after a kill, or something that nobody had asked for;
	// undone how often an answer was not what it had to be.
	lost, undone int
	wrong        []string
}

func (r *report) String() string {
	return fmt.Sprintf("%d kills, %d of them at the start; %d acknowledged, %d refused, %d cut off, of which %d were made and %d were repeated; lost %d, undone %d",
		r.kills, r.starting, r.acknowledged, r.refused, r.cut, r.made, r.repeated, r.lost, r.undone)
}

func (r *report) count(change func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	change()
}

func (r *report) differs(number *int, format string, args ...any) {
	r.count(func() {
		*number++
		r.wrong = append(r.wrong, fmt.Sprintf(format, args...))
	})
}

// actor works through the script again and again.
type actor struct {
	t      *testing.T
	name   string
	script script
	report *report
	url    string
	http   *http.Client

	cycle, calls  int
	twin          *et.Endpoint
	mine, twins   labels
	todo          []step
	pools         []string // that were made and not deleted, in all cycles
	cut           *step    // the call that was under way at a kill
	cutInvocation string
}

// next begins a cycle with pools, clients and domains of its own.
func (c *actor) next() {
	c.cycle++
	c.twin, c.mine, c.twins, c.cut = et.New(c.t), labels{}, labels{}, nil
	random := slices.Clone(c.script.any)
	rand.Shuffle(len(random), func(i, k int) { random[i], random[k] = random[k], random[i] })
	c.todo = slices.Concat(c.script.furnish, random, c.script.end)
}

// own has the domains of a call be the actor's: they are unique beyond pools.
func (c *actor) own(body string) string {
	id := fmt.Sprintf("%s-%d", c.name, c.cycle)
	return strings.NewReplacer(`"Domain":"d"`, `"Domain":"`+id+`"`, "auth.example.com", id+".example.com").Replace(body)
}

// work makes calls until one is cut off.
func (c *actor) work() {
	for {
		if len(c.todo) == 0 {
			c.next()
		}
		do := c.todo[0]
		c.calls++
		c.cutInvocation = fmt.Sprintf("%s-%d", c.name, c.calls)
		if !c.step(do) {
			c.cut = &do
			c.report.count(func() { c.report.cut++ })
			return
		}
	}
}

// step makes a call, and the twin's if it is answered.
func (c *actor) step(do step) (answered bool) {
	status, body, err := c.ask(do, c.cutInvocation)
	if err != nil || c.report.deaf.Load() {
		return false
	}
	c.todo = c.todo[1:]
	c.report.count(func() {
		if status == http.StatusOK {
			c.report.acknowledged++
		} else {
			c.report.refused++
		}
	})
	c.expect(do, status, body)
	return true
}

// expect compares an answer with the twin's.
func (c *actor) expect(do step, status int, body string) {
	want := c.ofTwin(do)
	if do.operation == "CreateUserPool" && status == http.StatusOK {
		c.pools = append(c.pools, random.FindString(body))
	}
	if do.operation == "DeleteUserPool" && status == http.StatusOK {
		gone := random.FindString(c.mine.show(do.body))
		c.pools = slices.DeleteFunc(c.pools, func(id string) bool { return id == gone })
	}
	if do.operation == "ListUserPools" { // which also has the others'
		body, want.text = "", ""
	}
	if got := c.mine.plain(body); status != want.status || got != want.text {
		c.report.differs(&c.report.undone, "%s: %s %s\n is answered %d %s\n     and not %d %s", c.name, do.operation, do.body, status, got, want.status, want.text)
		c.todo = nil
	}
}

type answer struct {
	status int
	text   string
}

func (c *actor) ofTwin(do step) answer {
	a := c.twin.Ask(c.t, et.Nobody, do.operation, c.own(c.twins.show(do.body)))
	return answer{a.Status, c.twins.plain(string(a.Body))}
}

func (c *actor) ask(do step, invocation string) (status int, body string, err error) {
	r, err := http.NewRequest(http.MethodPost, c.url, strings.NewReader(c.own(c.mine.show(do.body))))
	if err != nil {
		return 0, "", err
	}
	r.Header.Set("Content-Type", awsjson.ContentType)
	r.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService."+do.operation)
	r.Header.Set("Amz-Sdk-Invocation-Id", invocation)
	resp, err := c.http.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = resp.Body.Close() }()
	content, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(content), err
}

// state is what the looking calls say, of the program or of the twin. Labels that they learn are of that moment: the other one
// may be another.
func (c *actor) state(say func(step) answer) (lines []string) {
	mine, twins := c.mine, c.twins
	defer func() { c.mine, c.twins = mine, twins }()
	for _, look := range c.script.looks {
		a := say(look)
		lines = append(lines, fmt.Sprintf("%s %d %s", look.operation, a.status, a.text))
	}
	return lines
}

func (c *actor) ofProgram(do step) answer {
	status, body, err := c.ask(do, "look")
	if err != nil {
		body = err.Error()
	}
	return answer{status, c.mine.plain(body)}
}

// settle finds out what became of the call that was cut off, and repeats it where it was not made, or where it makes
// something: then the repetition is answered as the first attempt would have been, and makes nothing.
func (c *actor) settle() {
	if c.cut == nil {
		return
	}
	do := *c.cut
	c.cut = nil
	made := !slices.Equal(c.state(c.ofTwin), c.state(c.ofProgram))
	if made {
		c.report.count(func() { c.report.made++ })
	}
	if !made || strings.HasPrefix(do.operation, "Create") {
		status, body, err := c.ask(do, c.cutInvocation)
		require.NoError(c.t, err)
		c.report.count(func() { c.report.repeated++ })
		c.expect(do, status, body)
	} else {
		twins := c.twins
		c.ofTwin(do)
		c.twins = twins // nobody heard of what was made
		if do.operation == "DeleteUserPool" {
			gone := random.FindString(c.mine.show(do.body))
			c.pools = slices.DeleteFunc(c.pools, func(id string) bool { return id == gone })
		}
	}
	if len(c.todo) > 0 {
		c.todo = c.todo[1:]
	}
	want, got := c.state(c.ofTwin), c.state(c.ofProgram)
	for i := range want {
		if got[i] != want[i] {
			c.report.differs(&c.report.lost, "%s, after %s %s was cut off, has\n%s\n  and not\n%s", c.name, do.operation, do.body, got[i], want[i])
			c.todo = nil
			return
		}
	}
}

// killing runs the program on a file until it was killed that often, and once more to look.
func killing(t *testing.T, file string, times int, program func() *exec.Cmd) *report {
	t.Helper()
	r := &report{}
	what := newScript(t)
	all := make([]*actor, actors)
	for i := range all {
		all[i] = &actor{t: t, name: "c" + strconv.Itoa(i), script: what, report: r}
	}
	for r.kills < times {
		if r.kills%5 == 4 {
			killAtStart(t, program())
			r.kills, r.starting = r.kills+1, r.starting+1
			continue
		}
		cmd := program()
		p := start(t, cmd)
		resume(t, all, p.url)
		var working sync.WaitGroup
		for _, c := range all {
			working.Go(c.work)
		}
		time.Sleep(50*time.Millisecond + rand.N(250*time.Millisecond))
		r.deaf.Store(true)
		time.Sleep(rand.N(2 * time.Millisecond))
		require.NoError(t, p.Process.Kill())
		r.kills++
		working.Wait()
		_ = p.Wait()
		r.deaf.Store(false)
	}
	p := start(t, command(nil, "-data", file, "-log", "off"))
	resume(t, all, p.url)
	return r
}

// resume lets actors find out what has become of their calls, and holds that nobody has more pools than it asked for.
func resume(t *testing.T, all []*actor, url string) {
	t.Helper()
	var settling sync.WaitGroup
	for _, c := range all {
		c.url, c.http = url, &http.Client{Transport: &http.Transport{}}
		settling.Go(c.settle)
	}
	settling.Wait()
	var want []string
	for _, c := range all {
		want = append(want, c.pools...)
	}
	got := pools(t, all[0])
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(want, got) {
		all[0].report.differs(&all[0].report.lost, "%d pools are there, and not %d", len(got), len(want))
		for _, c := range all {
			c.pools, c.todo = nil, nil
		}
		all[0].pools = got
	}
}

// pools are the ids of all pools.
func pools(t *testing.T, c *actor) (ids []string) {
	t.Helper()
	for token := ""; ; {
		status, body, err := c.ask(step{"ListUserPools", `{"MaxResults":60` + token + `}`}, "look")
		require.NoError(t, err)
		require.Equal(t, http.StatusOK, status, body)
		var page struct {
			UserPools []struct{ ID string }
			NextToken string
		}
		require.NoError(t, json.Unmarshal([]byte(body), &page))
		for _, p := range page.UserPools {
			ids = append(ids, p.ID)
		}
		if page.NextToken == "" {
			return ids
		}
		token = `,"NextToken":"` + page.NextToken + `"`
	}
}

// killAtStart kills the program within the time that it takes to start.
func killAtStart(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	launch(t, cmd)
	time.Sleep(rand.N(30 * time.Millisecond))
	require.NoError(t, cmd.Process.Kill())
	_ = cmd.Wait()
}

// TestKills: nothing that was acknowledged is lost or undone, whenever the program is killed.
func TestKills(t *testing.T) {
	times := *kills
	if testing.Short() {
		times = min(times, 5)
	}
	file := filepath.Join(t.TempDir(), "pools.db")
	r := killing(t, file, times, func() *exec.Cmd { return command(nil, "-data", file, "-log", "off") })
	t.Log(r)
	assert.Zero(t, r.lost+r.undone, "%s", strings.Join(r.wrong[:min(3, len(r.wrong))], "\n"))
	assert.Positive(t, r.acknowledged)
	assert.Positive(t, r.cut)
}

// asEarly makes the test binary a program that acknowledges writes before it makes them.
const asEarly = "USERPOOLS_TEST_EARLY"

// TestKills_Early: such a program is found out, sooner or later.
func TestKills_Early(t *testing.T) {
	found := 0
	for round := 0; found == 0 && round < 20; round++ {
		file := filepath.Join(t.TempDir(), "pools.db")
		r := killing(t, file, 1, func() *exec.Cmd {
			cmd := command(nil, "-data", file)
			cmd.Env = append(cmd.Env, asEarly+"=1")
			return cmd
		})
		t.Log(r)
		found = r.lost + r.undone
	}
	assert.Positive(t, found)
}

// early writes to a store in memory at once and to one in a file later, in the same order.
type early struct {
	cognito.Store
	durable cognito.Store
	later   chan func(cognito.Store)
}

func newEarly(file string) (*early, error) {
	memory, err := bolt.OpenMemory()
	if err != nil {
		return nil, err
	}
	durable, err := bolt.Open(bolt.Options{Path: file})
	if err != nil {
		return nil, err
	}
	e := &early{memory, durable, make(chan func(cognito.Store), 1<<16)}
	go func() {
		for write := range e.later {
			time.Sleep(20 * time.Millisecond)
			write(e.durable)
		}
	}()
	return e, nil
}

func (e *early) both(write func(cognito.Store) error) error {
	err := write(e.Store)
	if err == nil {
		e.later <- func(s cognito.Store) { _ = write(s) }
	}
	return err
}

func (e *early) Create(ctx context.Context, p *cognito.Pool) error {
	return e.both(func(s cognito.Store) error { return s.Create(context.WithoutCancel(ctx), p) })
}

func (e *early) Write(ctx context.Context, w cognito.Write) error {
	return e.both(func(s cognito.Store) error { return s.Write(context.WithoutCancel(ctx), w) })
}

func (e *early) Delete(ctx context.Context, part cognito.Partition, id string) error {
	return e.both(func(s cognito.Store) error { return s.Delete(context.WithoutCancel(ctx), part, id) })
}

// serveEarly is the program with such a store.
func serveEarly(args []string) error {
	o, err := parse(args, os.Getenv)
	if err != nil {
		return err
	}
	e, err := newEarly(o.data)
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", o.listen)
	if err != nil {
		return err
	}
	server := localapi.Server(handler(o, &store{Store: e}, nil, nil, io.Discard, io.Discard))
	fmt.Fprintf(os.Stderr, "It is at http://%s\n", listener.Addr())
	return server.Serve(listener)
}
