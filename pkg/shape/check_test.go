package shape_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"userpools/pkg/shape"
)

func check(t *testing.T, s *shape.Shape, body string) shape.Violations {
	t.Helper()
	v := decode(t, s, body)
	return shape.Check(&v, s)
}

// broken lists "path: constraint" of every violation, which is what most tests
// are about; the wording of whole sentences is held in TestViolations_Sentence.
func broken(vs shape.Violations) []string {
	var out []string
	for _, v := range vs {
		out = append(out, v.Path+": "+v.Constraint)
	}
	return out
}

// one makes a request of one member, called M.
func one(s *shape.Shape) *shape.Shape { return shape.Structure("R", shape.Optional("M", s)) }

const (
	atLeast  = "Member must have length greater than or equal to %d"
	atMost   = "Member must have length less than or equal to %d"
	valueMin = "Member must have value greater than or equal to %d"
	valueMax = "Member must have value less than or equal to %d"
	pattern  = "Member must satisfy regular expression pattern: "
	enum     = "Member must satisfy enum value set: "
	notNull  = "Member must not be null"
)

func TestCheck_Length(t *testing.T) {
	t.Parallel()
	s := one(shape.String("S", shape.Length(2, 4)))
	low, high := fmt.Sprintf(atLeast, 2), fmt.Sprintf(atMost, 4)
	for _, letter := range []struct{ name, text string }{
		{"ASCII", "a"},
		{"two bytes", "é"},
		{"three bytes", "漢"},
		{"four bytes", "𝄞"},
		{"NUL", `\u0000`},
		{"an escaped surrogate pair", `\ud834\udd1e`},
		{"a letter and a combining mark, which are two", "́"},
	} {
		for n, want := range []string{0: low, 1: low, 2: "", 3: "", 4: "", 5: high, 6: high} {
			t.Run(fmt.Sprintf("%d of %s", n, letter.name), func(t *testing.T) {
				t.Parallel()
				vs := check(t, s, `{"M":"`+strings.Repeat(letter.text, n)+`"}`)
				if want == "" {
					assert.Empty(t, vs)
					return
				}
				assert.Equal(t, []string{"m: " + want}, broken(vs))
			})
		}
	}
}

func TestCheck_OneBound(t *testing.T) {
	t.Parallel()
	low := one(shape.String("S", shape.MinLength(2)))
	assert.Equal(t, []string{"m: " + fmt.Sprintf(atLeast, 2)}, broken(check(t, low, `{"M":"a"}`)))
	assert.Empty(t, check(t, low, `{"M":"`+strings.Repeat("a", 100_000)+`"}`))
	high := one(shape.String("S", shape.MaxLength(2)))
	assert.Empty(t, check(t, high, `{"M":""}`))
	assert.Equal(t, []string{"m: " + fmt.Sprintf(atMost, 2)}, broken(check(t, high, `{"M":"aaa"}`)))
	none := one(shape.String("S"))
	assert.Empty(t, check(t, none, `{"M":""}`))
}

func TestCheck_Range(t *testing.T) {
	t.Parallel()
	s := one(shape.Integer("I", shape.Range(6, 99)))
	for text, want := range map[string]string{
		"-2147483648": valueMin, "-1": valueMin, "0": valueMin, "5": valueMin, "5.9": valueMin, "6": "", "6.5": "", "98": "", "99": "",
		"99.9": "", "100": valueMax, "2147483647": valueMax,
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			vs := check(t, s, `{"M":`+text+`}`)
			switch want {
			case "":
				assert.Empty(t, vs)
			case valueMin:
				assert.Equal(t, []string{"m: " + fmt.Sprintf(valueMin, 6)}, broken(vs))
			default:
				assert.Equal(t, []string{"m: " + fmt.Sprintf(valueMax, 99)}, broken(vs))
			}
		})
	}
}

