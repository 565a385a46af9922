package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/clients"
	"userpools/internal/ddblocal"
	et "userpools/internal/endpointtest"
	"userpools/pkg/awsjson"
	"userpools/pkg/request"
	"userpools/pkg/shape"
)

// Load is measured by hand: what it shows depends on what else the machine does.
var loadTime = flag.Duration("load", 0, "how long the tests of load make calls in each of their parts; 0 skips them")

func loaded(t *testing.T) {
	t.Helper()
	if *loadTime == 0 {
		t.Skip("load is for make load and make soak")
	}
}

// caller is a client with a connection of its own, and what it saw.
type caller struct {
	http.Client
	url      string
	took     []time.Duration
	outcomes map[string]int // "ok", the exception, or "no answer"
}

// call makes a call without a signature.
func (c *caller) call(operation, body string) et.Answer { return c.ask(et.Request(operation, body)) }

func (c *caller) ask(r *request.Request) et.Answer {
	begun := time.Now()
	a := c.send(r)
	c.took = append(c.took, time.Since(begun))
	c.outcomes[a.Outcome]++
	return a
}

func (c *caller) send(r *request.Request) et.Answer {
	none := et.Answer{Response: &awsjson.Response{}, Outcome: "no answer"}
	req, err := http.NewRequest(r.Method, c.url, bytes.NewReader(r.Body))
	if err != nil {
		return none
	}
	for _, name := range []string{"content-type", "x-amz-target", "amz-sdk-invocation-id"} {
		req.Header.Set(name, r.Header[name])
	}
	resp, err := c.Do(req)
	if err != nil {
		return none
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return none
	}
	var refused struct {
		Type string `json:"__type"`
	}
	if resp.StatusCode != http.StatusOK {
		_ = json.Unmarshal(body, &refused)
	}
	return et.Answer{Response: &awsjson.Response{Status: resp.StatusCode, Body: body}, Outcome: cmp.Or(refused.Type, "ok")}
}

// drive has callers make calls, as fast as they are answered, for a time. The nth caller asks the nth of the urls.
func drive(callers int, d time.Duration, next func(c *caller, who, n int), urls ...string) *caller {
	until := time.Now().Add(d)
	all := make([]*caller, callers)
	var calling sync.WaitGroup
	for who := range all {
		c := &caller{url: urls[who%len(urls)], outcomes: map[string]int{}, Client: http.Client{Transport: &http.Transport{}, Timeout: time.Minute}}
		all[who] = c
		calling.Go(func() {
			for n := 0; time.Now().Before(until); n++ {
				next(c, who, n)
			}
			c.CloseIdleConnections()
		})
	}
	calling.Wait()
	sum := &caller{outcomes: map[string]int{}}
	for _, c := range all {
		sum.took = append(sum.took, c.took...)
		for outcome, n := range c.outcomes {
			sum.outcomes[outcome] += n
		}
	}
	slices.Sort(sum.took)
	return sum
}

// quantile is the time within which a part of the calls was answered.
func (c *caller) quantile(part float64) time.Duration {
	return c.took[min(int(part*float64(len(c.took))), len(c.took)-1)]
}

func (c *caller) String() string {
	var outcomes []string
	for _, outcome := range slices.Sorted(maps.Keys(c.outcomes)) {
		outcomes = append(outcomes, fmt.Sprintf("%d %s", c.outcomes[outcome], outcome))
	}
	return fmt.Sprintf("%d calls (%s), p50 %v, p99 %v, longest %v", len(c.took), strings.Join(outcomes, ", "),
		c.quantile(.5).Round(10*time.Microsecond), c.quantile(.99).Round(10*time.Microsecond), c.quantile(1).Round(time.Millisecond))
}

// share is the part of the calls that had an outcome.
func (c *caller) share(outcome string) float64 {
	return float64(c.outcomes[outcome]) / float64(len(c.took))
}

