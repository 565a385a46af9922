package cognito_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
	"userpools/pkg/shape"
)

// Every case below is made by walking the tables: for each place of each operation
// a request that is fine but for this place (places_test.go). Nothing here knows a member of Cognito; what a
// text must look like is known by its pattern.

// boundary is one generated request and the constraints that it breaks at the
// site, as texts; none means that it is accepted.
type boundary struct {
	name   string
	value  any
	breaks []string
}

func boundaries(at *place) []boundary {
	s := at.shape
	switch s.Kind {
	case shape.IntegerKind:
		return numbers(at)
	case shape.BooleanKind:
		return []boundary{{"true", true, nil}, {"false", false, nil}}
	case shape.ListKind, shape.MapKind:
		return sizes(at)
	case shape.StructureKind:
		return []boundary{{"with what it needs", fine(s), nil}}
	case shape.BlobKind:
		return blobs(at)
	case shape.DocumentKind:
		return []boundary{{"an object", obj{"a": list{1.5, nil}}, nil}, {"a text", "a", nil}, {"a list", list{}, nil}}
	default:
		if s.Values != nil {
			return enumerated(at)
		}
		return texts(at)
	}
}

func numbers(at *place) []boundary {
	low, high := at.shape.Min.N, at.shape.Max.N
	if !at.shape.Min.Set && !at.shape.Max.Set {
		return []boundary{{"below 0", -1, nil}, {"large", 1 << 30, nil}}
	}
	cases := []boundary{
		{"min-1", low - 1, []string{fmt.Sprintf("Member must have value greater than or equal to %d", low)}},
		{"min", low, nil},
	}
	if !at.shape.Max.Set {
		return append(cases, boundary{"large", 1 << 30, nil})
	}
	return append(cases,
		boundary{"max", high, nil},
		boundary{"max+1", high + 1, []string{fmt.Sprintf("Member must have value less than or equal to %d", high)}},
		boundary{"max and a fraction", float64(high) + 0.5, nil})
}

// blobs are in base64, and counted in bytes.
func blobs(at *place) []boundary {
	high := at.shape.Max.N
	return []boundary{
		{"empty", []byte{}, nil},
		{"max", make([]byte, high), nil},
		{"max+1", make([]byte, high+1), at.brokenBy(high+1, true)},
	}
}

func enumerated(at *place) []boundary {
	broken := at.brokenBy(0, false)
	cases := []boundary{
		{"an unknown value", "BANANA", broken},
		{"an empty value", "", broken},
		{"a value with a space behind", at.shape.Values[0] + " ", broken},
		{"a value in the other case", swapCase(at.shape.Values[0]), broken},
	}
	for _, v := range at.shape.Values {
		cases = append(cases, boundary{v, v, nil})
	}
	return cases
}

func swapCase(s string) string {
	if upper := strings.ToUpper(s); upper != s {
		return upper
	}
	return strings.ToLower(s)
}

// texts makes lengths at both bounds, in ASCII and in four-byte letters, and
// misses of the pattern.
func texts(at *place) []boundary {
	s, w := at.shape, wordsOf(at.shape)
	var cases []boundary
	add := func(name string, n int) {
		cases = append(cases, boundary{name, w.of(n), at.brokenBy(n, n >= w.shortest)})
		if w.scripts && n > len(w.head) {
			cases = append(cases, boundary{name + " of 𝄞", w.text(n, "𝄞"), at.brokenBy(n, n >= w.shortest)})
		}
	}
	if s.Expr != `Level[1-4]` {
		if s.Min.Set && s.Min.N > 0 {
			add("min-1", s.Min.N-1)
		}
		add("min", s.Min.N)
		if s.Max.Set {
			add("max-1", s.Max.N-1)
			add("max", s.Max.N)
			add("max+1", s.Max.N+1)
		}
	}
	if w.wrong != "" {
		n := max(s.Min.N, 1)
		cases = append(cases, boundary{"a miss of the pattern", strings.Repeat(w.wrong, n), at.brokenBy(n, false)},
			boundary{"a miss at the end", fine(s).(string) + w.miss(), at.brokenBy(max(s.Min.N, w.shortest)+len(w.miss()), w.miss() == "")})
	}
	return cases
}

// miss is what spoils a match when it stands behind it; "" where nothing does.
func (w words) miss() string {
	if strings.Contains(w.head+w.fill, w.wrong) || w.head == "{####}" || w.head == "Level1" {
		return ""
	}
	return w.wrong
}

// brokenBy lists what a text of n characters breaks. Wrapped, all of the entry's
// constraints are told, whichever of them is broken.
func (at *place) brokenBy(n int, matches bool) []string {
	s := at.shape
	var all, broken []string
	for _, c := range []struct {
		applies, holds bool
		text           string
	}{
		{s.Max.Set, n <= s.Max.N, fmt.Sprintf("Member must have length less than or equal to %d", s.Max.N)},
		{s.Min.Set, n >= s.Min.N, fmt.Sprintf("Member must have length greater than or equal to %d", s.Min.N)},
		{s.Expr != "", matches, "Member must satisfy regular expression pattern: " + s.Expr},
		{s.Values != nil, matches, "Member must satisfy enum value set: [" + strings.Join(s.Values, ", ") + "]"},
	} {
		if c.applies {
			all = append(all, c.text)
		}
		if c.applies && !c.holds {
			broken = append(broken, c.text)
		}
	}
	if at.within == "" || broken == nil {
		return broken
	}
	return []string{fmt.Sprintf(at.within, strings.Join(all, ", "))}
}