func TestCheck_Size(t *testing.T) {
	t.Parallel()
	text := shape.String("S")
	for name, tc := range map[string]struct {
		shape *shape.Shape
		body  string
		want  string
	}{
		"an empty list under its minimum":  {shape.List("L", text, shape.Length(1, 2)), `[]`, fmt.Sprintf(atLeast, 1)},
		"a list of nulls is empty":         {shape.List("L", text, shape.Length(1, 2)), `[null]`, fmt.Sprintf(atLeast, 1)},
		"a list at its minimum":            {shape.List("L", text, shape.Length(1, 2)), `["a"]`, ""},
		"a list at its maximum":            {shape.List("L", text, shape.Length(1, 2)), `["a","a"]`, ""},
		"a list over its maximum":          {shape.List("L", text, shape.Length(1, 2)), `["a","a","a"]`, fmt.Sprintf(atMost, 2)},
		"nulls do not count":               {shape.List("L", text, shape.Length(1, 2)), `["a",null,"a"]`, ""},
		"a list without bounds":            {shape.List("L", text), `[]`, ""},
		"a map at its minimum":             {shape.Map("M", text, text, shape.Length(1, 2)), `{"a":""}`, ""},
		"an empty map":                     {shape.Map("M", text, text, shape.Length(1, 2)), `{}`, fmt.Sprintf(atLeast, 1)},
		"a map at its maximum":             {shape.Map("M", text, text, shape.Length(1, 2)), `{"a":"","b":""}`, ""},
		"a map over its maximum":           {shape.Map("M", text, text, shape.Length(1, 2)), `{"a":"","b":"","c":""}`, fmt.Sprintf(atMost, 2)},
		"a key that comes twice counts 1":  {shape.Map("M", text, text, shape.Length(1, 2)), `{"a":"","b":"","a":"c"}`, ""},
		"a key without value counts not":   {shape.Map("M", text, text, shape.Length(1, 2)), `{"a":"","b":"","c":null}`, ""},
		"a list of structures has a size":  {shape.List("L", shape.Structure("X"), shape.Length(1, 2)), `[{},{},{}]`, fmt.Sprintf(atMost, 2)},
		"a structure has none, even empty": {shape.Structure("X"), `{}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			vs := check(t, one(tc.shape), `{"M":`+tc.body+`}`)
			if tc.want == "" {
				assert.Empty(t, vs)
				return
			}
			assert.Equal(t, []string{"m: " + tc.want}, broken(vs))
		})
	}
}

func TestCheck_Required(t *testing.T) {
	t.Parallel()
	text := shape.String("S", shape.Length(1, 2))
	days := shape.Integer("I", shape.Range(1, 60))
	inner := shape.Structure("X", shape.Required("Must", text), shape.Optional("May", text))
	for name, tc := range map[string]struct {
		member shape.Member
		body   string
		want   []string
	}{
		"absent":                                   {shape.Required("Must", text), `{}`, []string{"must: " + notNull}},
		"null":                                     {shape.Required("Must", text), `{"Must":null}`, []string{"must: " + notNull}},
		"in another case":                          {shape.Required("Must", text), `{"must":"a"}`, []string{"must: " + notNull}},
		"there":                                    {shape.Required("Must", text), `{"Must":"a"}`, nil},
		"empty is there":                           {shape.Required("Must", text), `{"Must":""}`, []string{"must: " + fmt.Sprintf(atLeast, 1)}},
		"a required list, absent":                  {shape.Required("Must", shape.List("L", text)), `{}`, []string{"must: " + notNull}},
		"a required list, empty":                   {shape.Required("Must", shape.List("L", text)), `{"Must":[]}`, nil},
		"a required boolean, false":                {shape.Required("Must", shape.Boolean("B")), `{"Must":false}`, nil},
		"a required integer, absent":               {shape.Required("Must", days), `{}`, []string{"must: " + notNull}},
		"optional, absent":                         {shape.Optional("May", text), `{}`, nil},
		"required inside of what is absent":        {shape.Optional("Inner", inner), `{}`, nil},
		"required inside of what is null":          {shape.Optional("Inner", inner), `{"Inner":null}`, nil},
		"required inside of what is empty":         {shape.Optional("Inner", inner), `{"Inner":{}}`, []string{"inner.must: " + notNull}},
		"required inside of a list's entries":      {shape.Optional("List", shape.List("L", inner)), `{"List":[{"Must":"a"},{},{"Must":null}]}`, []string{"list.2.member.must: " + notNull, "list.3.member.must: " + notNull}},
		"required inside of a map's values":        {shape.Optional("Map", shape.Map("M", text, inner)), `{"Map":{"k":{}}}`, []string{"map.k.member.must: " + notNull}},
		"a primitive, absent, counts as 0":         {shape.Primitive("Must", days), `{}`, []string{"must: " + fmt.Sprintf(valueMin, 1)}},
		"a primitive, null, counts as 0":           {shape.Primitive("Must", days), `{"Must":null}`, []string{"must: " + fmt.Sprintf(valueMin, 1)}},
		"a primitive, 0, is 0":                     {shape.Primitive("Must", days), `{"Must":0}`, []string{"must: " + fmt.Sprintf(valueMin, 1)}},
		"a primitive, there":                       {shape.Primitive("Must", days), `{"Must":60}`, nil},
		"a primitive over its range":               {shape.Primitive("Must", days), `{"Must":61}`, []string{"must: " + fmt.Sprintf(valueMax, 60)}},
		"a primitive whose range has 0":            {shape.Primitive("Must", shape.Integer("I", shape.Range(0, 1))), `{}`, nil},
		"a primitive without a range":              {shape.Primitive("Must", shape.Integer("I")), `{}`, nil},
		"an alias is the name in the path":         {shape.WithAlias("theirName", shape.Required("Ours", text)), `{}`, []string{"theirName: " + notNull}},
		"an alias is not the name on the wire":     {shape.WithAlias("theirName", shape.Required("Ours", text)), `{"theirName":"a"}`, []string{"theirName: " + notNull}},
		"an alias is in front of what is inside":   {shape.WithAlias("theirName", shape.Optional("Ours", inner)), `{"Ours":{}}`, []string{"theirName.must: " + notNull}},
		"an acronym loses one capital only":        {shape.Required("KMSKeyID", text), `{}`, []string{"kMSKeyID: " + notNull}},
		"a name in lower case stays as it is":      {shape.Required("must", text), `{}`, []string{"must: " + notNull}},
		"only the violated members are told, both": {shape.Required("Inner", shape.Structure("X", shape.Required("B", text), shape.Required("A", text))), `{"Inner":{}}`, []string{"inner.a: " + notNull, "inner.b: " + notNull}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tc.want, broken(check(t, shape.Structure("R", tc.member), tc.body)))
		})
	}
}

func TestCheck_RequiredUnless(t *testing.T) {
	t.Parallel()
	s := shape.Structure("R",
		shape.RequiredUnless("Other", "Must", shape.String("S")),
		shape.Optional("Other", shape.Structure("X")))
	for body, want := range map[string][]string{
		`{}`:                         {"must: " + notNull},
		`{"Must":"a"}`:               nil,
		`{"Other":{}}`:               nil,
		`{"Must":null,"Other":{}}`:   nil,
		`{"Must":"a","Other":{}}`:    nil,
		`{"Other":null}`:             {"must: " + notNull},
		`{"other":{}}`:               {"must: " + notNull},
		`{"Other":{},"Other":null}`:  {"must: " + notNull},
		`{"Must":"a","Other":null}`:  nil,
		`{"Must":"a","Must":null}`:   {"must: " + notNull},
		`{"Must":null,"Must":"a"}`:   nil,
		`{"Nothing":1,"must":["a"]}`: {"must: " + notNull},
	} {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, want, broken(check(t, s, body)))
		})
	}
}

func TestCheck_Enumeration(t *testing.T) {
	t.Parallel()
	s := one(shape.Enum("E", "OPTIONAL", "OFF", "ON"))
	for _, good := range []string{"OPTIONAL", "OFF", "ON"} {
		assert.Empty(t, check(t, s, `{"M":"`+good+`"}`), good)
	}
	for _, bad := range []string{"", "on", "On", " ON", "ON ", "ONN", "O", "ОN" /* a Cyrillic O */} {
		assert.Equal(t, []string{"m: " + enum + "[OPTIONAL, OFF, ON]"}, broken(check(t, s, `{"M":"`+bad+`"}`)), bad)
	}
}

func TestCheck_Order(t *testing.T) {
	t.Parallel()
	text := shape.String("S", shape.Length(3, 4), shape.Pattern(`[a-z]+`))
	entry := shape.Structure("Entry", shape.Required("Rank", shape.Integer("I", shape.Range(1, 2))), shape.Optional("Text", text), shape.Optional("Mode", shape.Enum("E", "ON", "OFF")))
	s := shape.Structure("R",
		shape.Optional("Zulu", text),
		shape.Optional("Alpha", text),
		shape.Optional("Words", shape.List("L", text, shape.Length(1, 2))),
		shape.Optional("Modes", shape.List("L", shape.Enum("E", "ON", "OFF"))),
		shape.Optional("Entries", shape.List("L", entry, shape.Length(1, 2))),
		shape.Optional("Tags", shape.Map("M", shape.String("K", shape.Length(1, 2)), shape.String("V", shape.Length(0, 3)), shape.Length(0, 2))),
		shape.Optional("Levels", shape.Map("M", shape.String("K", shape.Pattern(`L[1-4]`)), shape.Structure("Level", shape.Required("Value", text)), shape.Length(0, 4))))
	long, short, shapeless := fmt.Sprintf(atMost, 4), fmt.Sprintf(atLeast, 3), pattern+"[a-z]+"
	wrapped := "Member must satisfy constraint: [" + long + ", " + short + ", " + shapeless + "]"
	keys := "Map keys must satisfy constraint: [" + fmt.Sprintf(atMost, 2) + ", " + fmt.Sprintf(atLeast, 1) + "]"
	values := "Map value must satisfy constraint: [" + fmt.Sprintf(atMost, 3) + ", " + fmt.Sprintf(atLeast, 0) + "]"
	for name, tc := range map[string]struct {
		body string
		want []string
	}{
		"nothing":                        {`{}`, nil},
		"length before pattern":          {`{"Zulu":"A"}`, []string{"zulu: " + short, "zulu: " + shapeless}},
		"too long before pattern":        {`{"Zulu":"AAAAA"}`, []string{"zulu: " + long, "zulu: " + shapeless}},
		"several members, see TestOrder": {`{"Zulu":"ab","Alpha":"ab"}`, []string{"alpha: " + short, "zulu: " + short}},

		"a list of scalars has one violation without index":    {`{"Words":["abc","A"]}`, []string{"words: " + wrapped}},
		"several entries that break several constraints, once": {`{"Words":["A","AAAAAA"]}`, []string{"words: " + wrapped}},
		"a list's own size before its entries":                 {`{"Words":["abc","abc","A"]}`, []string{"words: " + fmt.Sprintf(atMost, 2), "words: " + wrapped}},
		"a list of enumerated values":                          {`{"Modes":["ON","on"]}`, []string{"modes: Member must satisfy constraint: [" + enum + "[ON, OFF]]"}},

		"a list of structures counts from 1":               {`{"Entries":[{"Rank":1},{"Rank":3}]}`, []string{"entries.2.member.rank: " + fmt.Sprintf(valueMax, 2)}},
		"all that an entry breaks":                         {`{"Entries":[{"Mode":"on","Text":"ab"}]}`, []string{"entries.1.member.mode: " + enum + "[ON, OFF]", "entries.1.member.rank: " + notNull, "entries.1.member.text: " + short}},
		"a list's own size before what is inside":          {`{"Entries":[{"Rank":1},{"Rank":2},{"Rank":3}]}`, []string{"entries: " + fmt.Sprintf(atMost, 2), "entries.3.member.rank: " + fmt.Sprintf(valueMax, 2)}},
		"an index counts what is left when nulls are gone": {`{"Entries":[null,{}]}`, []string{"entries.1.member.rank: " + notNull}},
		"paths sort as text, 10 before 2":                  {`{"Entries":[{},{"Rank":1},{"Rank":1},{"Rank":1},{"Rank":1},{"Rank":1},{"Rank":1},{"Rank":1},{"Rank":1},{},{"Rank":1}]}`, []string{"entries: " + fmt.Sprintf(atMost, 2), "entries.1.member.rank: " + notNull, "entries.10.member.rank: " + notNull}},

		"a map's key":                              {`{"Tags":{"":"v"}}`, []string{"tags: " + keys}},
		"a map's key that is too long":             {`{"Tags":{"kkk":"v"}}`, []string{"tags: " + keys}},
		"a map's value":                            {`{"Tags":{"k":"vvvv"}}`, []string{"tags: " + values}},
		"a map's keys and values, once each":       {`{"Tags":{"":"vvvv","kkk":"vvvv"}}`, []string{"tags: " + keys, "tags: " + values}},
		"a map's own size before them":             {`{"Tags":{"":"vvvv","a":"v","b":"v"}}`, []string{"tags: " + fmt.Sprintf(atMost, 2), "tags: " + keys, "tags: " + values}},
		"a map's structure stands under its key":   {`{"Levels":{"L1":{"Value":"abc"},"L2":{}}}`, []string{"levels.L2.member.value: " + notNull}},
		"a refused key stands in no path":          {`{"Levels":{"secret":{},"L2":{"Value":"ab"}}}`, []string{"levels: Map keys must satisfy constraint: [" + pattern + "L[1-4]]", "levels.L2.member.value: " + short}},
		"everything at once":                       {`{"Tags":{"":""},"Words":["A"],"Alpha":"ab","Entries":[{}]}`, []string{"entries.1.member.rank: " + notNull, "alpha: " + short, "words: " + wrapped, "tags: " + keys}},
		"what is unknown or null is not looked at": {`{"zulu":"A","Alpha":null,"Nothing":{"Zulu":"A"}}`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tc.want, broken(check(t, s, tc.body)))
		})
	}
}