// TestLoad_Contention has 64 clients tag one pool in a table, through one process and through two.
func TestLoad_Contention(t *testing.T) {
	loaded(t)
	const table = "contention"
	program, environment := built(t), append(os.Environ(), "AWS_ENDPOINT_URL_DYNAMODB="+ddblocal.Endpoint(t))
	var urls []string
	for processes := 1; processes <= 2; processes++ {
		cmd := exec.Command(program, "-table", table, "-listen", "127.0.0.1:0", "-log", "off")
		cmd.Env = environment
		urls = append(urls, start(t, cmd).url)
		var made struct{ UserPool struct{ Arn string } }
		require.NoError(t, json.Unmarshal(clients.Call(t, urls[0], "CreateUserPool", map[string]string{"PoolName": "p"}), &made))
		seen := drive(64, *loadTime, func(c *caller, who, n int) {
			c.call("TagResource", fmt.Sprintf(`{"ResourceArn":%q,"Tags":{"caller-%d":"%d"}}`, made.UserPool.Arn, who%40, n))
		}, urls...)
		t.Logf("%d process(es): %v: %.2f %% contended", processes, seen, 100*seen.share("TooManyRequestsException"))
		if processes == 1 {
			assert.Less(t, seen.share("TooManyRequestsException"), .02)
		}
		assert.Equal(t, len(seen.took), seen.outcomes["ok"]+seen.outcomes["TooManyRequestsException"])
	}
}

// slowly keeps connections with bodies of the largest size of which a part is sent at once, and then a byte a second. It
// opens new ones for those that are cut off.
func slowly(t *testing.T, address string, connections, sent int, stop <-chan bool) {
	t.Helper()
	head := fmt.Sprintf("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n", shape.MaxBody)
	begin := append([]byte(head), bytes.Repeat([]byte(" "), sent)...)
	one := func() error {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			return err
		}
		defer func() { _ = conn.Close() }()
		for next := begin; ; next = []byte(" ") {
			_ = conn.SetWriteDeadline(time.Now().Add(time.Minute))
			if _, err := conn.Write(next); err != nil {
				return nil // it was cut off
			}
			select {
			case <-stop:
				return nil
			case <-time.After(time.Second):
			}
		}
	}
	for range connections {
		go func() {
			for err := error(nil); err == nil; {
				select {
				case <-stop:
					return
				default:
					err = one()
				}
			}
		}()
	}
}

// TestLoad_SlowBodies has 64 honest clients, with and without 1,000 that send their bodies slowly.
func TestLoad_SlowBodies(t *testing.T) {
	loaded(t)
	p := start(t, exec.Command(built(t), "-data", filepath.Join(t.TempDir(), "pools.db"), "-listen", "127.0.0.1:0", "-log", "off"))
	pool := et.Answer{Response: &awsjson.Response{Body: clients.Call(t, p.url, "CreateUserPool", map[string]string{"PoolName": "p"})}}.PoolID(t)
	honest := func(callers int) *caller {
		return drive(callers, *loadTime, func(c *caller, _, n int) {
			if n%10 == 0 {
				c.call("CreateUserPool", `{"PoolName":"honest"}`)
			} else {
				c.call("DescribeUserPool", `{"UserPoolId":"`+pool+`"}`)
			}
		}, p.url)
	}
	for _, sent := range []int{1, shape.MaxBody - 1000} {
		var ratios []float64
		for range 5 { // the machine does other things, too
			without, stop := honest(64), make(chan bool)
			slowly(t, strings.TrimPrefix(p.url, "http://"), 1000, sent, stop)
			most := watch(p.Process.Pid, stop)
			with := honest(64)
			close(stop)
			memory, ratio := <-most, with.quantile(.99).Seconds()/without.quantile(.99).Seconds()
			t.Logf("without: %v", without)
			t.Logf("with 1000 that have sent %d bytes: %v; p99 %.2f times, RssAnon at most %d MiB", sent, with, ratio, memory>>10)
			assert.Equal(t, len(with.took), with.outcomes["ok"])
			assert.Positive(t, memory)
			assert.Less(t, memory, 100<<10)
			ratios = append(ratios, ratio)
		}
		slices.Sort(ratios)
		assert.LessOrEqual(t, ratios[2], 1.5)
	}
	many := honest(512)
	t.Logf("512 honest ones: %v", many)
	assert.Equal(t, len(many.took), many.outcomes["ok"])
}

