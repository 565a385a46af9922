package trace_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"userpools/pkg/trace"
)

func TestLeaveOut_Bound(t *testing.T) {
	ctx, tr := trace.New(t.Context())
	for n := range 101 {
		assert.Len(t, tr.Unreadable, n)
		trace.Of(ctx).LeaveOut(fmt.Sprint(n))
	}
	assert.Len(t, tr.Unreadable, 100)
	assert.Equal(t, "99", tr.Unreadable[99])
}
