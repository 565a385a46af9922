package dynamo

import (
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"userpools/pkg/cognito"
)

// record is what the table holds of what belongs to a pool, besides its Body: that is a map
// under the API's names, as Settings of a pool.
type record struct {
	PK, SK string
	Type   string // the kind
	Format int
	// Account, Region, Pool and Life are the owner's.
	Account, Region, Pool, Life string
	Revision                    int64
	CreateToken                 string
	Created, Modified           int64 // milliseconds since 1970
}

// familyKey is the partition key of what belongs to a pool.
func familyKey(of cognito.Owner) string { return partitionKey(of.Partition) + "#" + of.PoolID }

// kindPrefix is what the sort keys of an owner's records of a kind begin with. Those of earlier
// lives of the pool's id begin otherwise.
func kindPrefix(of cognito.Owner, k cognito.RecordKind) string {
	return of.Life + "#" + string(k) + "#"
}

// named is what errors and logs call an item by its sort key: records by cognito.Key's name, others by the sort key.
func named(sk string) string {
	_, rest, _ := strings.Cut(sk, "#")
	kind, id, _ := strings.Cut(rest, "#")
	k := cognito.Key{Kind: cognito.RecordKind(kind), ID: id}
	if cognito.NewBody(k.Kind) == nil {
		return sk
	}
	return k.String()
}

func recordKey(k cognito.Key) attributes {
	switch {
	case k.Kind != cognito.DomainRecord:
		return key(familyKey(k.Owner), kindPrefix(k.Owner, k.Kind)+k.ID)
	case strings.Contains(k.ID, "."):
		return key("DOMAIN#"+k.ID, "DOMAIN")
	}
	return key("DOMAIN#"+k.Owner.Partition.Region+"#"+k.ID, "DOMAIN")
}

// scalarsLeftOut has the encoder know omitempty of cognito's types: a member of a body that is no pointer is not stored
// where it is zero, if it says so. What is a pointer, list or map is left to stripNulls.
func scalarsLeftOut(o *attributevalue.EncoderOptions) { o.TagKey = "json" }

func encodeRecord(r *cognito.Record) (attributes, error) {
	m, err := attributevalue.MarshalMap(record{
		Type: string(r.Kind), Format: r.Form(),
		Account: r.Owner.Partition.Account, Region: r.Owner.Partition.Region, Pool: r.Owner.PoolID, Life: r.Owner.Life,
		Revision: r.Revision, CreateToken: r.CreateToken, Created: r.Created.UnixMilli(), Modified: r.Modified.UnixMilli(),
	})
	if err == nil {
		m["Body"], err = attributevalue.MarshalWithOptions(r.Body, scalarsLeftOut)
	}
	if err != nil {
		return nil, fmt.Errorf("dynamo: %s cannot be written: %w", r.Key, err)
	}
	stripNulls(&types.AttributeValueMemberM{Value: m})
	for name, value := range recordKey(r.Key) {
		m[name] = value
	}
	return m, nil
}

func decodeRecord(k cognito.Key, m attributes) (*cognito.Record, error) {
	it, err := read[record](m, cognito.LatestRecord)
	if err != nil {
		return nil, err
	}
	body := cognito.NewBody(k.Kind)
	if err := attributevalue.Unmarshal(m["Body"], body); err != nil {
		return nil, fmt.Errorf("dynamo: item %s cannot be read: %w", named(it.SK), err)
	}
	k.Owner = cognito.Owner{Partition: cognito.Partition{Account: it.Account, Region: it.Region}, PoolID: it.Pool, Life: it.Life}
	if k.Kind != cognito.DomainRecord {
		k.ID = strings.TrimPrefix(it.SK, kindPrefix(k.Owner, k.Kind))
	}
	return &cognito.Record{
		Key: k, Created: milliseconds(it.Created), Modified: milliseconds(it.Modified),
		Revision: it.Revision, CreateToken: it.CreateToken, Body: body,
	}, nil
}
