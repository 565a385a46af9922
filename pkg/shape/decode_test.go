package shape_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/shape"
)

// sample has a member of every kind, in every position in which the model of
// Cognito has one.
var sample = shape.Structure("SampleRequest",
	shape.Optional("Text", shape.String("TextType")),
	shape.Optional("Mode", shape.Enum("ModeType", "OPTIONAL", "OFF", "ON")),
	shape.Optional("Size", shape.Integer("SizeType")),
	shape.Optional("Flag", shape.Boolean("FlagType")),
	shape.Optional("Names", shape.List("NamesType", shape.String("NameType"))),
	shape.Optional("Options", shape.List("OptionsType", option)),
	shape.Optional("Tags", shape.Map("TagsType", shape.String("KeyType"), shape.String("ValueType"))),
	shape.Optional("Levels", shape.Map("LevelsType", shape.String("LevelKeyType"), level)),
	shape.Optional("Inner", shape.Structure("InnerType", shape.Optional("Option", option))))

var option = shape.Structure("OptionType",
	shape.Optional("Priority", shape.Integer("PriorityType")),
	shape.Optional("Name", shape.String("OptionNameType")))

var level = shape.Structure("LevelType", shape.Optional("Value", shape.String("LevelValueType")))

func decode(t *testing.T, s *shape.Shape, body string) shape.Value {
	t.Helper()
	v, err := shape.Decode([]byte(body), s)
	require.NoError(t, err, body)
	return v
}

// show writes a tree as text: fields in their order of arrival, so that a test
// sees what was kept and what was dropped.
func show(v *shape.Value) string {
	switch v.Type {
	case shape.ArrayType:
		items := make([]string, len(v.Items))
		for i := range v.Items {
			items[i] = show(&v.Items[i])
		}
		return "[" + strings.Join(items, ",") + "]"
	case shape.ObjectType:
		fields := make([]string, len(v.Fields))
		for i := range v.Fields {
			fields[i] = v.Fields[i].Name + "=" + show(&v.Fields[i].Value)
		}
		return "{" + strings.Join(fields, ",") + "}"
	case shape.NumberType:
		return fmt.Sprint(v.Int())
	case shape.TrueType, shape.FalseType:
		return fmt.Sprint(v.Bool())
	case shape.Null:
		return "null"
	default:
		return fmt.Sprintf("%q", v.Text)
	}
}

