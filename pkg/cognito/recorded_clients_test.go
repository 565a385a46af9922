package cognito_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
)

// recordedLife is what was recorded of what belongs to a pool. testdata/recorded/clients.json has 27 answers about app
// clients, one of them UpdateUserPool's, and an UpdateUserPool between two of them. They are from the same recordings as
// those of pools (recorded_test.go); two secrets, which their source leaves out, are x's, which the recorded lengths count.
type recordedLife struct {
	Pool      string
	Create    json.RawMessage
	Exchanges []struct {
		Operation string
		Request   obj
		Status    int
		Size      int
		Body      string
	}
	// Pages are entries of a list, whose order is not known.
	Pages []obj
}

var (
	clientID = regexp.MustCompile(`"ClientId":"(\w+)"`)
	modified = regexp.MustCompile(`"LastModifiedDate":(1\.\d+E9)`)
)

// TestRecorded_Clients: with the recorded ids and clock our answers have the recorded bytes, but for ClientType, which is
// newer.
func TestRecorded_Clients(t *testing.T) {
	t.Parallel()
	var all []recordedLife
	decode(t, "testdata/recorded/clients.json", &all)
	exchanges := 0
	for _, s := range all {
		l := s.begun(t)
		l.service.Random = ones{}
		for _, x := range s.Exchanges {
			exchanges++
			l.token = strconv.Itoa(exchanges)
			require.Len(t, x.Body, x.Size)
			if date := modified.FindStringSubmatch(x.Body); date != nil {
				at, err := strconv.ParseFloat(date[1], 64)
				require.NoError(t, err)
				l.now = time.UnixMilli(int64(at*1000 + 0.5))
			}
			answer := l.send(x.Operation, x.Request)
			got := strings.Replace(string(answer.Body), `"ClientType":"REGULAR",`, "", 1)
			if answer.Status == http.StatusOK && x.Operation == "CreateUserPoolClient" {
				got = l.renamed(s.Pool, got, clientID.FindStringSubmatch(x.Body)[1])
			}
			assert.Equal(t, x.Status, answer.Status, x.Operation)
			assert.Equal(t, strings.Replace(x.Body, strings.Repeat("x", 51), strings.Repeat("v", 51), 1), got)
		}
	}
	assert.Equal(t, 28, exchanges)
}

// begun is a lab with the pool of the recorded id.
func (s *recordedLife) begun(t *testing.T) *lab {
	t.Helper()
	l := newLab(t)
	l.account = "000000000000"
	pool := *l.stored(l.create(string(s.Create)))
	pool.ID = s.Pool
	require.NoError(t, l.service.Store.Create(t.Context(), &pool))
	return l
}

// renamed gives the client of an answer the recorded id, in the store and in the answer.
func (l *lab) renamed(pool, answer, id string) string {
	l.t.Helper()
	ours := clientID.FindStringSubmatch(answer)[1]
	for _, r := range l.records(pool) {
		if r.ID == ours {
			first := *r
			first.ID, first.Revision = id, 1
			require.NoError(l.t, l.service.Store.Write(l.t.Context(), cognito.Write{Put: []*cognito.Record{&first}, Remove: []*cognito.Record{r}}))
		}
	}
	return strings.Replace(answer, ours, id, 1)
}

// ones is a random source of ones only, of which a secret is a 1 and 51 times v.
type ones struct{}

func (ones) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 0xff
	}
	return len(b), nil
}
