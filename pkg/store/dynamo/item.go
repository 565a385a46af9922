package dynamo

import (
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"userpools/pkg/cognito"
)

// format is how items are written now. An item has its own, so that a later
// version can read what this one wrote; this one refuses what a later one wrote.
const format = 1

// poolPrefix tells pools from whatever else a partition may hold one day.
const poolPrefix = "POOL#"

// item is what the table holds of a pool. Its names are the stored form, and
// testdata/golden shows it.
type item struct {
	PK, SK string
	Type   string // "Pool"
	Format int
	// The envelope: see cognito.Pool.
	Defaults          int
	Revision          int64
	CreateToken       string
	Created, Modified int64 // milliseconds since 1970
	Name              string
	// What callers specified. A map that would be empty is not stored.
	Settings cognito.Settings
	Mfa      cognito.MfaFactors
}

func partitionKey(part cognito.Partition) string { return part.Account + "#" + part.Region }

func keyOf(part cognito.Partition, id string) map[string]types.AttributeValue {
	return map[string]types.AttributeValue{
		"PK": &types.AttributeValueMemberS{Value: partitionKey(part)},
		"SK": &types.AttributeValueMemberS{Value: poolPrefix + id},
	}
}

func encode(p *cognito.Pool) (map[string]types.AttributeValue, error) {
	m, err := attributevalue.MarshalMap(item{
		PK: partitionKey(p.Partition), SK: poolPrefix + p.ID, Type: "Pool", Format: format,
		Defaults: p.Defaults, Revision: p.Revision, CreateToken: p.CreateToken,
		Created: p.Created.UnixMilli(), Modified: p.Modified.UnixMilli(),
		Name: p.Name, Settings: p.Settings, Mfa: p.Mfa,
	})
	if err != nil {
		return nil, fmt.Errorf("dynamo: pool %s cannot be written: %w", p.ID, err)
	}
	stripNulls(&types.AttributeValueMemberM{Value: m})
	for _, name := range []string{"Settings", "Mfa"} {
		if settings, ok := m[name].(*types.AttributeValueMemberM); ok && len(settings.Value) == 0 {
			delete(m, name)
		}
	}
	return m, nil
}

// stripNulls takes out what was not specified. attributevalue writes it as NULL: of
// the tags of cognito's types it knows none that leaves out what is nil and
// keeps what is empty.
func stripNulls(value types.AttributeValue) {
	switch value := value.(type) {
	case *types.AttributeValueMemberM:
		for name, member := range value.Value {
			if _, null := member.(*types.AttributeValueMemberNULL); null {
				delete(value.Value, name)
			}
			stripNulls(member)
		}
	case *types.AttributeValueMemberL:
		for _, element := range value.Value {
			stripNulls(element)
		}
	}
}

func decode(part cognito.Partition, m map[string]types.AttributeValue) (*cognito.Pool, error) {
	it, err := read(m)
	if err != nil {
		return nil, err
	}
	return &cognito.Pool{
		Partition: part, ID: it.id(), Name: it.Name,
		Created: milliseconds(it.Created), Modified: milliseconds(it.Modified),
		Defaults: it.Defaults, Revision: it.Revision, CreateToken: it.CreateToken,
		Settings: it.Settings, Mfa: it.Mfa,
	}, nil
}

func decodeSummary(m map[string]types.AttributeValue) (cognito.Summary, error) {
	it, err := read(m)
	if err != nil {
		return cognito.Summary{}, err
	}
	return cognito.Summary{
		ID: it.id(), Name: it.Name,
		Created: milliseconds(it.Created), Modified: milliseconds(it.Modified),
		Defaults: it.Defaults, LambdaConfig: it.Settings.LambdaConfig,
	}, nil
}

// read reads an item, or the part of it that was asked for.
func read(m map[string]types.AttributeValue) (*item, error) {
	var envelope struct {
		SK     string
		Format int
	}
	if err := attributevalue.UnmarshalMap(m, &envelope); err != nil {
		return nil, fmt.Errorf("dynamo: an item cannot be read: %w", err)
	}
	if envelope.Format < 1 || envelope.Format > format {
		return nil, fmt.Errorf("dynamo: item %s has format %d, and this version reads up to %d",
			envelope.SK, envelope.Format, format)
	}
	var it item
	if err := attributevalue.UnmarshalMap(m, &it); err != nil {
		return nil, fmt.Errorf("dynamo: item %s cannot be read: %w", envelope.SK, err)
	}
	return &it, nil
}

func (it *item) id() string { return strings.TrimPrefix(it.SK, poolPrefix) }

func milliseconds(n int64) time.Time { return time.UnixMilli(n).UTC() }