// sizes makes lists and maps of as many entries as the bounds allow, and one
// more and one less.
func sizes(at *place) []boundary {
	s := at.shape
	cases := []boundary{{"one entry", entries(s, 1), nil}}
	if !s.Min.Set || s.Min.N == 0 {
		cases = append(cases, boundary{"empty", entries(s, 0), nil})
	} else {
		cases = append(cases, boundary{"empty", entries(s, 0), []string{fmt.Sprintf("Member must have length greater than or equal to %d", s.Min.N)}})
	}
	if !s.Max.Set {
		return append(cases, boundary{"many", entries(s, 200), nil})
	}
	over := []string{fmt.Sprintf("Member must have length less than or equal to %d", s.Max.N)}
	if s.Key != nil && s.Key.Expr != "" { // there is no fifth key that is fine
		over = append(over, "Map keys must satisfy constraint: [Member must satisfy regular expression pattern: "+s.Key.Expr+"]")
	}
	return append(cases, boundary{"max", entries(s, s.Max.N), nil}, boundary{"max+1", entries(s, s.Max.N+1), over})
}

func entries(s *shape.Shape, n int) any {
	list, object := make([]any, n), make(map[string]any, n)
	for i := range n {
		list[i] = fine(s.Elem)
		if s.Key != nil {
			object[keys(s.Key)(i)] = fine(s.Elem)
		}
	}
	if s.Key != nil {
		return object
	}
	return list
}

func violations(t *testing.T, op cognito.Operation, request any) shape.Violations {
	t.Helper()
	body, err := json.Marshal(request)
	require.NoError(t, err)
	v, err := shape.Decode(body, op.Input)
	require.NoError(t, err)
	return shape.Check(&v, op.Input)
}

// eachPlace runs a test for each place of each operation.
func eachPlace(t *testing.T, test func(t *testing.T, op cognito.Operation, at *place)) {
	t.Parallel()
	for _, op := range cognito.Operations() {
		for _, at := range placesOf(op) {
			t.Run(at.path, func(t *testing.T) {
				t.Parallel()
				test(t, op, &at)
			})
		}
	}
}

func TestConstraints_Edges(t *testing.T) {
	eachPlace(t, func(t *testing.T, op cognito.Operation, at *place) {
		cases := boundaries(at)
		require.NotEmpty(t, cases)
		for _, b := range cases {
			var told []string
			for _, v := range violations(t, op, at.with(b.value)) {
				assert.Equal(t, at.printed, v.Path)
				told = append(told, v.Constraint)
			}
			assert.Equal(t, b.breaks, told, b.name)
		}
	})
}

// The texts are those of the facts ser-* (docs/evidence.md); that the kinds of the tables are
// right is held by the tests against the model and the types.
func TestConstraints_JSONTypes(t *testing.T) {
	const (
		list      = "Start of list found where not expected"
		structure = "Start of structure or map found where not expected."
		item      = "Unexpected value type in payload"
	)
	kinds := map[shape.Kind]struct{ text, number, boolean, list, object string }{
		shape.StringKind:    {"", "NUMBER_VALUE can not be converted to a String", "TRUE_VALUE can not be converted to a String", list, structure},
		shape.IntegerKind:   {"STRING_VALUE can not be converted to an Integer", "", "TRUE_VALUE can not be converted to an Integer", list, structure},
		shape.BooleanKind:   {"STRING_VALUE can not be converted to a Boolean", "NUMBER_VALUE can not be converted to a Boolean", "", list, structure},
		shape.ListKind:      {"Expected list or null", "Expected list or null", "Expected list or null", "", structure},
		shape.MapKind:       {"Expected map or null", "Expected map or null", "Expected map or null", list, ""},
		shape.StructureKind: {"Expected null", "Expected null", "Expected null", list, ""},
		shape.BlobKind:      {"", "NUMBER_VALUE can not be converted to a Blob", "TRUE_VALUE can not be converted to a Blob", list, structure},
		shape.DocumentKind:  {},
	}
	eachPlace(t, func(t *testing.T, op cognito.Operation, at *place) {
		if strings.HasSuffix(at.path, "{key}") {
			return // a key is a text whatever it is
		}
		want := kinds[at.shape.Kind]
		switch {
		case at.shape.Primitive:
			want.text = ""
		case at.shape.Kind == shape.StructureKind && strings.HasSuffix(at.path, "[]"):
			want.text, want.number, want.boolean = item, item, item
		}
		for value, text := range map[string]string{`"true"`: want.text, `1`: want.number, `true`: want.boolean, `[]`: want.list, `{}`: want.object} {
			body, err := json.Marshal(at.with(json.RawMessage(value)))
			require.NoError(t, err)
			_, err = shape.Decode(body, op.Input)
			if text == "" {
				assert.NoError(t, err, value)
				continue
			}
			var typed *shape.TypeError
			require.ErrorAs(t, err, &typed, value)
			assert.Equal(t, text, typed.Text, value)
		}
	})
}

// TestConstraints_Required: a member that a structure needs is absent, and then null; and
// one that it does not need may be either, but for a primitive, which cannot be null.
func TestConstraints_Required(t *testing.T) {
	eachPlace(t, func(t *testing.T, op cognito.Operation, at *place) {
		m := at.member
		if m == nil {
			return
		}
		var want []string
		switch {
		case m.Required:
			want = []string{at.printed + ": null Member must not be null"}
		case m.Primitive:
			want = []string{at.printed + fmt.Sprintf(": '0' Member must have value greater than or equal to %d", m.Shape.Min.N)}
		}
		requests := []any{at.with(leftOut{})}
		if !at.shape.Primitive {
			requests = append(requests, at.with(nil))
		}
		for _, request := range requests {
			var told []string
			for _, v := range violations(t, op, request) {
				told = append(told, v.Path+": "+v.Value+" "+v.Constraint)
			}
			assert.Equal(t, want, told, request)
		}
	})
}
