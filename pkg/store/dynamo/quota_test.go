package dynamo

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"math"
	"slices"
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

// meter notes what each action took: reads and sweeps as DynamoDB Local tells. Of transactions it tells less than what
// DynamoDB takes, whose rule is two units for each kilobyte of each item, of the old or the new one, which ever is larger,
// and also of one that is only checked.
type meter struct {
	client        *dynamodb.Client
	actions       []string
	reads, writes float64
}

func (m *meter) around(ctx context.Context, action string, in any, do func() (any, error)) (any, error) {
	m.actions = append(m.actions, action)
	switch in := in.(type) {
	case *dynamodb.TransactWriteItemsInput:
		m.writes += 2 * m.transaction(ctx, in)
	case *dynamodb.BatchWriteItemInput:
		in.ReturnConsumedCapacity = types.ReturnConsumedCapacityTotal
	case *dynamodb.GetItemInput:
		in.ReturnConsumedCapacity = types.ReturnConsumedCapacityTotal
	case *dynamodb.QueryInput:
		in.ReturnConsumedCapacity = types.ReturnConsumedCapacityTotal
	}
	out, err := do()
	if err != nil {
		return out, err
	}
	switch out := out.(type) {
	case *dynamodb.BatchWriteItemOutput:
		m.writes += *out.ConsumedCapacity[0].CapacityUnits
	case *dynamodb.GetItemOutput:
		m.reads += *out.ConsumedCapacity.CapacityUnits
	case *dynamodb.QueryOutput:
		m.reads += *out.ConsumedCapacity.CapacityUnits
	}
	return out, nil
}

func (m *meter) transaction(ctx context.Context, in *dynamodb.TransactWriteItemsInput) (units float64) {
	for _, one := range in.TransactItems {
		get := &dynamodb.GetItemInput{ConsistentRead: new(true)}
		var put attributes
		switch {
		case one.Put != nil:
			put = one.Put.Item
			get.TableName, get.Key = one.Put.TableName, onlyKey(put)
		case one.Delete != nil:
			get.TableName, get.Key = one.Delete.TableName, one.Delete.Key
		default:
			get.TableName, get.Key = one.ConditionCheck.TableName, one.ConditionCheck.Key
		}
		old, err := m.client.GetItem(ctx, get)
		if err != nil {
			return math.NaN()
		}
		units += float64(max(1, unitsOf(put), unitsOf(old.Item)))
	}
	return units
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
	m := meter{client: client}
	s := &cognito.Service{
		Region: storetest.Here.Region, Store: newStore(&spy{client, m.around}, table), Now: time.Now, Quota: quota,
		Random: strings.NewReader(strings.Repeat("r", 1<<10)),
	}
	accepted := 0
	for n := range 20 {
		m = meter{client: client}
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

// TestCreateClientNearTheQuota_Units is the same of what belongs to a pool: its clients fill three pages, of which a create
// reads one.
func TestCreateClientNearTheQuota_Units(t *testing.T) {
	client, table := local(t)
	plain, p := newStore(client, table), storetest.Minimal(storetest.Here, scattered(0))
	p.Family.Begun = true
	require.NoError(t, plain.Create(t.Context(), p))
	url := "https://example.com/" + strings.Repeat("u", 1000)
	var some []*cognito.Record
	for n := range cognito.ClientQuota - 3 {
		c := recordOf(p, cognito.ClientRecord, scattered(n))
		c.Body = &cognito.Client{Name: "c", Defaults: cognito.DefaultsVersion, Settings: cognito.ClientSettings{CallbackURLs: []string{url + "1", url + "2", url + "3"}}}
		if some = append(some, c); len(some) == 50 || n == cognito.ClientQuota-4 {
			require.NoError(t, plain.Write(t.Context(), cognito.Write{Put: some}))
			some = nil
		}
	}
	m := meter{client: client}
	s := &cognito.Service{Region: storetest.Here.Region, Store: newStore(&spy{client, m.around}, table), Now: time.Now, Random: rand.Reader}
	accepted := 0
	for range 12 {
		m = meter{client: client}
		made := calledDirectly(t, s, "CreateUserPoolClient", `{"UserPoolId":"`+p.ID+`","ClientName":"c"}`, nil)
		t.Logf("made %v, %v, %v read units", made, m.actions, m.reads)
		if made {
			accepted++
			assert.Equal(t, []string{"GetItem", "Query", "TransactWriteItems"}, m.actions)
		} else {
			assert.Equal(t, []string{"GetItem", "Query"}, m.actions)
		}
		assert.LessOrEqual(t, m.reads, 260.)
	}
	assert.GreaterOrEqual(t, accepted, 3)
	assert.LessOrEqual(t, accepted, 3+3)
}

// createDirectly makes a pool of which only the name is set, and returns whether the quota let it.
func createDirectly(t *testing.T, s *cognito.Service, invocation string) bool {
	t.Helper()
	return calledDirectly(t, s, "CreateUserPool", `{"PoolName":"p"}`, func() string { return invocation })
}

// calledDirectly makes a call, and returns whether the quota let it.
func calledDirectly(t *testing.T, s *cognito.Service, operation, body string, token func() string) bool {
	t.Helper()
	all := cognito.Operations()
	op := all[slices.IndexFunc(all, func(o cognito.Operation) bool { return o.Name == operation })]
	in, err := shape.Decode([]byte(body), op.Input)
	require.NoError(t, err)
	_, err = op.Run(t.Context(), s, cognito.Call{Operation: &op, Account: storetest.Here.Account, Token: token}, &in)
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
