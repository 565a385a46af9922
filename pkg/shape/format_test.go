package shape_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/shape"
)

// house is a document with a member of every kind.
var house = &shape.Format{
	Name: "house", Unknown: "is unknown", Limits: shape.Limits{Bytes: 5000, Depth: 4, Values: 1000},
	Shape: shape.Structure("house",
		shape.Required("name", shape.String("S", shape.Length(1, 4))),
		shape.Optional("colour", shape.Described("Of the walls.", shape.String("S", shape.OneOf("red", "green", "blue")))),
		shape.Optional("code", shape.String("S", shape.Length(2, 3), shape.Pattern("[a-z]*"), shape.Must("of small letters"))),
		shape.Optional("floors", shape.Integer("I", shape.Range(1, 9))),
		shape.Optional("height", shape.Number("N", shape.Range(2, 30))),
		shape.Optional("sold", shape.Boolean("B")),
		shape.Optional("rooms", shape.List("L", shape.Structure("room", shape.Required("size", shape.Integer("I"))), shape.Length(1, 2))),
		shape.Optional("owners", shape.List("L", shape.String("S", shape.Length(1, 5)), shape.MinLength(1), shape.OrOne)),
		shape.Optional("keys", shape.Map("M", shape.String("K", shape.Pattern("k[0-9]"), shape.Must("a key")), shape.Boolean("B"),
			shape.Length(1, 2), shape.Must("keys"), shape.SecretKeys)),
		shape.Optional("notes", shape.Map("M", shape.String("K"), shape.Any("A")))),
}

func TestFormat_Read(t *testing.T) {
	t.Parallel()
	secret := strings.Repeat("s", 32)
	with := func(member string) string { return `{"name":"a",` + member + `}` }
	for doc, want := range map[string]string{
		with(`"colour":"red","code":"ab","floors":9,"height":2.5,"sold":false,"rooms":[{"size":1}],"owners":["x"]`): "",
		with(`"owners":"x","keys":{"k1":true},"notes":{"":null,"x":[{"a":1,"a":2}]}`):                               "",

		``:                                    "is empty",
		"{\n\"name\":x}":                      "is not JSON, as line 2, column 8 shows",
		`{"name":"é"} {`:                      "is not JSON, as line 1, column 14 shows",
		`{"name":"\ud8"}`:                     "is not JSON, as line 1, column 11 shows",
		`{"a":[[[[]]]]}`:                      "is nested deeper than 4 levels, as line 1, column 9 shows",
		`[` + strings.Repeat(" ", 5000) + `]`: "is larger than 5000 bytes",

		`[]`:                            "must be an object",
		`{}`:                            "name is missing",
		`{"name":null}`:                 "name must be a string",
		`{"name":"a","Name":"b"}`:       "Name is unknown",
		`{"name":"a","name":"b"}`:       "name is there twice",
		`{"name":""}`:                   "name must have 1 to 4 characters",
		`{"name":"abcde"}`:              "name must have 1 to 4 characters",
		with(`"colour":"pink"`):         "colour must be red, green or blue",
		with(`"code":"A"`):              "code must be of small letters",
		with(`"code":"abcd"`):           "code must have 2 to 3 characters",
		with(`"floors":0`):              "floors must be 1 to 9",
		with(`"floors":1e400`):          "floors must be a whole number",
		with(`"floors":2.0`):            "floors must be a whole number",
		with(`"floors":10000000000000`): "floors must be 1 to 9",
		with(`"floors":"1"`):            "floors must be a whole number",
		with(`"height":1.9`):            "height must be 2 to 30",
		with(`"height":1e999`):          "height must be 2 to 30",
		with(`"height":true`):           "height must be a number",
		with(`"sold":"true"`):           "sold must be true or false",
		with(`"rooms":{}`):              "rooms must be a list",
		with(`"rooms":[]`):              "rooms must have 1 to 2 entries",
		with(`"rooms":[{"size":1},{}]`): "rooms[1].size is missing",
		with(`"rooms":[null]`):          "rooms[0] must be an object",
		with(`"owners":[]`):             "owners must not be empty",
		with(`"owners":null`):           "owners must be a string",
		with(`"owners":["","x",1]`):     "owners[0] must have 1 to 5 characters; owners[2] must be a string",
		with(`"keys":{}`):               "keys must have 1 to 2 keys",
		with(`"keys":{"k1":1}`):         "keys.k1 must be true or false",
		with(`"keys":{"secret":1}`):     "keys[0] must be a key; keys[0] must be true or false",
		with(`"keys":{"x":true,"x":1}`): "keys[0] must be a key; keys[1] must be a key; keys[1] is there twice; keys[1] must be true or false",
		with(`"notes":[]`):              "notes must be an object",
		with(`"notes":{"a":1,"a":2}`):   "notes.a is there twice",

		with(`"` + secret + `":1`):                  "[a name of 32 characters] is unknown",
		with(`"` + secret[1:] + `":1`):              secret[1:] + " is unknown",
		with(`"a b":1,"1a":1,"":1,"é":1,"$a_Z0":1`): `["a b"] is unknown; ["1a"] is unknown; [""] is unknown; ["\u00e9"] is unknown; $a_Z0 is unknown`,
		`{"rooms":[{"size":"x","x":1}],"sold":1}`:   "name is missing; rooms[0].size must be a whole number; rooms[0].x is unknown; sold must be true or false",
	} {
		t.Run(doc[:min(len(doc), 60)], func(t *testing.T) {
			t.Parallel()
			_, report := house.Read([]byte(doc))
			if want == "" {
				require.NoError(t, report.Err())
				return
			}
			require.EqualError(t, report.Err(), "house refused: "+want)
		})
	}
}

