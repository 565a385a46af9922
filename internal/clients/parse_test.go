package clients_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/clients"
	"userpools/internal/clients/wiretap"
)

// Two clients keep apart what is absent from what is empty, false or 0, and the CLI
// shows what is on the wire but for its dates. The others are compared without
// what is empty.
var exact = []*clients.Client{clients.Python, clients.CLI, clients.JavaScript}

// Kotlin's model is of before July 2026: it does not have these members, and drops them.
var newer = []string{"issuerconfiguration", "keyconfiguration"}

func TestClients_Describe(t *testing.T) {
	tap := wiretap.New(t)
	id := clients.Python.Run(t, tap.URL, "create", "a pool").Line()
	wire := onTheWire(t, tap, id)
	require.Equal(t, "Müller & Søn", wire["userpooltags"].(map[string]any)["team"])
	require.Equal(t, "Ihr Bestätigungscode", wire["emailverificationsubject"])
	each(t, func(t *testing.T, c *clients.Client, _ *wiretap.Tap) {
		want, got := any(wire), any(described(t, c, tap, id))
		if c == clients.Kotlin {
			want = without(wire, newer)
		}
		if !slices.Contains(exact, c) {
			want, got = substance(want), substance(got)
		}
		assert.Equal(t, want, got)
	})
}

func without(pool map[string]any, names []string) map[string]any {
	pool = maps.Clone(pool)
	for _, name := range names {
		delete(pool, name)
	}
	return pool
}

// described is the pool as a client has read it: names of members in lower case,
// because Kotlin has its own, and dates as milliseconds since 1970.
func described(t *testing.T, c *clients.Client, tap *wiretap.Tap, id string) map[string]any {
	t.Helper()
	var pool any
	require.NoError(t, json.Unmarshal([]byte(c.Run(t, tap.URL, "describe", id).Stdout), &pool))
	return plain(t, "", pool).(map[string]any)
}

// onTheWire is the pool without any client.
func onTheWire(t *testing.T, tap *wiretap.Tap, id string) map[string]any {
	t.Helper()
	var answer struct{ UserPool any }
	require.NoError(t, json.Unmarshal(clients.Call(t, tap.URL, "DescribeUserPool", object{"UserPoolId": id}), &answer))
	return plain(t, "", answer.UserPool).(map[string]any)
}

var dates = []string{"creationdate", "lastmodifieddate", "clientsecretcreatedate"}

func plain(t *testing.T, name string, v any) any {
	t.Helper()
	if slices.Contains(dates, name) && v != nil {
		return milliseconds(t, v)
	}
	if name == "settings" && v != nil { // a document, whose names are its own and of which nothing is empty
		return encoded(t, v)
	}
	switch v := v.(type) {
	case map[string]any:
		all := map[string]any{}
		for k, member := range v {
			k = strings.ToLower(k)
			all[k] = plain(t, k, member)
		}
		return all
	case []any:
		all := make([]any, len(v))
		for i := range v {
			all[i] = plain(t, "", v[i])
		}
		return all
	default:
		return v
	}
}

func milliseconds(t *testing.T, v any) any {
	t.Helper()
	if seconds, ok := v.(float64); ok { // the CLI's, which shows the number on the wire
		return int64(seconds*1000 + 0.5)
	}
	at, err := time.Parse(time.RFC3339Nano, v.(string))
	require.NoError(t, err)
	return at.UnixMilli()
}

// substance is a value without what is empty, false or 0; nil if nothing is left.
func substance(v any) any {
	switch v := v.(type) {
	case map[string]any:
		all := map[string]any{}
		for k, member := range v {
			if member = substance(member); member != nil {
				all[k] = member
			}
		}
		return orNil(all, len(all))
	case []any:
		var all []any
		for _, member := range v {
			all = append(all, substance(member))
		}
		return orNil(all, len(all))
	case nil, bool, string, float64:
		if v == nil || v == false || v == "" || v == 0.0 {
			return nil
		}
	}
	return v
}

func orNil(v any, size int) any {
	if size == 0 {
		return nil
	}
	return v
}
