package bench

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite testdata")

// upTo are the numbers from 1, with the large ones first.
func upTo(n int) (list []float64) {
	for i := n; i > 0; i-- {
		list = append(list, float64(i))
	}
	return list
}

// TestInterval: the ranks are those of the tables for the sign test.
func TestInterval(t *testing.T) {
	for n, want := range map[int][2]float64{1: {1, 1}, 5: {1, 5}, 6: {1, 6}, 9: {2, 8}, 10: {2, 9}, 20: {6, 15}, 30: {10, 21}, 60: {22, 39}} {
		low, high := interval(upTo(n))
		assert.Equal(t, want, [2]float64{low, high}, n)
	}
	low, high := interval(nil)
	assert.True(t, math.IsNaN(low) && math.IsNaN(high))
}

func TestMedian(t *testing.T) {
	for n, want := range map[int]float64{1: 1, 2: 1.5, 3: 2, 10: 5.5} {
		assert.Equal(t, want, median(upTo(n)), n)
	}
	assert.True(t, math.IsNaN(median(nil)))
}

func TestQuantile(t *testing.T) {
	sorted := []float64{1, 2, 3, 4}
	for part, want := range map[float64]float64{0: 1, 0.25: 1, 0.26: 2, 0.5: 2, 0.99: 4, 1: 4} {
		assert.Equal(t, want, quantile(sorted, part), part)
	}
}

func TestSample_Ratio(t *testing.T) {
	for want, s := range map[string]sample{
		"3.00 (2.00–4.00)":    {{2, 3, 4}},
		"1.20 (0.900–1.50) ~": {{0.9, 1.2, 1.5}},
		"5.00 (1.00–9.00) ~":  {{1, 1, 1}, {5, 5}, {9, 9}}, // the median of the calls' medians, whatever their rounds
		"2.00 (2.00–2.00)":    sample{{4, 6, 8}}.over(sample{{2, 3, 4, 5}}),
		"– (–––)":             {nil},
	} {
		assert.Equal(t, want, s.ratio())
	}
}

func TestDigits(t *testing.T) {
	for x, want := range map[float64]string{0: "0.00", 0.0123: "0.0123", 0.123: "0.123", 1.234: "1.23", 12.34: "12.3", 123.4: "123", 12345: "12345", math.Inf(1): "–"} {
		assert.Equal(t, want, digits(x))
	}
}

func TestParse(t *testing.T) {
	assert.Equal(t, 1230*time.Millisecond, parseStat("12 (a b) c) S 1 12 12 0 -1 4194560 9 0 1 0 100 23 7 8 20 0 9 0 5 6 7"))
	assert.Equal(t, 1234567*time.Nanosecond, parseSched("1234567 89 10\n"))
	assert.Equal(t, int64(5<<20), parseStatus("Name:\tx\nVmRSS:\t    9000 kB\nRssAnon:\t    5120 kB\n", "RssAnon"))
	assert.Zero(t, parseStatus("Name:\tx\n", "RssAnon"))
	assert.Equal(t, 6*tick, parseBusy("cpu  1 1 1 1000 1000 1 1 1 0 0\ncpu0 9 9 9 9 9 9 9 9 9 9\n"))
	assert.Equal(t, 0.42, parseLoad("0.42 9 9 1/2 3\n"))
	assert.Equal(t, "A: B", parseModel("processor\t: 0\nmodel name\t: A: B\nmodel name\t: C\n"))
	for _, empty := range []func(){func() { parseStat("") }, func() { parseSched("") }, func() { parseBusy("") }, func() { parseLoad("") }} {
		assert.NotPanics(t, empty, "of a process that has ended there is nothing")
	}
}

// TestProc: this process has computed something, and has memory.
func TestProc(t *testing.T) {
	if _, err := os.Stat("/proc/self/stat"); err != nil {
		t.Skip("no Linux")
	}
	for begun := time.Now(); cpu(os.Getpid()) == 0 && time.Since(begun) < time.Minute; { // it counts in ticks of 10 ms
		_ = upTo(1000)
	}
	assert.Positive(t, cpu(os.Getpid()))
	assert.Positive(t, cpuOfThreads(os.Getpid()))
	assert.Positive(t, anonymous(os.Getpid()))
}

