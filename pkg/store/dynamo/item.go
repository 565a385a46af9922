package dynamo

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"userpools/pkg/cognito"
)

// goneFormat is the form of what is left of a pool that has ended. Those of pools and records are the domain's.
const goneFormat = 1

// poolPrefix tells pools from what else a partition holds.
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
	// LogConfigurations are not stored where there are none.
	LogConfigurations []cognito.LogConfigurationType
	// Family is not stored as long as nothing belongs to the pool.
	Family *cognito.Family
}

func partitionKey(part cognito.Partition) string { return part.Account + "#" + part.Region }

func keyOf(part cognito.Partition, id string) attributes {
	return key(partitionKey(part), poolPrefix+id)
}

func key(pk, sk string) attributes { return attributes{"PK": text(pk), "SK": text(sk)} }

// onlyKey is the key of an item.
func onlyKey(item attributes) attributes { return attributes{"PK": item["PK"], "SK": item["SK"]} }

func text(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

func number(n int64) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatInt(n, 10)}
}

func encode(p *cognito.Pool) (attributes, error) {
	var family *cognito.Family
	if p.Family.Begun {
		family = &p.Family
	}
	m, err := attributevalue.MarshalMap(item{
		PK: partitionKey(p.Partition), SK: poolPrefix + p.ID, Type: "Pool", Format: p.Form(),
		Defaults: p.Defaults, Revision: p.Revision, CreateToken: p.CreateToken,
		Created: p.Created.UnixMilli(), Modified: p.Modified.UnixMilli(),
		Name: p.Name, Settings: p.Settings, Mfa: p.Mfa, LogConfigurations: p.LogConfigurations, Family: family,
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

func decode(part cognito.Partition, m attributes) (*cognito.Pool, error) {
	it, err := read[item](m, cognito.LatestPool)
	if err != nil {
		return nil, err
	}
	var family cognito.Family
	if it.Family != nil {
		family = *it.Family
	}
	return &cognito.Pool{
		Partition: part, ID: it.id(), Name: it.Name,
		Created: milliseconds(it.Created), Modified: milliseconds(it.Modified),
		Defaults: it.Defaults, Revision: it.Revision, CreateToken: it.CreateToken,
		Settings: it.Settings, Mfa: it.Mfa, LogConfigurations: it.LogConfigurations, Family: family,
	}, nil
}

func decodeSummary(m attributes) (cognito.Summary, error) {
	it, err := read[item](m, cognito.LatestPool)
	if err != nil {
		return cognito.Summary{}, err
	}
	return cognito.Summary{
		ID: it.id(), Name: it.Name,
		Created: milliseconds(it.Created), Modified: milliseconds(it.Modified),
		Defaults: it.Defaults, LambdaConfig: it.Settings.LambdaConfig,
	}, nil
}

// read reads an item of a form up to a latest one, or the part of it that was asked for.
func read[T any](m attributes, latest int) (*T, error) {
	var envelope struct {
		SK     string
		Format int
	}
	if err := attributevalue.UnmarshalMap(m, &envelope); err != nil {
		return nil, fmt.Errorf("dynamo: an item cannot be read: %w", err)
	}
	if envelope.Format < 1 || envelope.Format > latest {
		return nil, fmt.Errorf("dynamo: item %s has format %d, and this version reads up to %d",
			named(envelope.SK), envelope.Format, latest)
	}
	it := new(T)
	if err := attributevalue.UnmarshalMap(m, it); err != nil {
		return nil, fmt.Errorf("dynamo: item %s cannot be read: %w", named(envelope.SK), err)
	}
	return it, nil
}

func (it *item) id() string { return strings.TrimPrefix(it.SK, poolPrefix) }

func milliseconds(n int64) time.Time { return time.UnixMilli(n).UTC() }
