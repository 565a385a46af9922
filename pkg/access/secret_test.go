package access

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func mustNotTell(t *testing.T, s string) {
	t.Helper()
	if strings.Contains(s, canary) || strings.Contains(s, canary[8:]) || strings.Contains(s, canary[:31]) {
		t.Errorf("a secret is told: %s", s)
	}
}

func TestSecret_InMistakes(t *testing.T) {
	q := `"` + canary + `"`
	for name, doc := range map[string]string{
		"in the place of the id":        `{` + q + `: ` + entry("secret", `"`+idA+`"`) + `}`,
		"in that place, twice":          `{` + q + `: {}, ` + q + `: {}}`,
		"as a member":                   `{"` + idA + `": {` + q + `: "secret"}}`,
		"in the place of the key":       `{"` + idA + `": ` + q + `}`,
		"in the place of the document":  q,
		"in every member":               `{"` + idA + `": {"secret": [` + q + `], "account": ` + q + `, "principal": ` + q + `, "policy": ` + q + `, "notAfter": ` + q + `}}`,
		"in a policy":                   `{"` + idA + `": ` + entry("policy", `{"Version": `+q+`, "Statement": {"Sid": "`+canary+`!", "Effect": `+q+`, "Action": `+q+`, "Resource": `+q+`}}`) + `}`,
		"as a condition":                `{"` + idA + `": ` + entry("policy", condition1(`{`+q+`: {`+q+`: 1}, "StringLike": {"aws:RequestTag/`+canary+`": 1, "ForAnyValue:`+canary+`": 1}}`)) + `}`,
		"before the end of a torn text": `{"` + idA + `": {"secret": ` + q[:30],
		"behind a wrong character":      `{"` + idA + `": {"secret": ` + canary + `}}`,
		"too deep":                      `{"` + idA + `": ` + strings.Repeat(`{`+q+`: `, 20) + `1` + strings.Repeat(`}`, 20) + `}`,
		"with half a surrogate pair":    `{"` + canary + `\ud800": "\ud800` + canary + `"}`,
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ParseKeys([]byte(doc), testScope)
			require.Error(t, err)
			for _, form := range []string{"%v", "%+v", "%#v", "%q", "%s"} {
				mustNotTell(t, fmt.Sprintf(form, err))
			}
		})
	}
}

func TestSecret_Printed(t *testing.T) {
	keys, err := ParseKeys([]byte(`{"`+idA+`": `+usual()+`}`), testScope)
	require.NoError(t, err)
	key, _ := keys.Lookup(idA, time.Time{})
	fresh := FreshKey{ID: idA, Secret: NewSecret(canary), Account: "123456789012", Principal: alice}
	type hidden struct {
		key    Key
		keys   *Keys
		fresh  FreshKey
		secret Secret
		all    []Key
	}
	type open struct {
		Key    Key
		Secret *Secret
	}
	for _, v := range []any{
		key, &key, keys, *keys, fresh, &fresh, key.Secret, &key.Secret, []Key{key}, map[string]Key{"a": key},
		hidden{key, keys, fresh, key.Secret, []Key{key}}, &hidden{key, keys, fresh, key.Secret, []Key{key}}, open{key, &key.Secret},
	} {
		for _, form := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%T"} {
			told := fmt.Sprintf(form, v)
			mustNotTell(t, told)
			assert.NotContains(t, told, fmt.Sprintf("%x", canary))
		}
		if doc, err := json.Marshal(v); err == nil {
			mustNotTell(t, string(doc))
		}
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "v", v)
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "v", v)
		mustNotTell(t, log.String())
	}
	assert.Equal(t, "[redacted] [redacted]", fmt.Sprintf("%v %#v", key.Secret, key.Secret))
	doc, err := json.Marshal(key.Secret)
	assert.NoError(t, err)
	assert.Equal(t, `"[redacted]"`, string(doc))
	assert.Equal(t, idA+" of "+alice, key.String())
	assert.Equal(t, "1 keys", keys.String())
}
