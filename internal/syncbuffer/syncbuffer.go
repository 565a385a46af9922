// Package syncbuffer has a buffer that a program writes and a test reads at the same
// time. It is for tests only and imports the standard library.
package syncbuffer

import (
	"bytes"
	"sync"
)

// Buffer keeps what is written to it. Its zero value is empty and ready.
type Buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write never fails.
func (b *Buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

// String is all that was written so far.
func (b *Buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}
