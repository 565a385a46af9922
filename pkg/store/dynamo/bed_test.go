package dynamo

import (
	"maps"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/dynamofake"
	"userpools/pkg/cognito"
	"userpools/pkg/store/storetest"
)

// contents are all pools and records of a table by their keys; a note of a pool that ended is a text.
type contents map[string]any

func tableOf(of ...any) contents { return contents{}.and(of...) }

func (c contents) and(of ...any) contents {
	c = maps.Clone(c)
	for _, one := range of {
		c[placeOf(one)] = one
	}
	return c
}

func (c contents) without(of ...any) contents {
	c = maps.Clone(c)
	for _, one := range of {
		delete(c, placeOf(one))
	}
	return c
}

// ended has the note that a pool ended.
func (c contents) ended(p *cognito.Pool) contents {
	c = maps.Clone(c)
	c[partitionKey(p.Partition)+" "+gonePrefix+p.ID+"#"+p.Life()] = "gone"
	return c
}

func placeOf(one any) string {
	var k attributes
	switch one := one.(type) {
	case *cognito.Pool:
		k = keyOf(one.Partition, one.ID)
	case *cognito.Record:
		k = recordKey(one.Key)
	}
	return placed(k)
}

// bed is the table of a test.
type bed struct {
	client Client
	plain  *Store
	used   map[string]bool // what a role has to allow
	clean  bool            // whether the table is known to be untouched
}

func newBed(t *testing.T) *bed {
	t.Helper()
	client, table := local(t)
	return &bed{client: client, plain: newStore(client, table), used: map[string]bool{}}
}

// newFastBed is for more runs than DynamoDB Local has time for.
func newFastBed() *bed {
	client := dynamofake.New("pools", nil)
	return &bed{client: client, plain: newStore(client, "pools"), used: map[string]bool{}}
}

// write changes the table as nobody else does: without conditions.
func (b *bed) write(t *testing.T, requests ...types.WriteRequest) {
	t.Helper()
	_, err := b.client.BatchWriteItem(t.Context(), &dynamodb.BatchWriteItemInput{
		RequestItems: map[string][]types.WriteRequest{b.plain.table: requests},
	})
	require.NoError(t, err)
}

func (b *bed) put(t *testing.T, items ...attributes) {
	t.Helper()
	var requests []types.WriteRequest
	for _, item := range items {
		requests = append(requests, types.WriteRequest{PutRequest: &types.PutRequest{Item: item}})
	}
	b.write(t, requests...)
}

// reset makes the table untouched.
func (b *bed) reset(t *testing.T) {
	t.Helper()
	if b.clean {
		b.clean = false // until a run says so
		return
	}
	for _, item := range b.items(t) {
		if _, stays := untouched[placed(item)]; !stays {
			b.write(t, types.WriteRequest{DeleteRequest: &types.DeleteRequest{Key: onlyKey(item)}})
		}
	}
	for _, one := range untouched {
		b.put(t, encodedAny(t, one))
	}
}

// items is all that is stored where the tests here store something.
func (b *bed) items(t *testing.T) (all []attributes) {
	t.Helper()
	pks := []string{partitionKey(storetest.Here), "DOMAIN#us-east-1#taken", "DOMAIN#us-east-1#new"}
	for _, p := range []*cognito.Pool{minimal, full, protected, parent, hosted} {
		pks = append(pks, familyKey(p.Owner()))
	}
	for _, pk := range pks {
		page, err := b.client.Query(t.Context(), &dynamodb.QueryInput{
			TableName: &b.plain.table, ConsistentRead: new(true),
			KeyConditionExpression: new("PK = :pk"), ExpressionAttributeValues: attributes{":pk": text(pk)},
		})
		require.NoError(t, err)
		all = append(all, page.Items...)
	}
	return all
}

// everything is the same, read.
func (b *bed) everything(t *testing.T) contents {
	t.Helper()
	all := contents{}
	for _, item := range b.items(t) {
		var one any
		var err error
		switch kind := textOf(item, "Type"); kind {
		case "Pool":
			one, err = decode(storetest.Here, item)
		case "Gone":
			one = "gone"
		default:
			pk := textOf(item, "PK")
			one, err = decodeRecord(cognito.Key{Kind: cognito.RecordKind(kind), ID: pk[strings.LastIndex(pk, "#")+1:]}, item)
		}
		require.NoError(t, err)
		all[placed(item)] = one
	}
	return all
}

func placed(item attributes) string { return textOf(item, "PK") + " " + textOf(item, "SK") }

// note holds a read to be consistent, and notes what a role has to allow for a request.
func (b *bed) note(t *testing.T, action string, in any) {
	t.Helper()
	switch in := in.(type) {
	case *dynamodb.GetItemInput:
		assert.True(t, *in.ConsistentRead)
	case *dynamodb.QueryInput:
		assert.True(t, *in.ConsistentRead)
	case *dynamodb.TransactWriteItemsInput:
		for _, item := range in.TransactItems {
			b.used["PutItem"] = b.used["PutItem"] || item.Put != nil
			b.used["DeleteItem"] = b.used["DeleteItem"] || item.Delete != nil
			b.used["UpdateItem"] = b.used["UpdateItem"] || item.Update != nil
			b.used["ConditionCheckItem"] = b.used["ConditionCheckItem"] || item.ConditionCheck != nil
		}
		return
	}
	b.used[action] = true
}
