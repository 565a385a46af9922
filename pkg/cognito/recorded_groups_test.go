package cognito_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestRecorded_Groups: testdata/recorded/groups.json has the life of six groups, from the recordings that pools' are from
// (recorded_test.go): with the recorded pool and clock our answers have the recorded bytes. Of the list in six pages three
// were recorded; its members are ours, in the service's order.
func TestRecorded_Groups(t *testing.T) {
	t.Parallel()
	var all []recordedLife
	decode(t, "testdata/recorded/groups.json", &all)
	s := all[0]
	l := s.begun(t)
	for _, x := range s.Exchanges {
		require.Len(t, x.Body, x.Size)
		l.later(time.Millisecond) // a date that is shown again is one that stayed
		if date := modified.FindStringSubmatch(x.Body); date != nil {
			at, err := strconv.ParseFloat(date[1], 64)
			require.NoError(t, err)
			if recorded := time.UnixMilli(int64(at*1000 + 0.5)); x.Operation == "CreateGroup" || recorded.After(l.now) {
				l.now = recorded
			}
		}
		if x.Operation == "DeleteGroup" {
			l.holdPages(s.Pool, s.Pages)
		}
		answer := l.send(x.Operation, x.Request)
		assert.Equal(t, x.Status, answer.Status, x.Operation)
		assert.Equal(t, x.Body, string(answer.Body))
	}
	assert.Len(t, s.Exchanges, 19)
}

// holdPages lists the groups of a pool one by one, and finds the recorded ones among them.
func (l *lab) holdPages(pool string, recorded []obj) {
	l.t.Helper()
	request, listed := obj{"UserPoolId": pool, "Limit": 1}, map[any]any{}
	for more := true; more; {
		page := l.do("ListGroups", request)
		require.Len(l.t, page["Groups"], 1)
		group := page["Groups"].(list)[0].(map[string]any)
		listed[group["GroupName"]] = group
		request["NextToken"], more = page.at("NextToken")
	}
	assert.Len(l.t, listed, 5, "the sixth's making was not recorded")
	assert.Len(l.t, recorded, 3)
	for _, want := range recorded {
		assert.Equal(l.t, plain(l.t, want), listed[want["GroupName"]])
	}
}
