package dynamofake

import (
	"math/big"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// key is what every item has.
type key struct{ pk, sk string }

// The most bytes (Developer Guide, "Quotas in Amazon DynamoDB").
const (
	maxPK   = 2048
	maxSK   = 1024
	maxItem = 400 * 1024
)

func keyOf(item Item) (k key, err error) {
	pk, ok := item["PK"].(*types.AttributeValueMemberS)
	sk, ok2 := item["SK"].(*types.AttributeValueMemberS)
	switch {
	case !ok || !ok2 || pk.Value == "" || sk.Value == "":
		return k, invalid("PK and SK are strings that are not empty")
	case len(pk.Value) > maxPK || len(sk.Value) > maxSK:
		return k, invalid("PK has at most %d bytes, SK %d", maxPK, maxSK)
	}
	return key{pk.Value, sk.Value}, nil
}

// exactKey is a key and nothing else.
func exactKey(item Item) (key, error) {
	if len(item) != 2 {
		return key{}, invalid("The provided key element does not match the schema")
	}
	return keyOf(item)
}

// whole is a copy of an item that can be stored, and its key.
func whole(item Item) (key, Item, error) {
	k, err := keyOf(item)
	if err != nil {
		return k, nil, err
	}
	if err := storable(&types.AttributeValueMemberM{Value: item}); err != nil {
		return k, nil, err
	}
	if sizeOf(item) > maxItem {
		return k, nil, invalid("Item size has exceeded the maximum allowed size")
	}
	return k, clone(item), nil
}

// storable refuses kinds of attributes that are not known here, and numbers that DynamoDB would
// write in another way.
func storable(value types.AttributeValue) error {
	switch value := value.(type) {
	case *types.AttributeValueMemberS, *types.AttributeValueMemberBOOL, *types.AttributeValueMemberB:
		return nil
	case *types.AttributeValueMemberN:
		n, ok := new(big.Int).SetString(value.Value, 10)
		if !ok || n.String() != value.Value || len(strings.Trim(value.Value, "-0")) > 38 {
			return invalid("dynamofake knows whole numbers of up to 38 digits")
		}
		return nil
	case *types.AttributeValueMemberM:
		for _, member := range value.Value {
			if err := storable(member); err != nil {
				return err
			}
		}
		return nil
	case *types.AttributeValueMemberL:
		for _, element := range value.Value {
			if err := storable(element); err != nil {
				return err
			}
		}
		return nil
	}
	return invalid("dynamofake knows no %T", value)
}

// typeOf is what attribute_type calls a value; "" for none.
func typeOf(value types.AttributeValue) string {
	switch value.(type) {
	case *types.AttributeValueMemberS:
		return "S"
	case *types.AttributeValueMemberN:
		return "N"
	case *types.AttributeValueMemberBOOL:
		return "BOOL"
	case *types.AttributeValueMemberB:
		return "B"
	case *types.AttributeValueMemberM:
		return "M"
	case *types.AttributeValueMemberL:
		return "L"
	}
	return ""
}

func clone(item Item) Item {
	c := make(Item, len(item))
	for name, value := range item {
		c[name] = cloneValue(value)
	}
	return c
}

func cloneValue(value types.AttributeValue) types.AttributeValue {
	switch value := value.(type) {
	case *types.AttributeValueMemberS:
		return &types.AttributeValueMemberS{Value: value.Value}
	case *types.AttributeValueMemberN:
		return &types.AttributeValueMemberN{Value: value.Value}
	case *types.AttributeValueMemberBOOL:
		return &types.AttributeValueMemberBOOL{Value: value.Value}
	case *types.AttributeValueMemberB:
		return &types.AttributeValueMemberB{Value: append([]byte{}, value.Value...)}
	case *types.AttributeValueMemberM:
		return &types.AttributeValueMemberM{Value: clone(value.Value)}
	case *types.AttributeValueMemberL:
		list := make([]types.AttributeValue, len(value.Value))
		for i, element := range value.Value {
			list[i] = cloneValue(element)
		}
		return &types.AttributeValueMemberL{Value: list}
	}
	return value
}

// cloneParts copies what a store may change afterwards: the items and keys. Nothing else of a request is
// changed in place.
func cloneParts(parts []types.TransactWriteItem) []types.TransactWriteItem {
	copies := make([]types.TransactWriteItem, len(parts))
	for i, p := range parts {
		switch {
		case p.Put != nil:
			put := *p.Put
			put.Item = clone(put.Item)
			copies[i].Put = &put
		case p.Delete != nil:
			remove := *p.Delete
			remove.Key = clone(remove.Key)
			copies[i].Delete = &remove
		default:
			check := *p.ConditionCheck
			check.Key = clone(check.Key)
			copies[i].ConditionCheck = &check
		}
	}
	return copies
}

// sizeOf is the size that DynamoDB counts (Developer Guide, "DynamoDB item sizes and formats").
func sizeOf(item Item) (n int) {
	for name, value := range item {
		n += len(name) + sizeOfValue(value)
	}
	return n
}

func sizeOfValue(value types.AttributeValue) int {
	switch value := value.(type) {
	case *types.AttributeValueMemberS:
		return len(value.Value)
	case *types.AttributeValueMemberB:
		return len(value.Value)
	case *types.AttributeValueMemberN:
		digits := strings.Trim(strings.TrimPrefix(value.Value, "-"), "0")
		return 1 + (len(digits)+1)/2 + strings.Count(value.Value, "-")
	case *types.AttributeValueMemberM:
		return 3 + len(value.Value) + sizeOf(value.Value)
	case *types.AttributeValueMemberL:
		n := 3 + len(value.Value)
		for _, element := range value.Value {
			n += sizeOfValue(element)
		}
		return n
	}
	return 1
}

// at is what a path leads to, nil where it leads to nothing.
func at(item Item, path []string) types.AttributeValue {
	value := item[path[0]]
	for _, name := range path[1:] {
		m, ok := value.(*types.AttributeValueMemberM)
		if !ok {
			return nil
		}
		value = m.Value[name]
	}
	return value
}

// pick is the part of an item that paths lead to.
func pick(item Item, paths [][]string) Item {
	out := Item{}
	for _, path := range paths {
		value := at(item, path)
		if value == nil {
			continue
		}
		level := out
		for _, name := range path[:len(path)-1] {
			if level[name] == nil {
				level[name] = &types.AttributeValueMemberM{Value: Item{}}
			}
			if m, ok := level[name].(*types.AttributeValueMemberM); ok {
				level = m.Value
			}
		}
		level[path[len(path)-1]] = cloneValue(value)
	}
	return out
}
