package dynamo

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"userpools/pkg/cognito"
)

func template(t *testing.T) []byte {
	t.Helper()
	content, err := os.ReadFile("../../../template.yaml")
	require.NoError(t, err)
	return content
}

// TestTableInput holds the table to that of template.yaml, which is the one definition
// of it. CloudFormation's names are those of the SDK's types.
func TestTableInput(t *testing.T) {
	var document struct {
		Resources map[string]struct {
			Type       string    `yaml:"Type"`
			Properties yaml.Node `yaml:"Properties"`
		} `yaml:"Resources"`
	}
	require.NoError(t, yaml.Unmarshal(template(t), &document))
	tables := 0
	for _, resource := range document.Resources {
		if resource.Type != "AWS::DynamoDB::Table" {
			continue
		}
		tables++
		var properties map[string]any
		require.NoError(t, resource.Properties.Decode(&properties))
		assert.NotContains(t, properties, "GlobalSecondaryIndexes", "the store knows of no index")
		assert.NotContains(t, properties, "LocalSecondaryIndexes", "the store knows of no index")
		maps.DeleteFunc(properties, func(name string, _ any) bool {
			return !slices.Contains([]string{"AttributeDefinitions", "KeySchema", "BillingMode"}, name)
		})
		text, err := json.Marshal(properties)
		require.NoError(t, err)
		want := &dynamodb.CreateTableInput{TableName: new("name")}
		require.NoError(t, json.Unmarshal(text, want))
		assert.Equal(t, want, tableInput("name"))
	}
	assert.Equal(t, 1, tables)
}

func TestCreateTable_Again(t *testing.T) {
	client, table := local(t)
	s := New(client, table)
	require.NoError(t, s.Create(t.Context(), minimal))
	require.NoError(t, CreateTable(t.Context(), client, table))
	_, err := s.Get(t.Context(), minimal.Partition, minimal.ID)
	require.NoError(t, err)
}

// TestClient_RoleAllows holds the template's policy to what the store calls.
func TestClient_RoleAllows(t *testing.T) {
	b := newBed(t)
	for _, c := range healthy {
		b.run(t, c, 0, nil, nil)
	}
	var used, allowed []string
	for action, is := range b.used {
		if is {
			used = append(used, action)
		}
	}
	for _, action := range regexp.MustCompile(`\bdynamodb:(\w+|\*)`).FindAllSubmatch(template(t), -1) {
		allowed = append(allowed, string(action[1]))
	}
	assert.ElementsMatch(t, used, allowed)
}

// httpFunc answers requests as a function does.
type httpFunc func(*http.Request) (*http.Response, error)

func (f httpFunc) Do(r *http.Request) (*http.Response, error) { return f(r) }

func TestCreateTable_NoAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		silent := NewClient(Config{Region: "us-east-1", Endpoint: "http://127.0.0.1:1"}).Options()
		silent.HTTPClient = httpFunc(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		})
		begun := time.Now()
		err := CreateTable(t.Context(), dynamodb.New(silent), "pools")
		assert.EqualError(t, err, "dynamo: create table pools: no answer within 10s")
		assert.Equal(t, 10*time.Second, time.Since(begun))
	})
}

// TestKeepTable: whatever finds the table gone is answered as if it had been empty, and many make it once.
func TestKeepTable(t *testing.T) {
	client, table := local(t)
	var made atomic.Int32
	counted := client.Options()
	counted.HTTPClient = httpFunc(func(r *http.Request) (*http.Response, error) {
		if strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".CreateTable") {
			made.Add(1)
		}
		return client.Options().HTTPClient.Do(r)
	})
	kept, err := KeepTable(t.Context(), dynamodb.New(counted), table)
	require.NoError(t, err)
	s := newStore(kept, table)
	for name, call := range map[string]func(n int) error{
		"create": func(n int) error {
			p := *minimal
			p.ID = scattered(n)
			return s.Create(t.Context(), &p)
		},
		"get": func(int) error {
			_, err := s.Get(t.Context(), minimal.Partition, minimal.ID)
			require.ErrorIs(t, err, cognito.ErrNotFound)
			return nil
		},
		"list": func(int) error {
			_, _, err := s.List(t.Context(), minimal.Partition, "", 60)
			return err
		},
		"batch": func(n int) error {
			one := types.WriteRequest{DeleteRequest: &types.DeleteRequest{Key: keyOf(minimal.Partition, scattered(n))}}
			_, err := kept.BatchWriteItem(t.Context(), &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{table: {one}}})
			return err
		},
	} {
		_, err := client.DeleteTable(t.Context(), &dynamodb.DeleteTableInput{TableName: &table})
		require.NoError(t, err)
		made.Store(0)
		var calling sync.WaitGroup
		for n := range 32 {
			calling.Go(func() { assert.NoError(t, call(n), name) })
		}
		calling.Wait()
		assert.EqualValues(t, 1, made.Load(), name)
	}
}

