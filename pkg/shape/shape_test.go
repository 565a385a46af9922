package shape_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"userpools/pkg/shape"
)

// TestShape_Concurrent: whoever is first compiles the pattern.
func TestShape_Concurrent(t *testing.T) {
	t.Parallel()
	s := shape.String("S", shape.Pattern(`[\w\s]+`))
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() { assert.True(t, s.Matches("a b")) })
	}
	wg.Wait()
}
