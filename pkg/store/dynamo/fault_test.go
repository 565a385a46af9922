package dynamo

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"syscall"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
	"userpools/pkg/trace"
)

// injection is what goes wrong with one attempt.
type injection struct {
	name   string
	landed bool  // whether DynamoDB carried the attempt out
	err    error // what the store sees instead of the answer
}

var (
	lostBefore = injection{"an error before it arrived", false, fmt.Errorf("send: %w", syscall.ECONNREFUSED)}
	lostAfter  = injection{"an error after it landed", true, fmt.Errorf("read: %w", syscall.ECONNRESET)}
	throttle   = injection{"throttling", false, &types.ThrottlingException{Message: new("secret")}}
	lateBefore = injection{"a time-out before it arrived", false, fmt.Errorf("send: %w", context.DeadlineExceeded)}
	lateAfter  = injection{"a time-out after it landed", true, fmt.Errorf("read: %w", context.DeadlineExceeded)}
	broken     = injection{"an internal error after it landed", true, &types.InternalServerError{Message: new("secret")}}

	injections = []injection{lostBefore, lostAfter, throttle, lateBefore, lateAfter, broken}
)

// faultyClient is a client of which the first attempts go wrong as planned.
type faultyClient struct {
	Client
	plan []injection
	// between runs after a planned attempt, as somebody else would.
	between func()

	mu      sync.Mutex
	actions []string
}

func intercept[Out any](f *faultyClient, action string, do func() (Out, error)) (out Out, err error) {
	f.mu.Lock()
	n := len(f.actions)
	f.actions = append(f.actions, action)
	f.mu.Unlock()
	if n >= len(f.plan) {
		return do()
	}
	if f.plan[n].landed {
		_, _ = do() // whatever DynamoDB says, nobody hears it
	}
	if f.between != nil {
		f.between()
	}
	return out, f.plan[n].err
}

func (f *faultyClient) PutItem(ctx context.Context, in *dynamodb.PutItemInput, o ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error) {
	return intercept(f, "PutItem", func() (*dynamodb.PutItemOutput, error) { return f.Client.PutItem(ctx, in, o...) })
}

func (f *faultyClient) GetItem(ctx context.Context, in *dynamodb.GetItemInput, o ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error) {
	return intercept(f, "GetItem", func() (*dynamodb.GetItemOutput, error) { return f.Client.GetItem(ctx, in, o...) })
}

func (f *faultyClient) DeleteItem(ctx context.Context, in *dynamodb.DeleteItemInput, o ...func(*dynamodb.Options)) (*dynamodb.DeleteItemOutput, error) {
	return intercept(f, "DeleteItem", func() (*dynamodb.DeleteItemOutput, error) { return f.Client.DeleteItem(ctx, in, o...) })
}

func (f *faultyClient) Query(ctx context.Context, in *dynamodb.QueryInput, o ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error) {
	return intercept(f, "Query", func() (*dynamodb.QueryOutput, error) { return f.Client.Query(ctx, in, o...) })
}

// newStore is a store that does not pause and waits long for a busy machine.
func newStore(c Client, table string) *Store {
	s := New(c, table)
	s.timeout, s.pause = attemptTimeout*20, 0
	return s
}

// TestTwoFaultsAreHealed tries every sequence of one and of two faults: the third
// attempt answers what the first would have.
func TestTwoFaultsAreHealed(t *testing.T) {
	client, table := local(t)
	for _, c := range healthy {
		for _, plan := range sequences(2, injections) {
			t.Run(c.name+" after "+names(plan), func(t *testing.T) {
				faulty := &faultyClient{Client: client, plan: plan}
				c.run(t, newStore(faulty, table))
				assert.Len(t, faulty.actions, len(plan)+1)
			})
		}
	}
}

// TestThreeFaultsAreAnError tries every sequence of three kinds: the last says
// which error it is, and the table is as it was, or as it should be if any landed.
func TestThreeFaultsAreAnError(t *testing.T) {
	client, table := local(t)
	for _, c := range healthy {
		for _, plan := range sequences(3, []injection{lostBefore, lostAfter, throttle}) {
			if len(plan) < 3 {
				continue
			}
			t.Run(c.name+" after "+names(plan), func(t *testing.T) {
				faulty := &faultyClient{Client: client, plan: plan}
				s := newStore(faulty, table)
				plain := c.prepare(t, s)
				before := everything(t, plain)
				ctx, tr := trace.New(t.Context())
				_, err := c.call(ctx, s)

				require.Error(t, err)
				assert.NotContains(t, err.Error(), "secret")
				assert.Equal(t, 3, tr.StoreCalls)
				if errors.Is(plan[2].err, throttle.err) {
					assert.ErrorIs(t, err, cognito.ErrThrottled)
				} else {
					assertFault(t, err)
				}
				want := before
				if plan[0].landed || plan[1].landed || plan[2].landed {
					want = c.left
				}
				assert.Equal(t, want, everything(t, plain))
			})
		}
	}
}

// sequences are all sequences of one to n faults.
func sequences(n int, of []injection) (all [][]injection) {
	if n == 0 {
		return nil
	}
	for _, first := range of {
		all = append(all, []injection{first})
		for _, rest := range sequences(n-1, of) {
			all = append(all, append([]injection{first}, rest...))
		}
	}
	return all
}

func names(plan []injection) string {
	var text string
	for i, p := range plan {
		if i > 0 {
			text += ", then "
		}
		text += p.name
	}
	return text
}