// watch is the most memory that a process has in use until the stop, in KiB.
func watch(pid int, stop <-chan bool) <-chan int {
	most := make(chan int, 1)
	go func() {
		all := 0
		for {
			all = max(all, anonymous(pid))
			select {
			case <-stop:
				most <- all
				return
			case <-time.After(100 * time.Millisecond):
			}
		}
	}()
	return most
}

// TestLoad_Soak has 64 clients make calls of all operations, each on pools of its own that it deletes again.
func TestLoad_Soak(t *testing.T) {
	loaded(t)
	file := filepath.Join(t.TempDir(), "pools.db")
	p := start(t, exec.Command(built(t), "-data", file, "-listen", "127.0.0.1:0", "-log", "off"))
	begun, stop, ended := time.Now(), make(chan bool), make(chan []float64)
	go func() { ended <- eachMinute(t, begun, p.Process.Pid, file, stop) }()
	seen := drive(64, *loadTime, func(c *caller, who, n int) { soak(t, c, who, n) }, p.url)
	close(stop)
	memory := <-ended
	t.Logf("%v in %v", seen, time.Since(begun).Round(time.Second))
	assert.Equal(t, len(seen.took), seen.outcomes["ok"])
	if last := len(memory) - 1; last > 1 {
		assert.Positive(t, memory[1])
		assert.LessOrEqual(t, memory[last], 1.1*memory[1], "of the second minute")
	}
	end(t, p.Cmd, os.Interrupt)
}

// eachMinute is the mean memory in each minute, in MiB. It is logged beside the size of the file.
func eachMinute(t *testing.T, begun time.Time, pid int, file string, stop <-chan bool) (means []float64) {
	t.Helper()
	sum, looks := 0, 0
	for second := 1; ; second++ {
		select {
		case <-stop:
			return means
		case <-time.After(time.Until(begun.Add(time.Duration(second) * time.Second))):
		}
		sum, looks = sum+anonymous(pid), looks+1
		if second%60 == 0 {
			means = append(means, float64(sum)/float64(looks)/1024)
			info, err := os.Stat(file)
			assert.NoError(t, err)
			t.Logf("minute %d: RssAnon %.1f MiB, file %.1f MiB", len(means), means[len(means)-1], float64(info.Size())/(1<<20))
			sum, looks = 0, 0
		}
	}
}

// soak makes what every operation is about, calls each, undoes it, and deletes what is left. Domains have names of the
// client's own.
func soak(t *testing.T, c *caller, who, n int) {
	own := strings.NewReplacer(`"Domain":"d"`, fmt.Sprintf(`"Domain":"d%d"`, who), "auth.example.com", fmt.Sprintf("auth%d.example.com", who))
	e := et.Remote(func(r *request.Request) et.Answer {
		r.Header["amz-sdk-invocation-id"] += fmt.Sprint(" of ", who, " ", n) // otherwise a call of all clients
		r.Body = []byte(own.Replace(string(r.Body)))
		return c.ask(r)
	})
	ids := e.Furnished(t, et.Nobody)
	var pools []string
	for _, call := range et.OneEach {
		a := e.Ask(t, et.Nobody, call.Operation, ids(call.Body))
		assert.Equal(t, "ok", a.Outcome, "%s: %s", call.Operation, a.Body)
		if call.Operation == "CreateUserPool" {
			pools = append(pools, a.PoolID(t))
		}
		if call.Undo != "" {
			e.Ask(t, et.Nobody, call.Undo, ids(call.UndoBody))
		}
	}
	for _, pool := range append(pools, ids("<pool>")) {
		described := e.Must(t, et.Nobody, "DescribeUserPool", et.Object{"UserPoolId": pool})["UserPool"].(et.Object)
		for _, member := range []string{"Domain", "CustomDomain"} {
			if domain, has := described[member]; has {
				e.Must(t, et.Nobody, "DeleteUserPoolDomain", et.Object{"UserPoolId": pool, "Domain": domain})
			}
		}
		e.Must(t, et.Nobody, "DeleteUserPool", et.Object{"UserPoolId": pool})
	}
}
