package dynamo

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
	"userpools/pkg/store/storetest"
)

// TestOthersBetweenTwoAttempts is what a retried write finds when somebody else
// was there before it.
func TestOthersBetweenTwoAttempts(t *testing.T) {
	client, table := local(t)
	other := newStore(client, table)
	ctx := t.Context()
	theirs := *minimal
	theirs.CreateToken, theirs.Name = full.CreateToken, "theirs"
	theirSecond := *second
	theirSecond.Name = "theirs"
	later := *second
	later.Revision++
	activated := *second
	activated.Settings.DeletionProtection = new("ACTIVE")
	minimalSecond := *minimal
	minimalSecond.Revision = 2

	must := func(err error) { require.NoError(t, err) }
	createMinimal := func(s *Store) (*cognito.Pool, error) { return taken(s.Create(ctx, minimal)) }
	replaceFull := func(s *Store) (*cognito.Pool, error) { return nil, s.Replace(ctx, second) }
	deleteFull := func(s *Store) (*cognito.Pool, error) { return nil, s.Delete(ctx, storetest.Here, full.ID) }

	for _, c := range []struct {
		says     string
		first    injection
		between  func()
		call     func(*Store) (*cognito.Pool, error)
		existing *cognito.Pool
		err      error
		left     []*cognito.Pool
	}{
		{
			"a create whose id another call took meanwhile gets an ExistsError with that pool", lostBefore,
			func() { must(other.Create(ctx, &theirs)) },
			createMinimal, &theirs, nil, []*cognito.Pool{full, &theirs, protected},
		},
		{
			"a create that landed and was changed meanwhile meets its own token", lostAfter,
			func() { must(other.Replace(ctx, &minimalSecond)) },
			createMinimal, &minimalSecond, nil, []*cognito.Pool{full, &minimalSecond, protected},
		},
		{
			"a create that landed and was deleted meanwhile lands again", lostAfter,
			func() { must(other.Delete(ctx, storetest.Here, minimal.ID)) },
			createMinimal, nil, nil, []*cognito.Pool{full, minimal, protected},
		},
		{
			"a replace that did not land and finds another's is ErrConflict", lostBefore,
			func() { must(other.Replace(ctx, &theirSecond)) },
			replaceFull, nil, cognito.ErrConflict, []*cognito.Pool{&theirSecond, protected},
		},
		{
			"a replace that was throttled and finds another's, equal to its own, is ErrConflict", throttle,
			func() { must(other.Replace(ctx, second)) },
			replaceFull, nil, cognito.ErrConflict, []*cognito.Pool{second, protected},
		},
		{
			"a replace that landed and was replaced meanwhile is ErrConflict", lostAfter,
			func() { must(other.Replace(ctx, &later)) },
			replaceFull, nil, cognito.ErrConflict, []*cognito.Pool{&later, protected},
		},
		{
			"a replace of what was deleted meanwhile is ErrNotFound", lostBefore,
			func() { must(other.Delete(ctx, storetest.Here, full.ID)) },
			replaceFull, nil, cognito.ErrNotFound, []*cognito.Pool{protected},
		},
		{
			"a delete that may have landed and finds nothing has succeeded", lostBefore,
			func() { must(other.Delete(ctx, storetest.Here, full.ID)) },
			deleteFull, nil, nil, []*cognito.Pool{protected},
		},
		{
			"a delete that was throttled and finds nothing is ErrNotFound", throttle,
			func() { must(other.Delete(ctx, storetest.Here, full.ID)) },
			deleteFull, nil, cognito.ErrNotFound, []*cognito.Pool{protected},
		},
		{
			"a delete of what was protected meanwhile is ErrProtected", lostBefore,
			func() { must(other.Replace(ctx, &activated)) },
			deleteFull, nil, cognito.ErrProtected, []*cognito.Pool{&activated, protected},
		},
	} {
		t.Run(c.says, func(t *testing.T) {
			s := newStore(&faultyClient{Client: client, plan: []injection{c.first}, between: c.between}, table)
			plain := scenario{}.prepare(t, s)
			existing, err := c.call(s)
			require.ErrorIs(t, err, c.err)
			assert.Equal(t, c.existing, existing)
			assert.Equal(t, c.left, everything(t, plain))
		})
	}
}

