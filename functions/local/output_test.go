package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/syncbuffer"
)

// blocked blocks each write until it is opened.
type blocked struct {
	io.Writer
	open chan struct{}
}

func (b blocked) Write(p []byte) (int, error) {
	<-b.open
	return b.Writer.Write(p)
}

func missing(n int) []byte { return fmt.Appendf(nil, "missing %d\n", n) }

func TestOutput_Order(t *testing.T) {
	var written syncbuffer.Buffer
	o := newOutput(&written, missing)
	var want strings.Builder
	line := make([]byte, 0, 16)
	for i := range 1000 {
		line = fmt.Appendf(line[:0], "line %d\n", i) // the caller may use its memory again
		n, err := o.Write(line)
		assert.NoError(t, err)
		assert.Len(t, line, n)
		want.Write(line)
	}
	assert.Zero(t, o.close(timeout))
	assert.Equal(t, want.String(), written.String())
}

// newBlocked is an output whose first entry is being written until it is opened.
func newBlocked(t *testing.T, w io.Writer) (o *output, open chan struct{}) {
	t.Helper()
	open = make(chan struct{})
	o = newOutput(blocked{w, open}, missing)
	_, _ = io.WriteString(o, "first\n")
	require.Eventually(t, func() bool { return len(o.queue) == 0 }, timeout, time.Millisecond)
	return o, open
}

func TestOutput_Blocked(t *testing.T) {
	const kept = maxQueued / 1024
	line, full := strings.Repeat("x", 1023)+"\n", strings.Repeat("x", maxQueued)
	for name, tt := range map[string]struct {
		entries []string
		want    string
		missing int
	}{
		"as much as there is room for":   {[]string{full}, full, 0},
		"one that has no room":           {[]string{full + "x"}, "missing 1\n", 1},
		"many":                           {slices.Repeat([]string{line}, 999), strings.Repeat(line, kept) + fmt.Sprintf("missing %d\n", 999-kept), 999 - kept},
		"one that has room, after a gap": {[]string{"second\n", full, "small\n"}, "second\nmissing 2\n", 2},
	} {
		var written syncbuffer.Buffer
		o, open := newBlocked(t, &written)
		for _, entry := range tt.entries {
			_, _ = io.WriteString(o, entry)
		}
		close(open)
		assert.Equal(t, tt.missing, o.close(timeout), name)
		assert.Equal(t, "first\n"+tt.want, written.String(), name)
	}
}

func TestOutput_Close(t *testing.T) {
	var written syncbuffer.Buffer
	o, open := newBlocked(t, &written)
	_, _ = io.WriteString(o, "second\n")
	assert.Equal(t, 2, o.close(time.Millisecond), "it does not wait for ever")
	close(open)
	<-o.ended
	assert.Equal(t, "first\nsecond\n", written.String())
	_, _ = io.WriteString(o, "third\n") // a request may end late
	assert.EqualValues(t, 1, o.unwritten.Load())
}

// failing fails a number of times, and then writes.
type failing struct {
	io.Writer
	times int
}

func (f *failing) Write(p []byte) (int, error) {
	if f.times--; f.times >= 0 {
		return 0, errors.New("no space left on device")
	}
	return f.Writer.Write(p)
}

func TestOutput_Failing(t *testing.T) {
	var written syncbuffer.Buffer
	o := newOutput(&failing{&written, 1}, missing)
	_, _ = io.WriteString(o, "lost\n")
	assert.Equal(t, 1, o.close(timeout))
	assert.Equal(t, "missing 1\n", written.String())

	o = newOutput(&failing{&written, 1 << 30}, missing)
	for range 10 {
		_, _ = io.WriteString(o, "lost\n")
	}
	assert.Equal(t, 10, o.close(timeout))
}

func TestOutput_Concurrent(t *testing.T) {
	var written syncbuffer.Buffer
	o := newOutput(&written, missing)
	var writing sync.WaitGroup
	for range 8 {
		writing.Go(func() {
			for range 100 {
				_, _ = io.WriteString(o, "one line\n")
			}
		})
	}
	writing.Wait()
	assert.Zero(t, o.close(timeout))
	assert.Equal(t, strings.Repeat("one line\n", 800), written.String())
}
