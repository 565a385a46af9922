package main

import (
	"bytes"
	"io"
	"sync"
	"time"
)

// maxQueued bounds what waits to be written, in bytes: thousands of lines.
const maxQueued = 256 << 10

// output is a writer that nobody waits for, in front of one that may block or fail
// because nobody reads it. Each Write is an entry. Entries are queued and written in
// their order; those for which there is no room are dropped. How many could not be
// written is said in their place, and by close.
type output struct {
	w    io.Writer
	note func(entries int) []byte

	mu        sync.Mutex
	wake      sync.Cond
	queue     [][]byte
	size      int // of what is in the queue
	dropped   int // after what is in the queue
	unwritten int // of all entries so far
	closed    bool
	ended     chan struct{}
}

// newOutput begins to write what is written to it. The note says how many entries
// are missing.
func newOutput(w io.Writer, note func(entries int) []byte) *output {
	o := &output{w: w, note: note, ended: make(chan struct{})}
	o.wake.L = &o.mu
	go o.run()
	return o
}

// Write takes an entry, and never fails. After the first that has no room the
// queue takes no more until it is emptied, so that there is one gap at its end.
func (o *output) Write(entry []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.unwritten++
	if o.closed || o.dropped > 0 || o.size+len(entry) > maxQueued {
		o.dropped++
	} else {
		o.queue = append(o.queue, bytes.Clone(entry))
		o.size += len(entry)
	}
	o.wake.Signal()
	return len(entry), nil
}

// close writes what is queued, but not for longer than patience, and returns how
// many entries were not written.
func (o *output) close(patience time.Duration) int {
	o.mu.Lock()
	o.closed = true
	o.wake.Signal()
	o.mu.Unlock()
	select {
	case <-o.ended:
	case <-time.After(patience):
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.unwritten
}

// run writes until the output is closed and the queue empty.
func (o *output) run() {
	defer close(o.ended)
	missing := 0
	for {
		entries, dropped := o.take()
		if len(entries)+dropped == 0 {
			return
		}
		missing += dropped
		for _, entry := range entries {
			if _, err := o.w.Write(entry); err != nil {
				missing++
				continue
			}
			o.written()
		}
		if missing > 0 {
			if _, err := o.w.Write(o.note(missing)); err == nil {
				missing = 0
			}
		}
	}
}

// take waits for entries and takes all of them; none are left once it is closed.
func (o *output) take() (entries [][]byte, dropped int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for len(o.queue)+o.dropped == 0 && !o.closed {
		o.wake.Wait()
	}
	entries, dropped = o.queue, o.dropped
	o.queue, o.size, o.dropped = nil, 0, 0
	return entries, dropped
}

func (o *output) written() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.unwritten--
}
