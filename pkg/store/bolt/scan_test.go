package bolt

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"userpools/pkg/cognito"
	"userpools/pkg/store/storetest"
)

func TestOrdinaryPoolsAreReadTheQuickWay(t *testing.T) {
	for _, p := range []*cognito.Pool{
		storetest.Minimal(storetest.Here, "us-east-1_Minimal"),
		storetest.Sample(t, storetest.Here, "us-east-1_Sample"),
		storetest.Full(storetest.Here, "us-east-1_Full"),
	} {
		rest, ok := scan(firstLine(t, p), reflect.ValueOf(new(head)).Elem())
		assert.True(t, ok)
		assert.Empty(t, rest)
	}
}

// TestQuickWayIsEncodingJSONs holds one to the other, whatever is said.
func TestQuickWayIsEncodingJSONs(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{``, `"`, `\`, `}`, `a,b`, "\n", `{"Name":"x"}`, "é𝛀"}))
		p := storetest.Minimal(storetest.Here, "us-east-1_Any")
		p.Name = text.Draw(r, "name")
		p.Defaults = rapid.Int().Draw(r, "defaults")
		p.Revision = rapid.Int64().Draw(r, "revision")
		if rapid.Bool().Draw(r, "triggers") {
			p.Settings.LambdaConfig = &cognito.LambdaConfigType{
				PreSignUp:         rapid.Ptr(text, true).Draw(r, "trigger"),
				CustomEmailSender: &cognito.LambdaVersionConfigType{LambdaArn: rapid.Ptr(text, true).Draw(r, "sender")},
			}
		}
		line := firstLine(t, p)
		var want, got head
		require.NoError(r, json.Unmarshal(line, &want))
		require.NoError(r, unmarshal(line, &got))
		require.Equal(r, want, got)
	})
}

func TestWhatTheQuickWayDoesNotKnowIsEncodingJSONs(t *testing.T) {
	for _, line := range []string{
		`{"Name": "spaces" }`, `{"Name":"\u0061"}`, `{"Later":[1,{}],"Name":"a"}`, `{"Name":null}`, `{}`, ` {}`,
		`{"LambdaConfig":{"PreSignUp":"a","Later":true}}`,
	} {
		var want, got head
		require.NoError(t, json.Unmarshal([]byte(line), &want), line)
		require.NoError(t, unmarshal([]byte(line), &got), line)
		assert.Equal(t, want, got, line)
	}
	for _, line := range []string{
		``, `{`, `{"`, `{"Name`, `{"Name"`, `{"Name":`, `{"Name":"`, `{"Name":"a"`, `{"Name":"a",`, `{"Name":"a"}}`,
		`{"Created":x}`, `{"Created":1`, `{"Created":}`, `{"Name":1}`, `null,`, `{"Name""a"}`, `{"Name":"a""Name":"b"}`,
	} {
		assert.Error(t, unmarshal([]byte(line), new(head)), line)
	}
}

func firstLine(t *testing.T, p *cognito.Pool) []byte {
	t.Helper()
	value, err := encode(p)
	require.NoError(t, err)
	line, _, _ := bytes.Cut(value, []byte{'\n'})
	return line
}