// TestClient has a server answer in every way that the servers here do.
func TestClient(t *testing.T) {
	const announced, chunked = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\ntw\r\n1\r\no\r\n0\r\n\r\n"
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	go func() {
		for _, answers := range [][]string{
			{announced, chunked, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"},
			{announced}, // and then it closes, without a word
			{announced, "HTTP/1.1 400 Bad Request\r\nContent-Length: 4\r\n\r\nnone", "nonsense"},
		} {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			for w := newWire(conn); len(answers) > 0 && w.read() == nil; answers = answers[1:] {
				_, _ = io.WriteString(conn, answers[0])
			}
			_ = conn.Close()
		}
	}()
	c := client{address: listener.Addr().String()}
	for i, want := range []string{"one", "two", "", "one", "one"} {
		got, err := c.ask(call("CreateUserPool", "{}"))
		require.NoError(t, err, i)
		assert.Equal(t, want, string(got), i)
	}
	_, err = c.ask(call("CreateUserPool", "{}"))
	assert.EqualError(t, err, `answered "HTTP/1.1 400 Bad Request" "none"`)
}

func TestItemSize(t *testing.T) {
	for item, want := range map[string]int{
		`{"PK":{"S":"äb"}}`:                               2 + 3,
		`{"N":{"N":"-1200"}}`:                             1 + 2,
		`{"N":{"N":"1790257791224"}}`:                     1 + 8,
		`{"B":{"BOOL":true}}`:                             1 + 1,
		`{"M":{"M":{"a":{"S":"b"},"cc":{"BOOL":false}}}}`: 1 + 3 + 2 + 2 + 3,
		`{"L":{"L":[{"S":"ab"},{"M":{}}]}}`:               1 + 3 + 2 + 2 + 3,
	} {
		var parsed map[string]any
		require.NoError(t, json.Unmarshal([]byte(item), &parsed))
		assert.Equal(t, want, itemSize(parsed), item)
	}
}

func TestStored(t *testing.T) {
	all, err := stored("../..")
	require.NoError(t, err)
	var names []string
	for _, p := range all {
		names = append(names, p.name)
	}
	assert.Equal(t, []string{
		"minimal", "full", "full, each text at its maximum", "Terraform, `aws_cognito_user_pool.main`", "Terraform, `aws_cognito_user_pool.minimal`",
	}, names)
	var longest struct {
		PoolName, SmsAuthenticationMessage string
		UserPoolTags                       map[string]string
		VerificationMessageTemplate        struct{ EmailMessageByLink string }
	}
	require.NoError(t, json.Unmarshal([]byte(all[2].body), &longest))
	assert.Len(t, longest.PoolName, 128)
	assert.Len(t, longest.SmsAuthenticationMessage, 140)
	assert.Len(t, longest.VerificationMessageTemplate.EmailMessageByLink, 20_000)
	assert.Len(t, longest.UserPoolTags, 50)
}

// result is a fixed one.
func result() *Result {
	slow := make([]float64, 0, 200)
	for _, x := range upTo(200) {
		slow = append(slow, 1500+40*x)
	}
	return &Result{
		About:  "2026-11-29; 2 processors.",
		Tables: map[string]Table{"local": {Header: []string{"payload", "ours / null"}, Rows: [][]string{{"full, 1", "0.300 (0.290–0.310)"}, {"full, 8", "0.170 (0.160–0.180)"}}}},
		Curves: []Curve{newCurve("ours", upTo(200)), newCurve("a <peer>", slow)},
	}
}

func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		require.NoError(t, os.WriteFile(file, got, 0o600))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, string(want), string(got))
}

// TestPage: what is written by hand, and what another command measured, stays.
func TestPage(t *testing.T) {
	const written = "# Title\n\nBy hand.\n\n<!-- measured: about -->\nold\n<!-- end -->\n\n<!-- measured: local -->\n| old |\n<!-- end -->\nBy hand, too.\n" +
		"<!-- measured: peers -->\n| another's |\n<!-- end -->\n"
	page, err := Page(written, "about", result())
	require.NoError(t, err)
	golden(t, "testdata/page.md", []byte(page))
	again, err := Page(page, "about", result())
	require.NoError(t, err)
	assert.Equal(t, page, again)
	for _, incomplete := range []string{"", "<!-- measured: about -->\n", strings.Replace(written, "local", "locals", 1)} {
		_, err := Page(incomplete, "about", result())
		assert.ErrorContains(t, err, "the page has no place for")
	}
}

func TestPicture(t *testing.T) {
	picture := Picture(Title, result().Curves)
	golden(t, "testdata/picture.svg", picture)
	decoder := xml.NewDecoder(bytes.NewReader(picture))
	for {
		_, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
	}
}

// TestRun runs everything once, and fills the page that there is.
func TestRun(t *testing.T) {
	if testing.Short() {
		t.Skip("builds five programs")
	}
	page, err := os.ReadFile("../../docs/performance.md")
	require.NoError(t, err)
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	peer := []Program{{Name: "null", Command: []string{"go", "run", "-C", root, "./internal/bench/null", "-listen", "127.0.0.1:{port}"}}}
	for about, peers := range map[string][]Program{"about": nil, "about-peers": peer} {
		r, err := Run(t.Context(), root, Quick, peers, func(string, ...any) {})
		require.NoError(t, err)
		_, err = Page(string(page), about, r)
		require.NoError(t, err)
		for name, table := range r.Tables {
			require.NotEmpty(t, table.Rows, name)
			for _, row := range table.Rows {
				assert.Len(t, row, len(table.Header), name)
			}
		}
		assert.Len(t, r.Curves, 2*len(peers))
		assert.NotContains(t, fmt.Sprint(r.Tables["units"]), "– ")
	}
}
