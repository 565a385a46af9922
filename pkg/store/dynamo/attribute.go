package dynamo

import (
	"fmt"
	"reflect"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"userpools/pkg/shape"
)

// The SDK's own package for this writes what was not specified as NULL, unless it
// leaves out what is empty, too, and brings the types of DynamoDB Streams with it.

type attributes = map[string]types.AttributeValue

// marshal has the members of a struct that were specified.
func marshal(structure reflect.Value) attributes {
	m := attributes{}
	for _, f := range shape.StructFields(structure.Type()) {
		if a := attribute(f.In(structure)); a != nil {
			m[f.Name] = a
		}
	}
	return m
}

// attribute is a value as DynamoDB has it, nil for one that was not specified.
func attribute(v reflect.Value) types.AttributeValue {
	switch v.Kind() {
	case reflect.String:
		return &types.AttributeValueMemberS{Value: v.String()}
	case reflect.Bool:
		return &types.AttributeValueMemberBOOL{Value: v.Bool()}
	case reflect.Int, reflect.Int64:
		return &types.AttributeValueMemberN{Value: strconv.FormatInt(v.Int(), 10)}
	case reflect.Struct:
		return &types.AttributeValueMemberM{Value: marshal(v)}
	case reflect.Pointer, reflect.Slice, reflect.Map:
		if !v.IsNil() {
			return container(v)
		}
		return nil
	default:
		panic(fmt.Sprintf("dynamo: cannot store a %s", v.Type()))
	}
}

func container(v reflect.Value) types.AttributeValue {
	switch v.Kind() {
	case reflect.Slice:
		list := make([]types.AttributeValue, v.Len())
		for i := range list {
			list[i] = attribute(v.Index(i))
		}
		return &types.AttributeValueMemberL{Value: list}
	case reflect.Map:
		m := make(attributes, v.Len())
		for entries := v.MapRange(); entries.Next(); {
			m[entries.Key().String()] = attribute(entries.Value())
		}
		return &types.AttributeValueMemberM{Value: m}
	default:
		return attribute(v.Elem())
	}
}

// unmarshal fills a struct with those of its members that are there.
func unmarshal(m attributes, structure reflect.Value) error {
	for _, f := range shape.StructFields(structure.Type()) {
		if a, ok := m[f.Name]; ok {
			if err := assign(f.In(structure), a); err != nil {
				return fmt.Errorf("%s: %w", f.Name, err)
			}
		}
	}
	return nil
}

// assign is attribute the other way round.
func assign(v reflect.Value, a types.AttributeValue) error {
	if _, null := a.(*types.AttributeValueMemberNULL); null { // which somebody else wrote
		v.SetZero()
		return nil
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		return assign(v.Elem(), a)
	}
	switch a := a.(type) {
	case *types.AttributeValueMemberM:
		return assignMap(v, a.Value)
	case *types.AttributeValueMemberL:
		return assignList(v, a.Value)
	case *types.AttributeValueMemberS:
		if v.Kind() == reflect.String {
			v.SetString(a.Value)
			return nil
		}
	case *types.AttributeValueMemberBOOL:
		if v.Kind() == reflect.Bool {
			v.SetBool(a.Value)
			return nil
		}
	case *types.AttributeValueMemberN:
		if n, err := strconv.ParseInt(a.Value, 10, 64); err == nil && v.CanInt() {
			v.SetInt(n)
			return nil
		}
	}
	return mismatch(v)
}

func mismatch(v reflect.Value) error { return fmt.Errorf("is no %s", v.Type()) }

func assignList(v reflect.Value, list []types.AttributeValue) error {
	if v.Kind() != reflect.Slice {
		return mismatch(v)
	}
	v.Set(reflect.MakeSlice(v.Type(), len(list), len(list)))
	for i, a := range list {
		if err := assign(v.Index(i), a); err != nil {
			return err
		}
	}
	return nil
}

func assignMap(v reflect.Value, m attributes) error {
	switch v.Kind() {
	case reflect.Struct:
		return unmarshal(m, v)
	case reflect.Map:
		v.Set(reflect.MakeMapWithSize(v.Type(), len(m)))
	default:
		return mismatch(v)
	}
	for name, a := range m {
		entry := reflect.New(v.Type().Elem()).Elem()
		if err := assign(entry, a); err != nil {
			return err
		}
		v.SetMapIndex(reflect.ValueOf(name), entry)
	}
	return nil
}
