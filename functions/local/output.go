package main

import (
	"bytes"
	"io"
	"sync"
	"sync/atomic"
	"time"
)

// maxQueued bounds what waits to be written, in bytes: thousands of lines.
const maxQueued = 256 << 10

// output is a writer that never blocks and never fails, in front of one that may do both
// because nobody reads it. Each Write is an entry. Entries are queued and written in their
// order; those for which there is no room are dropped. How many could not be written is
// said in their place, and by close.
type output struct {
	w         io.Writer
	note      func(entries int) []byte
	unwritten atomic.Int64 // of all entries so far
	ended     chan struct{}

	mu     sync.Mutex // of those who send to the queue
	queue  chan batch // of one, which a Write takes out and puts back with its entry
	closed bool
}

// batch is entries to be written, and how many were dropped after them.
type batch struct {
	entries [][]byte
	size    int
	dropped int
}

// newOutput begins to write what is written to it. The note says how many entries
// are missing.
func newOutput(w io.Writer, note func(entries int) []byte) *output {
	o := &output{w: w, note: note, ended: make(chan struct{}), queue: make(chan batch, 1)}
	go o.run()
	return o
}

// Write takes an entry. After the first that has no room the queue takes no more until it
// is emptied, so that there is one gap at its end.
func (o *output) Write(entry []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.unwritten.Add(1)
	if o.closed {
		return len(entry), nil
	}
	var b batch
	select {
	case b = <-o.queue:
	default:
	}
	if b.dropped > 0 || b.size+len(entry) > maxQueued {
		b.dropped++
	} else {
		b.entries, b.size = append(b.entries, bytes.Clone(entry)), b.size+len(entry)
	}
	o.queue <- b
	return len(entry), nil
}

// close writes what is queued, but not for longer than timeout, and returns how many
// entries were not written. Later entries are dropped.
func (o *output) close(timeout time.Duration) int {
	o.mu.Lock()
	o.closed = true
	close(o.queue)
	o.mu.Unlock()
	select {
	case <-o.ended:
	case <-time.After(timeout):
	}
	return int(o.unwritten.Load())
}

// run writes until the output is closed and the queue empty.
func (o *output) run() {
	defer close(o.ended)
	missing := 0
	for b := range o.queue {
		missing += b.dropped
		for _, entry := range b.entries {
			if _, err := o.w.Write(entry); err != nil {
				missing++
				continue
			}
			o.unwritten.Add(-1)
		}
		if missing > 0 {
			if _, err := o.w.Write(o.note(missing)); err == nil {
				missing = 0
			}
		}
	}
}
