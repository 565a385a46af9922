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

func TestDecode_Malformed(t *testing.T) {
	t.Parallel()
	for name, bodies := range map[string][]string{
		"no object":       {"", " \t\r\n", "null", `"a"`, "1", "true"},
		"no end":          {"{", "[", `{"a":[1,2`, "{]", `{"a":[}`, `{"a":"b`, `{"a":"b\`, `{"a":"\u12`, `{"a":tru`, `{"a":"\ud834\udd`, `{"a":"\ud834`},
		"members":         {`{"a":}`, `{"a" 1}`, `{"a"::1}`, `{:1}`, `{1:1}`, `{a:1}`, `{'a':1}`},
		"commas":          {`{"a":1,}`, `{,"a":1}`, `{"a":[1,]}`, `{"a":[1,,2]}`, `{"a":1 "b":2}`, `{"Text":1,}`},
		"something after": {`{} x`, `{}{}`, "{}\x00"},
		"no JSON at all":  {`{/* a */}`, "\ufeff{}", "{\v}", "{\u00a0}", "{\xff}", "{\"a\":\x00}"},
		"control characters": {
			"{\"a\":\"b\nc\"}", "{\"a\":\"b\tc\"}", "{\"a\":\"b\x00c\"}", "{\"a\":\"\\n\x1f\"}", "{\"a\":\"\\\n\"}",
		},
		"escapes": {
			`{"a":"\x41"}`, `{"a":"\101"}`, `{"a":"\N"}`, `{"a":"\u12"}`, `{"a":"\u+123"}`, `{"a":"\u123g"}`, `{"a":"\u_123"}`,
		},
		"surrogates": {
			`{"a":"\ud834"}`, `{"a":"\ud834x"}`, `{"a":"\ud834\n"}`, `{"a":"\udd1e"}`, `{"a":"\udd1e\ud834"}`, `{"a":"\ud834\ud834"}`,
			`{"\ud834":1}`, `{"a":"\ud834\ufffd"}`,
		},
		"UTF-8": {
			"{\"a\":\"\xff\"}", "{\"\xff\":1}", "{\"a\":\"\xe2\x82\"}", "{\"a\":\"\xc0\xaf\"}", "{\"a\":\"\xed\xa0\xb4\"}",
			"{\"a\":\"\\n\xff\"}", "{\"a\":\"\xe2\\n\x82\x82\"}",
		},
		"numbers": {
			`{"a":01}`, `{"a":-01}`, `{"a":+1}`, `{"a":-}`, `{"a":.5}`, `{"a":5.}`, `{"a":5.e1}`, `{"a":1e}`, `{"a":1e+}`, `{"a":0x1}`, `{"a":1a}`,
			`{"a":1_0}`, `{"a":1.2.3}`, `{"a":1-2}`, `{"a":Infinity}`, `{"a":-Infinity}`, `{"a":NaN}`,
		},
		"literals": {`{"a":True}`, `{"a":nulls}`, `{"a":undefined}`},
	} {
		for _, body := range bodies {
			_, err := shape.Decode([]byte(body), anything)
			assert.ErrorIs(t, err, shape.ErrMalformed, "%s: %s", name, body)
		}
	}
}

// TestRead_Errors: what is wrong, and the byte at which it shows.
func TestRead_Errors(t *testing.T) {
	t.Parallel()
	limits := shape.Limits{Bytes: 40, Depth: 2, Values: 4}
	for text, want := range map[string]shape.ReadError{
		"":                                      {Text: "is empty"},
		" \n":                                   {Text: "is empty"},
		strings.Repeat(" ", 41):                 {Text: "is larger than 40 bytes", Limit: true},
		"[[1,[2]]]":                             {Text: "is nested deeper than 2 levels", Offset: 4, Limit: true},
		"[1,2,3,4]":                             {Text: "has more than 4 values", Offset: 7, Limit: true},
		`{"a":1]`:                               {Text: "is not JSON", Offset: 6},
		`{"a":`:                                 {Text: "is not JSON", Offset: 5},
		`{"a":"b\x"}`:                           {Text: "is not JSON", Offset: 8},
		"{\"a\":\"\ufffe\xff\"}":                {Text: "is not UTF-8", Offset: 9},
		`{"a":"é\ud800"}`:                       {Text: "is not whole Unicode text", Offset: 9},
		`{"a":1,"b":2} {`:                       {Text: "is not JSON", Offset: 14},
		"{\"a\":\"" + strings.Repeat("x", 40):   {Text: "is larger than 40 bytes", Limit: true},
		"[" + strings.Repeat("[", 20):           {Text: "is nested deeper than 2 levels", Offset: 2, Limit: true},
		"[" + strings.Repeat("0,", 10) + "junk": {Text: "has more than 4 values", Offset: 7, Limit: true},
	} {
		_, err := shape.Read([]byte(text), limits)
		assert.Equal(t, &want, err, text)
	}
}

// TestRead_Positions of every value and name; numbers as they were written, and all
// members of one name.
func TestRead_Positions(t *testing.T) {
	t.Parallel()
	text := []byte("{ \"é\": [1.50,\n  null], \"é\": \"x\" }")
	v, err := shape.Read(text, shape.Limits{Bytes: 100, Depth: 2, Values: 5})
	require.NoError(t, err)
	require.Len(t, v.Fields, 2)
	list := v.Fields[0].Value
	assert.Equal(t, "1.50", list.Items[0].Text)
	for _, at := range []struct{ offset, line, column int }{
		{v.Offset, 1, 1},
		{v.Fields[0].Offset, 1, 3},
		{list.Offset, 1, 8},
		{list.Items[0].Offset, 1, 9},
		{list.Items[1].Offset, 2, 3},
		{v.Fields[1].Offset, 2, 10},
		{v.Fields[1].Value.Offset, 2, 15},
		{len(text), 2, 20},
	} {
		line, column := shape.Position(text, at.offset)
		assert.Equal(t, [2]int{at.line, at.column}, [2]int{line, column}, "byte %d", at.offset)
	}
}

func TestDecode_Text(t *testing.T) {
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
func TestDecode_Bounds(t *testing.T) {
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
func TestDecode_RefusedCost(t *testing.T) {
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