// TestKeepTable_Fails: an attempt that fails is one for all that wait, and the next call makes another.
func TestKeepTable_Fails(t *testing.T) {
	client, table := local(t)
	var made atomic.Int32
	refusing := client.Options()
	refusing.HTTPClient = httpFunc(func(r *http.Request) (*http.Response, error) {
		if strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".CreateTable") {
			made.Add(1)
			return nil, errors.New("not now")
		}
		return client.Options().HTTPClient.Do(r)
	})
	s := New(&keeper{Client: dynamodb.New(refusing), table: table + "-gone"}, table+"-gone")
	for n := range int32(2) {
		_, err := s.Get(t.Context(), minimal.Partition, minimal.ID)
		assertFault(t, err)
		assert.ErrorContains(t, err, "ResourceNotFoundException")
		assert.Equal(t, n+1, made.Load())
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	assert.ErrorIs(t, (&keeper{current: &making{}}).remake(ctx, nil), context.Canceled)
}

// TestKeepTable_Slow: a call waits for the table in all of its attempts.
func TestKeepTable_Slow(t *testing.T) {
	answer := func(status int, body string) (*http.Response, error) {
		return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/x-amz-json-1.0"}}, Body: io.NopCloser(strings.NewReader(body))}, nil
	}
	for takes, want := range map[time.Duration]error{time.Second: cognito.ErrNotFound, 4 * time.Second: cognito.ErrNotFound, 6 * time.Second: context.DeadlineExceeded} {
		synctest.Test(t, func(t *testing.T) {
			var there atomic.Bool
			o := NewClient(Config{Region: "us-east-1", Endpoint: "http://127.0.0.1:1"}).Options()
			o.HTTPClient = httpFunc(func(r *http.Request) (*http.Response, error) {
				switch _, action, _ := strings.Cut(r.Header.Get("X-Amz-Target"), "."); {
				case action == "CreateTable":
					time.Sleep(takes)
					there.Store(true)
					return answer(http.StatusOK, `{}`)
				case action == "DescribeTable":
					return answer(http.StatusOK, `{"Table":{"TableStatus":"ACTIVE"}}`)
				case !there.Load():
					return answer(http.StatusBadRequest, `{"__type":"ResourceNotFoundException"}`)
				}
				return answer(http.StatusOK, `{}`)
			})
			s := New(&keeper{Client: dynamodb.New(o), table: "pools"}, "pools")
			_, err := s.Get(t.Context(), minimal.Partition, minimal.ID)
			assert.ErrorIs(t, err, want, takes)
			time.Sleep(takes)
		})
	}
}

// TestKeeper_Next: a call that begins while the table is made, and finds it gone yet, waits for that attempt, whether it
// has ended by then or not.
func TestKeeper_Next(t *testing.T) {
	underWay := &making{done: make(chan struct{})}
	k := &keeper{current: underWay}
	before := k.lastEnded()
	assert.Same(t, underWay, k.next(t.Context(), before))
	k.ended, k.current = underWay, nil
	assert.Same(t, underWay, k.next(t.Context(), before))
}

func TestStore_Ready(t *testing.T) {
	client, table := local(t)
	require.NoError(t, New(client, table).Ready(t.Context()))
	assert.ErrorContains(t, New(client, "none").Ready(t.Context()), "dynamo: GetItem: ResourceNotFoundException")
}
