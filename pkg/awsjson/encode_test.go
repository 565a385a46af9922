package awsjson_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"userpools/pkg/awsjson"
	"userpools/pkg/shape"
)

type inner struct {
	Zulu  *string
	Alpha *int
}

type base struct {
	Name  *string
	Empty *inner
	lower string
}

type answer struct {
	base

	Arn     string
	List    []string
	Entries []inner
	Tags    map[string]string
	Levels  map[string]inner
	At      time.Time
	Until   *time.Time
	Count   int
	Flag    *bool
	AZ, Aa  *string
	hidden  string
}

func TestEncode(t *testing.T) {
	at := time.UnixMilli(1790257791224)
	got := awsjson.Encode(&answer{
		base:    base{Name: new("n"), Empty: &inner{}, lower: "unseen"},
		Arn:     "a",
		List:    []string{"b", "a"},
		Entries: []inner{{Zulu: new("z"), Alpha: new(-1)}, {}},
		Tags:    map[string]string{"b": "2", "a": "1", "B": "3", "": "4", "ä": "5"},
		Levels:  map[string]inner{"L2": {}, "L1": {Alpha: new(1)}},
		At:      at, Until: &at, Count: 7, Flag: new(false), AZ: new("1"), Aa: new("2"), hidden: "unseen",
	})
	assert.Equal(t, `{"AZ":"1","Aa":"2","Arn":"a","At":1.790257791224E9,"Count":7,"Empty":{},"Entries":[{"Alpha":-1,"Zulu":"z"},{}],"Flag":false,`+
		`"Levels":{"L1":{"Alpha":1},"L2":{}},"List":["b","a"],"Name":"n","Tags":{"":"4","B":"3","a":"1","b":"2","ä":"5"},"Until":1.790257791224E9}`, string(got))
}

func TestEncode_Absent(t *testing.T) {
	at := time.UnixMilli(1790257791224)
	assert.Equal(t, `{"Arn":"","At":1.790257791224E9,"Count":0}`, string(awsjson.Encode(&answer{At: at})))
	assert.Equal(t, `{"Arn":"","At":1.790257791224E9,"Count":0,"Entries":[],"Flag":false,"Levels":{},"List":[],"Name":"","Tags":{}}`, string(awsjson.Encode(answer{
		base: base{Name: new("")}, At: at, List: []string{}, Entries: []inner{}, Tags: map[string]string{}, Levels: map[string]inner{}, Flag: new(false),
	})))
	assert.Equal(t, `{}`, string(awsjson.Encode(struct{}{})), "an output without members")
	assert.Equal(t, `{}`, string(awsjson.Encode(&struct{ base }{})), "embedded, and nothing in it")
}

