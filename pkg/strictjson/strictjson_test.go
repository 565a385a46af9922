package strictjson_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/strictjson"
)

// path tells every name as it stands.
type path string

func (p path) Member(name string) path { return p + path("/"+name) }
func (p path) Item(i int) path         { return p + path("/"+strconv.Itoa(i)) }

func place(before []byte) string { return fmt.Sprintf("byte %d", len(before)) }

func read(doc string) (*strictjson.Node, error) {
	var c strictjson.Checker[path]
	n, _ := c.Read([]byte(doc), place)
	return n, c.Err("document")
}

func TestWhatIsRefused(t *testing.T) {
	nested := func(levels int) string { return strings.Repeat("[", levels) + strings.Repeat("]", levels) }
	for name, tt := range map[string]struct{ doc, want string }{
		"as large as may be":         {`1` + strings.Repeat(" ", strictjson.MaxBytes-1), ""},
		"larger":                     {`1` + strings.Repeat(" ", strictjson.MaxBytes), "document refused: is larger than 65536 bytes"},
		"nothing":                    {"", "document refused: is empty"},
		"spaces":                     {" \n", "document refused: is empty"},
		"no UTF-8":                   {"\"\xff\"", "document refused: is not UTF-8"},
		"no JSON":                    {`{"a":1]`, "document refused: is not JSON, as byte 7 shows"},
		"something behind it":        {`{} {}`, "document refused: is not JSON, as byte 4 shows"},
		"a name twice":               {`{"a":{"b":1,"b":2},"c":3,"c":4}`, "document refused: /a/b is there twice; /c is there twice"},
		"names that differ in case":  {`{"a":1,"A":2}`, ""},
		"half a surrogate pair":      {`{"a":["\ud800"]}`, "document refused: /a/0 is not whole Unicode text"},
		"half of one in a name":      {`{"\udc00":1}`, "document refused: /\ufffd is not whole Unicode text"},
		"a surrogate pair":           {`"\ud83d\ude00"`, ""},
		"as deep as may be":          {nested(strictjson.MaxDepth), ""},
		"deeper":                     {nested(strictjson.MaxDepth + 1), "document refused: " + strings.Repeat("/0", strictjson.MaxDepth) + " lies too deep"},
		"deeper, in several places":  {`[` + nested(strictjson.MaxDepth) + `,` + nested(strictjson.MaxDepth) + `]`, "document refused: " + strings.Repeat("/0", strictjson.MaxDepth) + " lies too deep"},
		"as many mistakes as told":   {`{` + strings.Repeat(`"a":1,`, strictjson.MaxProblems) + `"a":1}`, "document refused: " + strings.TrimSuffix(strings.Repeat("/a is there twice; ", strictjson.MaxProblems), "; ")},
		"more mistakes than told of": {`{` + strings.Repeat(`"a":1,`, strictjson.MaxProblems+2) + `"a":1}`, "document refused: " + strings.Repeat("/a is there twice; ", strictjson.MaxProblems) + "and 2 more"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := read(tt.doc)
			if tt.want == "" {
				require.NoError(t, err)
				return
			}
			require.EqualError(t, err, tt.want)
		})
	}
}

func TestWhatIsRead(t *testing.T) {
	n, err := read(`{"text":"t","number":1.50,"on":true,"off":false,"null":null,"list":["a",2],"object":{"in":"side"}}`)
	require.NoError(t, err)
	for name, want := range map[string]strictjson.Node{
		"text": {Kind: strictjson.String, Text: "t"}, "number": {Kind: strictjson.Number, Text: "1.50"},
		"on": {Kind: strictjson.Boolean, Text: "true"}, "off": {Kind: strictjson.Boolean, Text: "false"},
		"null": {Kind: strictjson.Null}, "absent": {Kind: strictjson.Null}, "Text": {Kind: strictjson.Null},
	} {
		assert.Equal(t, want, *n.Get(name), name)
	}
	assert.True(t, n.Has("null"))
	assert.False(t, n.Has("absent"))
	assert.True(t, n.Get("on").True())
	assert.False(t, n.Get("off").True())
	assert.False(t, (&strictjson.Node{Kind: strictjson.String, Text: "true"}).True())
	assert.Equal(t, "side", n.Get("object").Get("in").Text)
	assert.Equal(t, "2", n.Get("list").Items[1].Text)
	assert.Len(t, n.Members, 7)
	assert.Equal(t, "a list", n.Get("list").Kind.String())
}
