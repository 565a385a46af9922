package localapi_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"userpools/pkg/awsjson"
	"userpools/pkg/localapi"
	"userpools/pkg/request"
)

// TestBounded: 32 requests of 1 KiB at a time and those below beside them, until it is late.
func TestBounded(t *testing.T) {
	held, release := make(chan int, 100), make(chan bool)
	late, end := context.WithCancel(t.Context())
	serve := localapi.Bounded(late, func(_ context.Context, r *request.Request) *awsjson.Response {
		if len(r.Body) >= 1<<10 {
			held <- len(r.Body)
			<-release
		}
		return okay
	})
	ask := func(size int) *awsjson.Response {
		return serve(t.Context(), &request.Request{Body: []byte(strings.Repeat("x", size))})
	}
	answers := make(chan *awsjson.Response)
	for range 34 {
		go func() { answers <- ask(1 << 10) }()
	}
	for range 32 {
		<-held
	}
	assert.Same(t, okay, ask(1<<10-1))
	time.Sleep(100 * time.Millisecond)
	assert.Empty(t, held, "the others wait")
	release <- true
	assert.Same(t, okay, <-answers)
	<-held
	end()
	assert.True(t, (<-answers).Dropped, "it waited for too long")
	for _, size := range []int{0, 1 << 10} {
		assert.True(t, ask(size).Dropped)
	}
	close(release)
	for range 32 {
		assert.Same(t, okay, <-answers, "it was begun in time")
	}
}
