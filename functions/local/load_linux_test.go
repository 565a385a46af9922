package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/clients"
	"userpools/internal/ddblocal"
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

// call makes a call without a signature. The answer is empty where there is none.
func (c *caller) call(operation, body string) (answer []byte) {
	begun := time.Now()
	outcome, answer := c.send(operation, body)
	c.took = append(c.took, time.Since(begun))
	c.outcomes[outcome]++
	return answer
}

func (c *caller) send(operation, body string) (outcome string, answer []byte) {
	req, err := http.NewRequest(http.MethodPost, c.url, strings.NewReader(body))
	if err != nil {
		return err.Error(), nil
	}
	req.Header.Set("Content-Type", "application/x-amz-json-1.1")
	req.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService."+operation)
	resp, err := c.Do(req)
	if err != nil {
		return "no answer", nil
	}
	defer func() { _ = resp.Body.Close() }()
	if answer, err = io.ReadAll(resp.Body); err != nil {
		return "no answer", nil
	}
	if resp.StatusCode == http.StatusOK {
		return "ok", answer
	}
	var refused struct {
		Type string `json:"__type"`
	}
	_ = json.Unmarshal(answer, &refused)
	return refused.Type, answer
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