func TestReport_Many(t *testing.T) {
	t.Parallel()
	_, report := house.Read([]byte(`{"name":"a",` + strings.TrimSuffix(strings.Repeat(`"x":0,`, 51), ",") + `}`))
	var refused *shape.DocumentError
	require.ErrorAs(t, report.Err(), &refused)
	assert.Len(t, refused.Problems, 101, "51 are unknown, 50 of them there before")
	assert.True(t, strings.HasSuffix(refused.Error(), "; x is unknown; and 1 more"), refused.Error())
	assert.Equal(t, shape.Problem{Path: "x", Text: "is unknown", Offset: 12}, refused.Problems[0])
}

// TestReport_Add: what a builder reports stands in the order of the document.
func TestReport_Add(t *testing.T) {
	t.Parallel()
	root, report := house.Read([]byte(`{"name":"a","owners":["x","y"],"rooms":[{"size":"x"}],"keys":{"k1":true,"no":false},"sold":0}`))
	var owners []string
	for at := range root.Member("owners").Each() {
		owners = append(owners, at.Text)
		assert.True(t, report.Sound(at))
		report.Add(at, "is unheard of")
		assert.False(t, report.Sound(at))
	}
	for range root.Member("owners").Each() {
		break
	}
	assert.True(t, root.Has("sold"))
	assert.False(t, root.Has("code"))
	for range root.Member("code").Each() {
		t.Error("what is absent has no entries")
	}
	for at := range root.Member("name").Each() {
		owners = append(owners, at.Text)
	}
	assert.Equal(t, []string{"x", "y", "a"}, owners)
	keys := root.Member("keys")
	report.Add(keys.Entry(1, house.Shape.Members[8].Shape), "is lost")
	assert.False(t, report.Sound(root.Member("rooms")), "inside of it")
	assert.False(t, report.Sound(root))
	assert.True(t, report.Sound(keys.Entry(0, house.Shape.Members[8].Shape)))
	assert.True(t, report.Sound(root.Member("room")), "another name")
	require.EqualError(t, report.Err(), "house refused: owners[0] is unheard of; owners[1] is unheard of; rooms[0].size must be a whole number; "+
		"keys[1] must be a key; keys[1] is lost; sold must be true or false")
}
