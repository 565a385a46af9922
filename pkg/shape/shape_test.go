package shape_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/shape"
)

func TestTheConstructorsBuildWhatTheySay(t *testing.T) {
	t.Parallel()
	text, number, flag := shape.String("S", shape.Length(1, 128), shape.Pattern("[a]+")), shape.Integer("I", shape.Range(-6, 99)), shape.Boolean("B")
	assert.Equal(t, "S", text.Name)
	assert.Equal(t, shape.StringKind, text.Kind)
	assert.Equal(t, shape.Bound{Set: true, N: 1}, text.Min)
	assert.Equal(t, shape.Bound{Set: true, N: 128}, text.Max)
	assert.Equal(t, "[a]+", text.Expr)

	assert.Equal(t, shape.IntegerKind, number.Kind)
	assert.Equal(t, shape.Bound{Set: true, N: -6}, number.Min)
	assert.Equal(t, shape.BooleanKind, flag.Kind)

	low, high, free := shape.String("S", shape.MinLength(0)), shape.String("S", shape.MaxLength(0)), shape.String("S")
	assert.Equal(t, shape.Bound{Set: true}, low.Min, "a bound of 0 is a bound")
	assert.False(t, low.Max.Set)
	assert.Equal(t, shape.Bound{Set: true}, high.Max)
	assert.False(t, high.Min.Set)
	assert.False(t, free.Min.Set || free.Max.Set)

	mode := shape.Enum("E", "b", "a")
	assert.Equal(t, shape.StringKind, mode.Kind, "an enumeration is a string")
	assert.Equal(t, []string{"b", "a"}, mode.Values, "in the order that was given")

	list, table := shape.List("L", text, shape.Length(0, 3)), shape.Map("M", text, number)
	assert.Equal(t, shape.ListKind, list.Kind)
	assert.Same(t, text, list.Elem)
	assert.Equal(t, shape.MapKind, table.Kind)
	assert.Same(t, text, table.Key)
	assert.Same(t, number, table.Elem)

	structure := shape.Structure("X", shape.Optional("A", text), shape.Required("B", text), shape.RequiredUnless("A", "C", text),
		shape.Primitive("D", number), shape.Called("e", shape.Required("F", text)))
	assert.Equal(t, shape.StructureKind, structure.Kind)
	assert.Equal(t, []shape.Member{
		{Name: "A", Shape: text},
		{Name: "B", Shape: text, Required: true},
		{Name: "C", Shape: text, Required: true, Unless: "A"},
		{Name: "D", Shape: number, Primitive: true},
		{Name: "F", Shape: text, Required: true, Alias: "e"},
	}, structure.Members)
}

func TestAMemberIsFoundByItsExactName(t *testing.T) {
	t.Parallel()
	s := shape.Structure("X", shape.Optional("PoolName", shape.String("S")), shape.Called("other", shape.Optional("Alias", shape.String("S"))))
	m, ok := s.Member("PoolName")
	require.True(t, ok)
	assert.Same(t, &s.Members[0], m)
	for _, name := range []string{"poolName", "POOLNAME", "PoolNam", "PoolName ", "", "other"} {
		_, ok := s.Member(name)
		assert.False(t, ok, name)
	}
}

func TestAPatternIsCompiledOnceHoweverManyAsk(t *testing.T) {
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