func TestEncode_Text(t *testing.T) {
	for name, tc := range map[string]struct{ text, want string }{
		"plain":                          {"a b", `a b`},
		"empty":                          {"", ``},
		"a quote and a backslash":        {`"\`, `\"\\`},
		"only escapes":                   {"\"\"", `\"\"`},
		"a new line, a return and a tab": {"\n\r\t", `\n\r\t`},
		"other controls":                 {"\x00\x01\b\f\v\x1b\x1f", `\u0000\u0001\u0008\u000c\u000b\u001b\u001f`},
		"no HTML escaping":               {"<a href='x'>&</a>", `<a href='x'>&</a>`},
		"no escaped slash":               {"a/b", `a/b`},
		"DEL stands as it is":            {"\x7f", "\x7f"},
		"so do the line separators":      {"\u2028\u2029", "\u2028\u2029"},
		"and every script":               {"é漢ابج𝄞\ufffd", "é漢ابج𝄞\ufffd"},
		"escapes between letters":        {"é\"漢\n𝄞", `é\"漢\n𝄞`},
	} {
		t.Run(name, func(t *testing.T) {
			got := awsjson.Encode(map[string]string{tc.text: tc.text})
			assert.Equal(t, `{"`+tc.want+`":"`+tc.want+`"}`, string(got))
			var back map[string]string
			require.NoError(t, json.Unmarshal(got, &back))
			assert.Equal(t, map[string]string{tc.text: tc.text}, back)
		})
	}
}

// TestEncode_Bytes: absent where nil, as every list.
func TestEncode_Bytes(t *testing.T) {
	type blobs struct{ A, B, C []byte }
	assert.Equal(t, `{"A":"AP/+","C":""}`, string(awsjson.Encode(blobs{A: []byte{0, 255, 254}, C: []byte{}})))
}

func TestEncode_Document(t *testing.T) {
	type documents struct{ D shape.Document }
	for document, want := range map[string]string{
		"":     `{}`,
		"null": `{"D":null}`,
		" { \"b\" : [ 8.0 , 8E-2, -0, 12345678901234567890, null, true, false ], \"a\" : { } , \"B\":[]}": `{"D":{"B":[],"a":{},"b":[8.0,8E-2,-0,12345678901234567890,null,true,false]}}`,
		`{"b":1,"a":{"d":1,"c":2,"d":3},"b":{"z":[{"y":1,"x":2}]}}`:                                       `{"D":{"a":{"c":2,"d":3},"b":{"z":[{"x":2,"y":1}]}}}`,
		`"\u00e9\u003c\/&\n\ud834\udd1e"`:                                                                 `{"D":"é</&\n𝄞"}`,
		`{"\u0022":"\u003c"}`:                                                                             `{"D":{"\"":"<"}}`,
		`nonsense`:                                                                                        `{"D":null}`,
	} {
		in := documents{}
		if document != "" {
			in.D = shape.Document(document)
		}
		assert.Equal(t, want, string(awsjson.Encode(in)), document)
	}
}

// The first two were recorded on 2026-09-24.
func TestEncode_Time(t *testing.T) {
	east := time.FixedZone("east", 3600)
	for at, want := range map[time.Time]string{
		time.UnixMilli(1790257791224):                             "1.790257791224E9",
		time.UnixMilli(1790277278080):                             "1.79027727808E9",
		time.UnixMilli(1500000000000):                             "1.5E9",
		time.UnixMilli(1790277278000):                             "1.790277278E9",
		time.UnixMilli(1790000000000):                             "1.79E9",
		time.UnixMilli(1790277278001):                             "1.790277278001E9",
		time.UnixMilli(1790277278010):                             "1.79027727801E9",
		time.UnixMilli(1790277278100):                             "1.7902772781E9",
		time.UnixMilli(1790277270000):                             "1.79027727E9",
		time.UnixMilli(1999999999999):                             "1.999999999999E9",
		time.UnixMilli(2000000000000):                             "2.0E9",
		time.UnixMilli(1000000000000):                             "1.0E9",
		time.UnixMilli(10000000000000):                            "1.0E10",
		time.UnixMilli(1790257791224).In(east):                    "1.790257791224E9", // the zone does not matter
		time.UnixMilli(1790257791224).Add(999 * time.Microsecond): "1.790257791224E9", // what is below a millisecond goes
	} {
		assert.Equal(t, want, encodedTime(t, at))
	}
	rapid.Check(t, func(t *rapid.T) {
		at := time.UnixMilli(rapid.Int64Range(1_400_000_000_000, 4_102_444_800_000).Draw(t, "millis"))
		assert.Regexp(t, `^[1-9]\.(\d*[1-9]|0)E9$`, encodedTime(t, at))
	})
}

// encodedTime is an instant as it is written, which clients read as the same.
func encodedTime(t require.TestingT, at time.Time) string {
	text := string(awsjson.Encode(struct{ T time.Time }{at}))
	text = strings.TrimSuffix(strings.TrimPrefix(text, `{"T":`), `}`)
	value, err := strconv.ParseFloat(text, 64)
	require.NoError(t, err)
	assert.Equal(t, float64(at.UnixMilli())/1000, value)
	return text
}

// Whatever is encoded, encoding/json reads as what it was.
func TestEncode_Reread(t *testing.T) {
	text := rapid.StringOf(rapid.OneOf(rapid.Rune(), rapid.SampledFrom([]rune("\"\\\x00\n\t<>&\u2028\x7f𝄞é"))))
	maybe := func(g *rapid.Generator[string]) *rapid.Generator[*string] { return rapid.Ptr(g, true) }
	entry := rapid.Custom(func(t *rapid.T) inner {
		return inner{Zulu: maybe(text).Draw(t, "Zulu"), Alpha: rapid.Ptr(rapid.Int(), true).Draw(t, "Alpha")}
	})
	rapid.Check(t, func(t *rapid.T) {
		in := answer{
			base:    base{Name: maybe(text).Draw(t, "Name"), Empty: rapid.Ptr(entry, true).Draw(t, "Empty")},
			Arn:     text.Draw(t, "Arn"),
			List:    rapid.SliceOf(text).Draw(t, "List"),
			Entries: rapid.SliceOf(entry).Draw(t, "Entries"),
			Tags:    rapid.MapOf(text, text).Draw(t, "Tags"),
			Levels:  rapid.MapOf(text, entry).Draw(t, "Levels"),
			At:      time.UnixMilli(1790257791224).UTC(),
			Count:   rapid.Int().Draw(t, "Count"),
			Flag:    rapid.Ptr(rapid.Bool(), true).Draw(t, "Flag"),
		}
		got := awsjson.Encode(&in)
		require.True(t, json.Valid(got), "%s", got)

		var out struct {
			answer
			At, Until json.Number
		}
		require.NoError(t, json.Unmarshal(got, &out))
		out.answer.At = in.At
		assert.Equal(t, in, out.answer)
		assert.Equal(t, "1.790257791224E9", out.At.String())
	})
}

func TestEncode_OtherType(t *testing.T) {
	assert.PanicsWithValue(t, "awsjson: cannot encode a float64", func() { awsjson.Encode(struct{ F float64 }{1}) })
}
