package main

import (
	"errors"
	"fmt"
	"io"
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
func newBlocked(t *testing.T, w io.Writer, first string) (o *output, open chan struct{}) {
	t.Helper()
	open = make(chan struct{})
	o = newOutput(blocked{w, open}, missing)
	_, _ = io.WriteString(o, first)
	require.Eventually(t, func() bool { return len(o.queue) == 0 }, timeout, time.Millisecond)
	return o, open
}

func TestOutput_Blocked(t *testing.T) {
	var written syncbuffer.Buffer
	line := strings.Repeat("x", 1023) + "\n"
	const lines, kept = 1000, 1 + maxQueued/1024
	o, open := newBlocked(t, &written, line)
	for range lines - 1 {
		_, _ = io.WriteString(o, line)
	}
	assert.Equal(t, lines, o.close(time.Millisecond), "it does not wait for ever")
	close(open)
	<-o.ended
	assert.Equal(t, strings.Repeat(line, kept)+fmt.Sprintf("missing %d\n", lines-kept), written.String(), "the gap is where it was")
	_, _ = io.WriteString(o, line) // a request may end late
	assert.EqualValues(t, lines-kept+1, o.unwritten.Load())
}

func TestOutput_Large(t *testing.T) {
	var written syncbuffer.Buffer
	o := newOutput(&written, missing)
	_, _ = o.Write(make([]byte, maxQueued+1))
	assert.Equal(t, 1, o.close(timeout))
	assert.Equal(t, "missing 1\n", written.String())
}

// An entry that has room goes after the one that had none: the gap is said in its place.
func TestOutput_AfterGap(t *testing.T) {
	var written syncbuffer.Buffer
	o, open := newBlocked(t, &written, "first\n")
	_, _ = io.WriteString(o, "second\n")
	_, _ = o.Write(make([]byte, maxQueued))
	_, _ = io.WriteString(o, "small\n")
	close(open)
	assert.Equal(t, 2, o.close(timeout))
	assert.Equal(t, "first\nsecond\nmissing 2\n", written.String())
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
