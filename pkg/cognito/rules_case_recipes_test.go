package cognito_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// fill puts the pool in its place, and repeats what a text says to repeat:
// "<129 x a>" is 129 times a.
func (h *house) fill(s string) string {
	return repeat(strings.NewReplacer("<pool>", h.pool, "<arn>", h.arn).Replace(s))
}

var repetition = regexp.MustCompile(`<(\d+) x ([^<>])>`)

func repeat(s string) string {
	return repetition.ReplaceAllStringFunc(s, func(m string) string {
		part := repetition.FindStringSubmatch(m)
		return strings.Repeat(part[2], atoi(part[1]))
	})
}

func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic(err)
	}
	return n
}

// matches tells whether a text is the one that is wanted, <...> being any text.
func matches(want, got string) bool {
	parts := strings.Split(want, "<...>")
	for i, p := range parts {
		parts[i] = regexp.QuoteMeta(p)
	}
	return regexp.MustCompile(`(?s)\A` + strings.Join(parts, ".*") + `\z`).MatchString(got)
}

var many = regexp.MustCompile(`\A<(\d+) x(?: (.+))?>\z`)

// recipes writes out what a request only describes: {"<50 x>": {"Name": "c<n>"}}
// is a list of 50 entries c0 to c49, and {"<51 x k<n>>": "v"} a map of 51.
func recipes(t *testing.T, request json.RawMessage) []byte {
	t.Helper()
	if !bytes.Contains(request, []byte(" x")) {
		return request
	}
	decoder := json.NewDecoder(bytes.NewReader(request))
	decoder.UseNumber()
	var tree any
	require.NoError(t, decoder.Decode(&tree))
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	require.NoError(t, encoder.Encode(written(tree)))
	return out.Bytes()
}

func written(v any) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = written(v[i])
		}
		return v
	case map[string]any:
		return writtenMap(v)
	default:
		return v
	}
}

func writtenMap(v map[string]any) any {
	out := map[string]any{}
	for _, key := range slices.Sorted(maps.Keys(v)) {
		recipe := many.FindStringSubmatch(key)
		switch {
		case recipe == nil:
			out[key] = written(v[key])
		case recipe[2] == "":
			list := make([]any, atoi(recipe[1]))
			for n := range list {
				list[n] = numbered(v[key], n)
			}
			return list
		default:
			for n := range atoi(recipe[1]) {
				out[fmt.Sprint(numbered(recipe[2], n))] = numbered(v[key], n)
			}
		}
	}
	return out
}

// numbered is a copy with the number in the place of <n>.
func numbered(v any, n int) any {
	switch v := v.(type) {
	case string:
		return strings.ReplaceAll(v, "<n>", strconv.Itoa(n))
	case map[string]any:
		out := map[string]any{}
		for key := range v {
			out[key] = numbered(v[key], n)
		}
		return out
	default:
		return v
	}
}
