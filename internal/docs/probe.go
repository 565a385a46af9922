package docs

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/endpoint"
	"userpools/pkg/store/bolt"
)

// probe is an endpoint to ask. The same questions get the same answers.
type probe struct {
	server *awsjson.Server
	close  func() error
	// pool is the id of the pool that was made last.
	pool string
}

func newProbe() (*probe, error) {
	const account, region = "123456789012", "us-east-1"
	store, err := bolt.OpenMemory()
	if err != nil {
		return nil, err
	}
	now := func() time.Time { return time.Date(2026, 9, 24, 12, 0, 0, 0, time.UTC) }
	p := &probe{close: store.Close}
	p.server = endpoint.New(endpoint.Options{
		Service: &cognito.Service{Region: region, Store: store, Now: now, Random: &counter{}},
		Gate:    &endpoint.Open{Account: account, Region: region},
		Log:     func(context.Context, awsjson.Entry) {},
	})
	return p, nil
}

// counter is a source of randomness that has none, and does not repeat itself.
type counter struct{ n uint32 }

func (c *counter) Read(b []byte) (int, error) {
	c.n++
	clear(b)
	binary.BigEndian.PutUint32(b, c.n)
	return len(b), nil
}

// ask sends a request, in which <pool> is the pool that was made last, and
// gives the answer of a success.
func (p *probe) ask(operation, request string) (json.RawMessage, error) {
	request = strings.ReplaceAll(request, "<pool>", p.pool)
	answer := p.server.Serve(context.Background(), &awsjson.Request{
		Method: http.MethodPost, Path: "/", ID: "docs", Body: []byte(request),
		Header: map[string]string{"x-amz-target": p.server.Prefix + "." + operation, "content-type": awsjson.ContentType},
	})
	if answer.Status != http.StatusOK {
		return nil, fmt.Errorf("%s %s: %s", operation, request, answer.Body)
	}
	if operation == "CreateUserPool" {
		var made struct{ UserPool struct{ Id string } }
		if err := json.Unmarshal(answer.Body, &made); err != nil {
			return nil, err
		}
		p.pool = made.UserPool.Id
	}
	return answer.Body, nil
}

// part cuts "UserPool.Policies" out of an answer; nil is absence.
func part(answer json.RawMessage, path string) (json.RawMessage, error) {
	for name := range strings.SplitSeq(path, ".") {
		var members map[string]json.RawMessage
		if err := json.Unmarshal(answer, &members); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		next, ok := members[name]
		if !ok {
			return nil, nil
		}
		answer = next
	}
	return answer, nil
}

// indented is JSON for a page.
func indented(v json.RawMessage) (string, error) {
	var b bytes.Buffer
	if err := json.Indent(&b, v, "", "  "); err != nil {
		return "", err
	}
	return b.String(), nil
}
