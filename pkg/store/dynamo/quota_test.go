package dynamo

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/apierror"
	"userpools/pkg/cognito"
	"userpools/pkg/shape"
	"userpools/pkg/store/storetest"
)

// meter notes what each action took, as DynamoDB itself tells.
type meter struct {
	actions       []string
	reads, writes float64
}

func (m *meter) around(_ context.Context, action string, in any, do func() (any, error)) (any, error) {
	switch in := in.(type) {
	case *dynamodb.TransactWriteItemsInput:
		in.ReturnConsumedCapacity = types.ReturnConsumedCapacityTotal
	case *dynamodb.BatchWriteItemInput:
		in.ReturnConsumedCapacity = types.ReturnConsumedCapacityTotal
	case *dynamodb.GetItemInput:
		in.ReturnConsumedCapacity = types.ReturnConsumedCapacityTotal
	case *dynamodb.QueryInput:
		in.ReturnConsumedCapacity = types.ReturnConsumedCapacityTotal
	}
	m.actions = append(m.actions, action)
	out, err := do()
	if err != nil {
		return out, err
	}
	switch out := out.(type) {
	case *dynamodb.TransactWriteItemsOutput:
		m.writes += *out.ConsumedCapacity[0].CapacityUnits
	case *dynamodb.BatchWriteItemOutput:
		m.writes += *out.ConsumedCapacity[0].CapacityUnits
	case *dynamodb.GetItemOutput:
		m.reads += *out.ConsumedCapacity.CapacityUnits
	case *dynamodb.QueryOutput:
		m.reads += *out.ConsumedCapacity.CapacityUnits
	}
	return out, nil
}

// TestCreateNearTheQuota_Units: a create reads one page and writes, or reads one page and one pool, however many pages the
// account's pools fill.
func TestCreateNearTheQuota_Units(t *testing.T) {
	const (
		quota = 1000
		page  = 258 // units of a megabyte and the item that crosses it, read consistently, and of one pool
	)
	client, table := local(t)
	message := strings.Repeat("m", 3600)
	for n := range quota - 3 {
		p := storetest.Minimal(storetest.Here, scattered(n))
		p.Settings.EmailVerificationMessage = &message
		require.NoError(t, newStore(client, table).Create(t.Context(), p))
	}
	var m meter
	s := &cognito.Service{
		Region: storetest.Here.Region, Store: newStore(&spy{client, m.around}, table), Now: time.Now, Quota: quota,
		Random: strings.NewReader(strings.Repeat("r", 1<<10)),
	}
	accepted := 0
	for n := range 20 {
		m = meter{}
		made := createDirectly(t, s, strconv.Itoa(n))
		t.Logf("create %d: made %v, %v, %v read units, %v write units", n, made, m.actions, m.reads, m.writes)
		if made {
			accepted++
			assert.Equal(t, []string{"Query", "TransactWriteItems"}, m.actions)
		} else {
			assert.Equal(t, []string{"Query", "GetItem"}, m.actions)
		}
		assert.LessOrEqual(t, m.reads, float64(page))
	}
	assert.GreaterOrEqual(t, accepted, 3)
	assert.LessOrEqual(t, accepted, 3+3, "a page less than the four that the pools fill")
}

// createDirectly makes a pool of which only the name is set, and returns whether the quota let it.
func createDirectly(t *testing.T, s *cognito.Service, invocation string) bool {
	t.Helper()
	op := cognito.Operations()[0]
	body := []byte(`{"PoolName":"p"}`)
	in, err := shape.Decode(body, op.Input)
	require.NoError(t, err)
	_, err = op.Run(t.Context(), s, cognito.Call{Account: storetest.Here.Account, Token: func() string { return invocation }}, &in)
	if refused, ok := apierror.As(err); ok {
		require.Equal(t, apierror.LimitExceeded, refused.Code)
		return false
	}
	require.NoError(t, err)
	return true
}

// scattered is an id whose place in the order does not follow its number, as with real ids.
func scattered(n int) string {
	sum := sha256.Sum256([]byte(strconv.Itoa(n)))
	return "us-east-1_" + hex.EncodeToString(sum[:])[:9]
}
