package shape_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"userpools/pkg/shape"
)

func TestShape_RegexpOnce(t *testing.T) {
	t.Parallel()
	s := shape.String("S", shape.Pattern(`[\w\s]+`))
	first := make(chan any, 16)
	var wg sync.WaitGroup
	for range cap(first) {
		wg.Go(func() { first <- s.Regexp() })
	}
	wg.Wait()
	for range cap(first) {
		assert.Same(t, s.Regexp(), <-first)
	}
}