func TestDecode_Kept(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ body, kept string }{
		"a member of every kind": {
			`{"Text":"a","Mode":"ON","Size":7,"Flag":true,"Names":["a","b"],"Options":[{"Priority":1,"Name":"x"},{}],"Tags":{"k":"v"},"Levels":{"L":{"Value":"v"}},"Inner":{"Option":{"Priority":2}}}`,
			`{Text="a",Mode="ON",Size=7,Flag=true,Names=["a","b"],Options=[{Priority=1,Name="x"},{}],Tags={k="v"},Levels={L={Value="v"}},Inner={Option={Priority=2}}}`,
		},
		"what is empty is said":                  {`{"Text":"","Names":[],"Options":[],"Tags":{},"Levels":{},"Inner":{}}`, `{Text="",Names=[],Options=[],Tags={},Levels={},Inner={}}`},
		"false and 0 are said":                   {`{"Flag":false,"Size":0}`, `{Flag=false,Size=0}`},
		"null is absence, of every kind":         {`{"Text":null,"Mode":null,"Size":null,"Flag":null,"Names":null,"Options":null,"Tags":null,"Levels":null,"Inner":null}`, `{}`},
		"null is absence in a structure":         {`{"Inner":{"Option":null}}`, `{Inner={}}`},
		"null entries of a list go":              {`{"Names":[null,"a",null,"b",null]}`, `{Names=["a","b"]}`},
		"a list of nulls is empty":               {`{"Names":[null,null]}`, `{Names=[]}`},
		"null structures of a list go":           {`{"Options":[null,{"Name":"x"},null]}`, `{Options=[{Name="x"}]}`},
		"null values of a map go":                {`{"Tags":{"a":null,"b":"v"}}`, `{Tags={b="v"}}`},
		"null structures of a map go":            {`{"Levels":{"a":null,"b":{}}}`, `{Levels={b={}}}`},
		"unknown members go":                     {`{"Nothing":1,"Text":"a","Inner":{"Nothing":[{}],"Option":{"Nothing":{"a":null},"Name":"x"}},"Options":[{"Nothing":true}]}`, `{Text="a",Inner={Option={Name="x"}},Options=[{}]}`},
		"unknown members may be wrong inside":    {`{"X":[1,"a",{"Text":{}},[[]],1e999],"Y":{"Size":"x"}}`, `{}`},
		"names are exact in case":                {`{"text":1,"TEXT":[],"teXt":{},"Text":"a","mode":"ON","inner":1}`, `{Text="a"}`},
		"nested names are exact in case":         {`{"Inner":{"option":1,"Option":{"name":1,"Name":"x"}}}`, `{Inner={Option={Name="x"}}}`},
		"the last of two members wins":           {`{"Text":"a","Size":1,"Text":"b"}`, `{Text="b",Size=1}`},
		"the last of two wins, spelt with \\u":   {`{"Text":"a","\u0054ext":"b"}`, `{Text="b"}`},
		"the last wins if it is null":            {`{"Text":"a","Text":null}`, `{}`},
		"the last wins over null":                {`{"Text":null,"Text":"a"}`, `{Text="a"}`},
		"the last of two structures wins whole":  {`{"Inner":{"Option":{"Name":"x"}},"Inner":{}}`, `{Inner={}}`},
		"the last of two lists wins whole":       {`{"Names":["a","b"],"Names":["c"]}`, `{Names=["c"]}`},
		"the last of two in a structure wins":    {`{"Inner":{"Option":{"Name":"x","Name":"y"}}}`, `{Inner={Option={Name="y"}}}`},
		"the last of two keys wins":              {`{"Tags":{"k":"a","l":"b","k":"c","m":"d"}}`, `{Tags={k="c",l="b",m="d"}}`},
		"the last of two keys wins if it's null": {`{"Tags":{"k":"a","k":null}}`, `{Tags={}}`},
		"keys of maps are any text":              {`{"Tags":{"":"a","Ä ":"b","K":"c","k":"d"}}`, `{Tags={="a",Ä ="b",K="c",k="d"}}`},
		"an enumeration is judged later":         {`{"Mode":"nothing of the kind"}`, `{Mode="nothing of the kind"}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := decode(t, sample, tc.body)
			assert.Equal(t, tc.kept, show(&v))
		})
	}
}

// The texts are those of ser-* and serialization-map in docs/evidence.md.
func TestDecode_WrongType(t *testing.T) {
	t.Parallel()
	const (
		list      = "Start of list found where not expected"
		structure = "Start of structure or map found where not expected."
		item      = "Unexpected value type in payload"
		tooLarge  = "NUMBER_VALUE can not be converted to an Integer"
	)
	for _, tc := range []struct {
		member string
		texts  map[string]string // by what stands in the member's place; "" is accepted
	}{
		{"Text", map[string]string{
			`1`: "NUMBER_VALUE can not be converted to a String", `1.5`: "NUMBER_VALUE can not be converted to a String",
			`true`: "TRUE_VALUE can not be converted to a String", `false`: "FALSE_VALUE can not be converted to a String",
			`["p"]`: list, `{"a":1}`: structure, `"a"`: "", `null`: "",
		}},
		{"Mode", map[string]string{
			`1`: "NUMBER_VALUE can not be converted to a String", `true`: "TRUE_VALUE can not be converted to a String",
			`[]`: list, `{}`: structure, `"a"`: "", `null`: "",
		}},
		{"Size", map[string]string{
			`"1"`: "STRING_VALUE can not be converted to an Integer", `true`: "TRUE_VALUE can not be converted to an Integer",
			`false`: "FALSE_VALUE can not be converted to an Integer", `[1]`: list, `{}`: structure, `1`: "", `null`: "",
			`2147483648`: tooLarge, `-2147483649`: tooLarge, `99999999999999999999999999`: tooLarge, `1e400`: tooLarge, `-1e400`: tooLarge,
			`2.147483648e9`: tooLarge, `2147483648.5`: tooLarge,
		}},
		{"Flag", map[string]string{
			`1`: "NUMBER_VALUE can not be converted to a Boolean", `"true"`: "STRING_VALUE can not be converted to a Boolean",
			`[]`: list, `{}`: structure, `true`: "", `false`: "", `null`: "",
		}},
		{"Names", map[string]string{
			`"email"`: "Expected list or null", `1`: "Expected list or null", `true`: "Expected list or null", `false`: "Expected list or null",
			`{}`: structure, `[1]`: "NUMBER_VALUE can not be converted to a String", `["a",true]`: "TRUE_VALUE can not be converted to a String",
			`[[]]`: list, `[{}]`: structure, `[]`: "", `[null]`: "", `null`: "",
		}},
		{"Options", map[string]string{
			`"x"`: "Expected list or null", `{}`: structure, `["x"]`: item, `[1]`: item, `[true]`: item,
			`[[]]`: list, `[{"Priority":"1"}]`: "STRING_VALUE can not be converted to an Integer", `[{}]`: "",
		}},
		{"Tags", map[string]string{
			`"x"`: "Expected map or null", `1`: "Expected map or null", `true`: "Expected map or null", `[]`: list,
			`{"k":1}`: "NUMBER_VALUE can not be converted to a String", `{"k":[]}`: list, `{"k":{}}`: structure, `{}`: "", `{"k":null}`: "",
		}},
		{"Levels", map[string]string{
			`"x"`: "Expected map or null", `[]`: list, `{"k":"x"}`: "Expected null", `{"k":[]}`: list,
			`{"k":{"Value":1}}`: "NUMBER_VALUE can not be converted to a String", `{"k":{}}`: "",
		}},
		{"Inner", map[string]string{
			`"x"`: "Expected null", `1`: "Expected null", `true`: "Expected null", `false`: "Expected null", `[]`: list,
			`{"Option":[]}`: list, `{"Option":"x"}`: "Expected null", `{"Option":{"Name":1}}`: "NUMBER_VALUE can not be converted to a String", `{}`: "",
		}},
	} {
		for value, text := range tc.texts {
			t.Run(tc.member+" as "+value, func(t *testing.T) {
				t.Parallel()
				_, err := shape.Decode([]byte(`{"`+tc.member+`":`+value+`}`), sample)
				if text == "" {
					require.NoError(t, err)
					return
				}
				var typed *shape.TypeError
				require.ErrorAs(t, err, &typed)
				assert.Equal(t, text, typed.Text)
				assert.Equal(t, text, typed.Error())
			})
		}
	}
}

func TestDecode_FirstFault(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ body, text string }{
		"a body that is a list is a wrong type":         {`[]`, "Start of list found where not expected"},
		"so is one with something inside":               {`[{"Text":"a"}]`, "Start of list found where not expected"},
		"the first wrong type in the order of the body": {`{"Size":"a","Text":1}`, "STRING_VALUE can not be converted to an Integer"},
		"the first wrong type, however deep":            {`{"Inner":{"Option":{"Name":true}},"Text":1}`, "TRUE_VALUE can not be converted to a String"},
		"a wrong type under a name that comes again":    {`{"Text":1,"Text":"a"}`, "NUMBER_VALUE can not be converted to a String"},
		"a wrong type in a key that comes again":        {`{"Tags":{"k":1,"k":"v"}}`, "NUMBER_VALUE can not be converted to a String"},
		"an unknown member in front is none":            {`{"Nothing":1,"Text":1}`, "NUMBER_VALUE can not be converted to a String"},
		"a wrong type in the last entry of a list":      {`{"Names":["a","b",1]}`, "NUMBER_VALUE can not be converted to a String"},
		"a constraint is not judged before the types":   {`{"Mode":"nothing","Size":true}`, "TRUE_VALUE can not be converted to an Integer"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := shape.Decode([]byte(tc.body), sample)
			var typed *shape.TypeError
			require.ErrorAs(t, err, &typed)
			assert.Equal(t, tc.text, typed.Text)
		})
	}
}

func TestDecode_Fraction(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"0": 0, "-0": 0, "1": 1, "-1": -1, "1.5": 1, "1.999999999": 1, "-1.5": -1, "0.9": 0, "-0.9": 0, "1e1": 10, "1E+1": 10,
		"15e-1": 1, "1.5e1": 15, "0e99": 0, "1e-400": 0, "2147483647": 1<<31 - 1, "2147483647.9": 1<<31 - 1, "2.147483647e9": 1<<31 - 1,
		"-2147483648": -1 << 31, "-2147483648.9": -1 << 31, "2147483646": 1<<31 - 2, "-2147483647": -1<<31 + 1,
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			v := decode(t, sample, `{"Size":`+text+`}`)
			assert.Equal(t, want, v.Get("Size").Int())
			assert.Equal(t, text, v.Get("Size").Text, "the number as it was written")
		})
	}
}

func TestValue_Absence(t *testing.T) {
	t.Parallel()
	var zero shape.Value
	assert.True(t, zero.IsNull(), "the zero value is absence")

	v := decode(t, sample, `{"Text":"","Flag":false}`)
	assert.False(t, v.IsNull())
	assert.False(t, v.Get("Text").IsNull(), "an empty text is there")
	assert.False(t, v.Get("Flag").IsNull(), "false is there")
	assert.True(t, v.Get("text").IsNull(), "names are exact in case")
	assert.True(t, v.Get("Size").IsNull())
	assert.True(t, v.Get("Inner").Get("Option").Get("Name").IsNull(), "of what is absent every member is absent")
}