// TestCutPages makes DynamoDB cut every page after one item, and then return
// pages with no item at all.
func TestCutPages(t *testing.T) {
	client, table := local(t)
	plain := newStore(client, table)
	var ids []string
	for _, id := range []string{"us-east-1_A", "us-east-1_B", "us-east-1_C", "us-east-1_D"} {
		err := plain.Create(t.Context(), storetest.Minimal(storetest.Here, id))
		require.NoError(t, err)
		ids = append(ids, id)
	}
	for _, client := range []Client{&cuttingClient{Client: client}, &cuttingClient{Client: client, empty: true}} {
		s := newStore(client, table)
		for limit := range len(ids) + 2 {
			list, more, err := s.List(t.Context(), storetest.Here, "", limit)
			require.NoError(t, err)
			assert.Equal(t, limit < len(ids), more)
			require.Len(t, list, min(limit, len(ids)))
			for i, p := range list {
				assert.Equal(t, ids[i], p.ID)
			}
		}
		assert.Equal(t, len(ids), storetest.Count(t, s, storetest.Here))
	}
}

// cuttingClient returns one item a page and, where empty, only every second time.
type cuttingClient struct {
	Client
	empty bool
	calls int
}

func (c *cuttingClient) Query(ctx context.Context, in *dynamodb.QueryInput, o ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error) {
	c.calls++
	if c.empty && c.calls%2 == 0 && in.ExclusiveStartKey != nil {
		return &dynamodb.QueryOutput{LastEvaluatedKey: in.ExclusiveStartKey}, nil
	}
	one := *in
	one.Limit = new(int32(1))
	return c.Client.Query(ctx, &one, o...)
}

// stub answers every write with one error.
type stub struct {
	Client
	calls int
	err   error
	then  func()
}

func (s *stub) PutItem(ctx context.Context, _ *dynamodb.PutItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error) {
	s.calls++
	if s.then != nil {
		s.then()
	}
	if s.err == nil { // a DynamoDB that does not answer
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return nil, s.err
}

func TestRefusalsAreNotRepeated(t *testing.T) {
	for _, refusal := range []error{
		&types.ResourceNotFoundException{Message: new("Requested resource not found: arn:aws:secret")},
		&types.ConditionalCheckFailedException{Message: new("secret")}, // without the item that the store asked for
	} {
		client := &stub{err: refusal}
		err := newStore(client, "table").Create(t.Context(), minimal)
		assertFault(t, err)
		assert.NotContains(t, err.Error(), "secret")
		assert.Equal(t, 1, client.calls)
	}
}

func TestAttemptEndsAfterItsTime(t *testing.T) {
	client := &stub{}
	s := New(client, "table")
	s.timeout = time.Millisecond
	err := s.Create(t.Context(), minimal)
	assertFault(t, err)
	assert.Equal(t, attempts, client.calls)
}

func TestContextEndsACall(t *testing.T) {
	for _, refusal := range []error{nil, lostBefore.err, throttle.err} {
		ctx, cancel := context.WithCancel(t.Context())
		client := &stub{err: refusal, then: cancel}
		s := New(client, "table")
		s.timeout, s.pause = time.Hour, time.Hour
		err := s.Create(ctx, minimal)
		require.ErrorIs(t, err, context.Canceled)
		assert.Equal(t, 1, client.calls)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	s := New(&stub{err: lostBefore.err}, "table")
	s.pause = time.Hour
	err := s.Create(ctx, minimal)
	require.ErrorIs(t, err, context.DeadlineExceeded, "the pause ends with the context")
}

func TestFaultsSayWhichActionFailedAndHow(t *testing.T) {
	err := newStore(&stub{err: errors.New("no route")}, "table").Create(t.Context(), minimal)
	require.EqualError(t, err, "dynamo: PutItem: no route")
	err = newStore(&stub{err: &types.ResourceNotFoundException{}}, "table").Create(t.Context(), minimal)
	require.EqualError(t, err, "dynamo: PutItem: ResourceNotFoundException")
}

// TestReadsAreStronglyConsistent looks at what is asked: DynamoDB Local's reads
// are never stale.
func TestReadsAreStronglyConsistent(t *testing.T) {
	client := &readerClient{}
	s := newStore(client, "table")
	_, err := s.Get(t.Context(), storetest.Here, "us-east-1_Any")
	require.ErrorIs(t, err, cognito.ErrNotFound)
	_, _, err = s.List(t.Context(), storetest.Here, "", 1)
	require.NoError(t, err)
	_, _, err = s.CountPage(t.Context(), storetest.Here, "")
	require.NoError(t, err)
	assert.Equal(t, []bool{true, true, true}, client.consistent)
}

// readerClient is an empty table that notes how it is read.
type readerClient struct {
	Client
	consistent []bool
}

func (c *readerClient) GetItem(_ context.Context, in *dynamodb.GetItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error) {
	c.consistent = append(c.consistent, *in.ConsistentRead)
	return &dynamodb.GetItemOutput{}, nil
}

func (c *readerClient) Query(_ context.Context, in *dynamodb.QueryInput, _ ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error) {
	c.consistent = append(c.consistent, *in.ConsistentRead)
	return &dynamodb.QueryOutput{}, nil
}
