package shape_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/shape"
)

var branding = shape.Structure("Branding",
	shape.Optional("Settings", shape.Any("Document")),
	shape.Optional("Bytes", shape.Blob("AssetBytesType", shape.Length(0, 3))),
	shape.Optional("Score", shape.Number("DoubleType", shape.Range(0, 1))),
	shape.Optional("Assets", shape.List("AssetListType", shape.Structure("AssetType",
		shape.Optional("Bytes", shape.Blob("AssetBytesType")), shape.Optional("Settings", shape.Any("Document"))), shape.Length(0, 0))))

type brandingRequest struct {
	Settings shape.Document
	Bytes    []byte
	Score    *float64
}

func TestBind_DocumentBlobNumber(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]brandingRequest{
		`{}`:                             {},
		`{"Settings":null,"Bytes":null}`: {},
		`{"Settings": { "b" : [1.0, 8E-2, null], "a": "\u00e9<&>", "b": {} } }`: {Settings: shape.Document(`{"b":[1.0,8E-2,null],"a":"\u00e9<&>","b":{}}`)},
		`{"Settings":[ 1 ]}`:           {Settings: shape.Document(`[1]`)},
		`{"Settings":"\u00e9<\n"}`:     {Settings: shape.Document(`"é<\n"`)},
		`{"Settings":-0.50}`:           {Settings: shape.Document(`-0.50`)},
		`{"Settings":true}`:            {Settings: shape.Document(`true`)},
		`{"Bytes":"AP8="}`:             {Bytes: []byte{0, 255}},
		`{"Bytes":""}`:                 {Bytes: []byte{}},
		`{"Score":0.25}`:               {Score: new(0.25)},
		`{"Score":1,"Bytes":"AAAA\n"}`: {Score: new(1.0), Bytes: []byte{0, 0, 0}},
	} {
		v := decode(t, branding, body)
		assert.Empty(t, shape.Check(&v, branding), body)
		var got brandingRequest
		shape.Bind(&v, &got)
		assert.Equal(t, want, got, body)
	}
}

// A blob prints as the buffer that holds it (branding-assets-over-40 in the
// evidence of that operation); how a document prints is not known.
func TestCheck_DocumentBlobNumber(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"Bytes":"AAAAAA=="}`: "Value 'java.nio.HeapByteBuffer[pos=0 lim=4 cap=4]' at 'bytes' failed to satisfy constraint: Member must have length less than or equal to 3",
		`{"Score":1.5}`:        "Value '1.5' at 'score' failed to satisfy constraint: Member must have value less than or equal to 1",
		`{"Assets":[{"Bytes":"AA==","Settings":{"a": [1]}}]}`: `Value '[AssetType(bytes=java.nio.HeapByteBuffer[pos=0 lim=1 cap=1], settings={"a":[1]})]' at 'assets'` +
			` failed to satisfy constraint: Member must have length less than or equal to 0`,
	} {
		assert.EqualError(t, check(t, branding, body), "1 validation error detected: "+want)
	}
}

func TestDecode_DocumentBlobNumber(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"Bytes":"A"}`:    "",
		`{"Bytes":"AA"}`:   "",
		`{"Bytes":"!AA="}`: "",
		`{"Bytes":1}`:      "NUMBER_VALUE can not be converted to a Blob",
		`{"Bytes":[]}`:     "Start of list found where not expected",
		`{"Score":"1"}`:    "STRING_VALUE can not be converted to a Double",
	} {
		_, err := shape.Decode([]byte(body), branding)
		var typed *shape.TypeError
		require.ErrorAs(t, err, &typed, body)
		assert.Equal(t, want, typed.Text, body)
	}
}

var brandingNulls = shape.Structure("BrandingNulls",
	shape.Optional("Flag", shape.PrimitiveBoolean("BooleanType")),
	shape.Optional("Assets", shape.List("AssetListType", shape.Structure("AssetType",
		shape.Required("Category", shape.String("S"))), shape.NoNulls, shape.Length(0, 2))))

// TestDecode_PrimitiveBoolean: branding-serialization-flag.
func TestDecode_PrimitiveBoolean(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]*bool{
		`true`: new(true), `false`: new(false), `"yes"`: new(true), `"true"`: new(true), `"False"`: new(false),
		`1`: nil, `null`: nil, `{}`: nil, `[]`: nil,
	} {
		v, err := shape.Decode([]byte(`{"Flag":`+text+`}`), brandingNulls)
		var typed *shape.TypeError
		require.Equal(t, want == nil, errors.As(err, &typed), text)
		var got struct{ Flag *bool }
		if err == nil {
			shape.Bind(&v, &got)
		}
		assert.Equal(t, want, got.Flag, text)
	}
}

// TestCheck_NoNulls: branding-assets-null; what else is broken is told as well.
func TestCheck_NoNulls(t *testing.T) {
	t.Parallel()
	const noNull = "at 'assets' failed to satisfy constraint: Member must satisfy constraint: [Member must not be null]"
	for body, want := range map[string]string{
		`{"Assets":[null]}`:                "1 validation error detected: Value '[null]' " + noNull,
		`{"Assets":[{"Category":"a"},{}]}`: "1 validation error detected: Value null at 'assets.2.member.category' failed to satisfy constraint: Member must not be null",
		`{"Assets":[null,{}]}`: "2 validation errors detected: Value '[null, AssetType(category=null)]' " + noNull +
			"; Value null at 'assets.2.member.category' failed to satisfy constraint: Member must not be null",
		`{"Assets":[null,null,null]}`: "2 validation errors detected: Value '[null, null, null]' at 'assets' failed to satisfy constraint: " +
			"Member must have length less than or equal to 2; Value '[null, null, null]' " + noNull,
	} {
		assert.EqualError(t, check(t, brandingNulls, body), want, body)
	}
}

// TestViolation_Member: the public path of each beside the service's.
func TestViolation_Member(t *testing.T) {
	t.Parallel()
	text := shape.String("S", shape.MaxLength(1))
	entry := shape.Structure("Entry", shape.Required("Name", text))
	s := shape.Structure("R",
		shape.WithAlias("theirName", shape.Optional("Ours", text)),
		shape.Optional("Schema", shape.List("L", entry)),
		shape.Optional("UserPoolTags", shape.Map("M", text, text)),
		shape.Optional("Levels", shape.Map("M", text, entry)),
		shape.Optional("KMSKeyID", text))
	for body, want := range map[string][2]string{
		`{"Ours":"ab"}`:                      {"theirName", "Ours"},
		`{"Schema":[{"Name":""},{}]}`:        {"schema.2.member.name", "Schema[1].Name"},
		`{"UserPoolTags":{"secret":"x"}}`:    {"userPoolTags", "UserPoolTags"},
		`{"Levels":{"a":{"Name":"secret"}}}`: {"levels.a.member.name", "Levels.a.Name"},
		`{"Levels":{"*":{}}}`:                {"levels.*.member.name", `Levels["*"].Name`},
		`{"KMSKeyID":"ab"}`:                  {"kMSKeyID", "KMSKeyID"},
	} {
		vs := check(t, s, body)
		require.Len(t, vs, 1, body)
		assert.Equal(t, want, [2]string{vs[0].Path, vs[0].Member}, body)
	}
}
