package terraform

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/clients/wiretap"
)

// step is one terraform apply.
type step struct {
	name  string
	to    arguments
	calls []string // that change something, in order; the reads follow
	check func(*testing.T, arguments)
}

var reads = []string{"DescribeUserPool", "GetUserPoolMfaConfig"}

// apply takes a pool through its steps, from create to destroy. After each, a plan
// is empty, a refresh finds the same again, and so does an import.
func apply(t *testing.T, steps ...step) {
	t.Helper()
	tap := wiretap.New(t)
	p := &provider{client: sdk(tap)}
	var r *resource
	for _, s := range steps {
		passed := t.Run(s.name, func(t *testing.T) {
			tap.Forget()
			r = p.apply(t, r, s.to)
			assert.Equal(t, append(s.calls, reads...), tap.Operations(), "the provider's calls")
			assert.Empty(t, plan(s.to, r.found), "a second apply changes this")
			p.refresh(t, r)
			p.imports(t, r)
			if s.check != nil {
				s.check(t, r.found)
			}
		})
		require.True(t, passed, "no use in going on")
	}
	p.destroy(t, r)
}

func (p *provider) apply(t *testing.T, r *resource, to arguments) *resource {
	t.Helper()
	if r == nil {
		made, err := p.create(t.Context(), to)
		require.NoError(t, err)
		return made
	}
	require.NotEmpty(t, plan(to, r.found), "nothing to do")
	require.NoError(t, p.update(t.Context(), r, to))
	return r
}

// refresh reads again and finds the same.
func (p *provider) refresh(t *testing.T, r *resource) {
	t.Helper()
	before := r.found
	require.NoError(t, p.read(t.Context(), r))
	assert.Equal(t, before, r.found, "a second read")
}

// imports reads knowing the id only. What it finds besides is the length of
// attributes whose configuration leaves it to the service.
func (p *provider) imports(t *testing.T, r *resource) {
	t.Helper()
	imported := &resource{id: r.id}
	require.NoError(t, p.read(t.Context(), imported))
	assert.Equal(t, r.arn, imported.arn)
	assert.Len(t, imported.found.Schema, len(r.found.Schema))
	imported.found.Schema = r.found.Schema
	assert.Equal(t, r.found, imported.found)
}

// destroy deletes, finds the pool gone, and may delete again.
func (p *provider) destroy(t *testing.T, r *resource) {
	t.Helper()
	require.NoError(t, p.delete(t.Context(), r))
	require.ErrorIs(t, p.read(t.Context(), r), errGone)
	require.NoError(t, p.delete(t.Context(), r))
}
