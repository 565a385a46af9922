package shape_test

import (
	"encoding/json"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/shape"
)

// anything takes one free text; whatever else a body holds is unknown to it and
// only has to be JSON.
var anything = shape.Structure("Anything", shape.Optional("Text", shape.String("TextType")))

func TestABodyThatIsNoJSONObjectIsMalformed(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"an empty body":                        "",
		"white space only":                     " \t\r\n",
		"null":                                 "null",
		"a bare string":                        `"a"`,
		"a bare number":                        "1",
		"a bare boolean":                       "true",
		"an object without an end":             "{",
		"an array without an end":              "[",
		"an array inside without an end":       `{"a":[1,2`,
		"an object that ends as an array":      "{]",
		"an array that ends as an object":      `{"a":[}`,
		"a member without a value":             `{"a":}`,
		"a member without a colon":             `{"a" 1}`,
		"a member with two colons":             `{"a"::1}`,
		"a member without a name":              `{:1}`,
		"a name that is no string":             `{1:1}`,
		"a name without quotes":                `{a:1}`,
		"a name in single quotes":              `{'a':1}`,
		"a trailing comma in an object":        `{"a":1,}`,
		"a leading comma in an object":         `{,"a":1}`,
		"a trailing comma in an array":         `{"a":[1,]}`,
		"two commas in an array":               `{"a":[1,,2]}`,
		"a missing comma":                      `{"a":1 "b":2}`,
		"something behind the object":          `{} x`,
		"a second object behind the first":     `{}{}`,
		"a comment":                            `{/* a */}`,
		"a byte order mark":                    "\ufeff{}",
		"a string without an end":              `{"a":"b`,
		"a string that ends in a backslash":    `{"a":"b\`,
		"a new line in a string":               "{\"a\":\"b\nc\"}",
		"a tab in a string":                    "{\"a\":\"b\tc\"}",
		"a NUL in a string":                    "{\"a\":\"b\x00c\"}",
		"a control character behind an escape": "{\"a\":\"\\n\x1f\"}",
		"an unknown escape":                    `{"a":"\x41"}`,
		"an octal escape":                      `{"a":"\101"}`,
		"an escape in capitals":                `{"a":"\N"}`,
		"a short hexadecimal escape":           `{"a":"\u12"}`,
		"a hexadecimal escape cut off":         `{"a":"\u12`,
		"a hexadecimal escape with a sign":     `{"a":"\u+123"}`,
		"a hexadecimal escape with a letter g": `{"a":"\u123g"}`,
		"a high surrogate alone":               `{"a":"\ud834"}`,
		"a high surrogate before a letter":     `{"a":"\ud834x"}`,
		"a high surrogate before a new line":   `{"a":"\ud834\n"}`,
		"a low surrogate alone":                `{"a":"\udd1e"}`,
		"two surrogates in the wrong order":    `{"a":"\udd1e\ud834"}`,
		"two high surrogates":                  `{"a":"\ud834\ud834"}`,
		"a pair whose second half is cut off":  `{"a":"\ud834\udd`,
		"a high surrogate at the end":          `{"a":"\ud834`,
		"a surrogate in a name":                `{"\ud834":1}`,
		"a byte that is no UTF-8":              "{\"a\":\"\xff\"}",
		"a byte that is no UTF-8 in a name":    "{\"\xff\":1}",
		"a cut UTF-8 sequence":                 "{\"a\":\"\xe2\x82\"}",
		"an overlong UTF-8 sequence":           "{\"a\":\"\xc0\xaf\"}",
		"a surrogate as UTF-8":                 "{\"a\":\"\xed\xa0\xb4\"}",
		"a byte that is no UTF-8, escaped":     "{\"a\":\"\\n\xff\"}",
		"a byte that is no UTF-8 outside":      "{\xff}",
		"a number with a leading zero":         `{"a":01}`,
		"a negative one with a leading zero":   `{"a":-01}`,
		"a number with a plus":                 `{"a":+1}`,
		"a minus alone":                        `{"a":-}`,
		"a number that begins with a point":    `{"a":.5}`,
		"a number that ends with a point":      `{"a":5.}`,
		"a number without a fraction":          `{"a":5.e1}`,
		"a number without an exponent":         `{"a":1e}`,
		"a number with only a signed exponent": `{"a":1e+}`,
		"a hexadecimal number":                 `{"a":0x1}`,
		"a number with a letter behind":        `{"a":1a}`,
		"a number with an underscore":          `{"a":1_0}`,
		"infinity":                             `{"a":Infinity}`,
		"minus infinity":                       `{"a":-Infinity}`,
		"not a number":                         `{"a":NaN}`,
		"True":                                 `{"a":True}`,
		"a literal cut off":                    `{"a":tru`,
		"a literal with a letter behind":       `{"a":nulls}`,
		"undefined":                            `{"a":undefined}`,
		"a vertical tab as white space":        "{\v}",
		"a no-break space as white space":      "{\u00a0}",
		"a NUL behind the object":              "{}\x00",
		"a NUL in the place of a value":        "{\"a\":\x00}",
		"a malformed part behind a type error": `{"Text":1,}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := shape.Decode([]byte(body), anything)
			assert.ErrorIs(t, err, shape.ErrMalformed)
		})
	}
}

func TestWhatJSONAllowsIsRead(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ body, text string }{
		"an empty object":                  {`{}`, ""},
		"white space everywhere":           {" \t\r\n{ \t\r\n\"Text\" \t\r\n: \t\r\n\"a\" \t\r\n} \t\r\n", "a"},
		"an empty string":                  {`{"Text":""}`, ""},
		"every short escape":               {`{"Text":"\"\\\/\b\f\n\r\t"}`, "\"\\/\b\f\n\r\t"},
		"a hexadecimal escape":             {`{"Text":"\u00e9"}`, "é"},
		"one in capitals":                  {`{"Text":"\u00E9"}`, "é"},
		"an escaped NUL":                   {`{"Text":"\u0000"}`, "\x00"},
		"an escaped surrogate pair":        {`{"Text":"\ud834\udd1e"}`, "𝄞"},
		"the first and the last pair":      {`{"Text":"\ud800\udc00\udbff\udfff"}`, "\U00010000\U0010ffff"},
		"the neighbours of the surrogates": {`{"Text":"\ud7ff\ue000"}`, "\ud7ff\ue000"},
		"a non-character":                  {`{"Text":"\uffff"}`, "\uffff"},
		"the replacement character":        {`{"Text":"\ufffd` + "\ufffd" + `"}`, "\ufffd\ufffd"},
		"raw text in several scripts":      {`{"Text":"é漢字ابج𝄞"}`, "é漢字ابج𝄞"},
		"raw text between escapes":         {`{"Text":"é\n漢\t𝄞"}`, "é\n漢\t𝄞"},
		"DEL and the line separators":      {"{\"Text\":\"\x7f\u2028\u2029\"}", "\x7f\u2028\u2029"},
		"an escaped name":                  {`{"\u0054ext":"a"}`, "a"},
		"every form of number":             {`{"a":[0,-0,1,-1,10,0.5,-0.5,1e1,1E1,1e+1,1e-1,1.5e10,0e0,1e999999999]}`, ""},
		"nothing but unknown members":      {`{"a":{"b":[true,false,null,{}]},"":[]}`, ""},
		"slashes as they are":              {`{"Text":"a/b"}`, "a/b"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.True(t, json.Valid([]byte(tc.body)), "encoding/json reads it too")
			v, err := shape.Decode([]byte(tc.body), anything)
			require.NoError(t, err)
			assert.Equal(t, tc.text, v.Get("Text").Text)
		})
	}
}

// bodies just at a bound, and just over it.
func TestTheBoundsHoldAtTheirEdges(t *testing.T) {
	t.Parallel()
	list := func(n int) string { return `{"a":[` + strings.TrimSuffix(strings.Repeat("0,", n), ",") + `]}` }
	members := func(n int) string { return `{` + strings.TrimSuffix(strings.Repeat(`"a":0,`, n), ",") + `}` }
	text := func(size int) string {
		const frame = `{"Text":""}`
		return `{"Text":"` + strings.Repeat("x", size-len(frame)) + `"}`
	}
	padded := func(size int) string { return "{}" + strings.Repeat(" ", size-2) }
	arrays := func(depth int) string {
		return `{"a":` + strings.Repeat("[", depth-1) + strings.Repeat("]", depth-1) + `}`
	}
	objects := func(depth int) string { return strings.Repeat(`{"a":`, depth) + "0" + strings.Repeat("}", depth) }

	const (
		size   = 1_572_864 // 1.5 MiB
		depth  = 16
		values = 10_000
	)
	for name, tc := range map[string]struct {
		body    string
		refused string
	}{
		"a body of one byte less":                      {text(size - 1), ""},
		"a body of 1.5 MiB":                            {text(size), ""},
		"a body of one byte more":                      {text(size + 1), "The request body is larger than 1572864 bytes."},
		"a body of 1.5 MiB that is mostly white space": {padded(size), ""},
		"white space that is one byte too much":        {padded(size + 1), "The request body is larger than 1572864 bytes."},
		"a body that is too large and no JSON":         {strings.Repeat("x", size+1), "The request body is larger than 1572864 bytes."},

		"arrays 15 deep":                       {arrays(depth - 1), ""},
		"arrays 16 deep":                       {arrays(depth), ""},
		"arrays 17 deep":                       {arrays(depth + 1), "The request is nested deeper than 16 levels."},
		"objects 16 deep":                      {objects(depth), ""},
		"objects 17 deep":                      {objects(depth + 1), "The request is nested deeper than 16 levels."},
		"arrays so deep that a stack would go": {`{"a":` + strings.Repeat("[", 1_500_000), "The request is nested deeper than 16 levels."},

		// The object and its array are values, too.
		"9,999 values":                      {list(values - 3), ""},
		"10,000 values":                     {list(values - 2), ""},
		"10,001 values":                     {list(values - 1), "The request has more than 10000 values."},
		"10,000 values under one name":      {members(values - 1), ""},
		"10,001 values under one name":      {members(values), "The request has more than 10000 values."},
		"hundreds of thousands of values":   {list(700_000), "The request has more than 10000 values."},
		"hundreds of thousands of {}":       {`{"a":[` + strings.Repeat("{},", 500_000) + `{}]}`, "The request has more than 10000 values."},
		"10,000 values in unknown members":  {`{"b":1,` + list(values - 3)[1:], ""},
		"10,001 values, the bound comes in": {`{"b":1,` + list(values - 2)[1:], "The request has more than 10000 values."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := shape.Decode([]byte(tc.body), anything)
			if tc.refused == "" {
				require.NoError(t, err)
				return
			}
			var limit *shape.LimitError
			require.ErrorAs(t, err, &limit)
			assert.Equal(t, tc.refused, limit.Text)
			assert.Equal(t, tc.refused, limit.Error())
		})
	}
}

// A refused body must not cost what an accepted one may: the 4.5 MB of "{},"
// that cost encoding/json half a gigabyte (507 MiB into typed structs, Go 1.26)
// cost nothing.
func TestARefusedBodyCostsLittle(t *testing.T) {
	for name, body := range map[string][]byte{
		"too large":      []byte(`{"a":[` + strings.Repeat("{},", 1_500_000) + `{}]}`),
		"too many":       []byte(`{"a":[` + strings.Repeat("{},", 500_000) + `{}]}`),
		"too deep":       []byte(`{"a":` + strings.Repeat("[", 1_500_000)),
		"cut in a quote": []byte(`{"a":"` + strings.Repeat("x", 1_500_000)),
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := shape.Decode(body, anything)
			runtime.ReadMemStats(&after)
			require.Error(t, err)
			const allowed = 6 << 20
			assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(allowed), "bytes allocated for a body of %d", len(body))
		})
	}
}
