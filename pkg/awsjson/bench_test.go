package awsjson_test

import (
	"slices"
	"testing"
	"time"

	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
)

// BenchmarkEncode writes a pool of 4.5 KB: the answer to the smallest create.
func BenchmarkEncode(b *testing.B) {
	at := time.UnixMilli(1790257791224)
	attribute := cognito.SchemaAttributeType{
		AttributeDataType: new("String"), DeveloperOnlyAttribute: new(false), Mutable: new(true), Name: new("preferred_username"), Required: new(false),
		StringAttributeConstraints: &cognito.StringAttributeConstraintsType{MaxLength: new("2048"), MinLength: new("0")},
	}
	pool := cognito.CreateUserPoolResponse{UserPool: &cognito.UserPoolType{
		Arn: "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_abcdefghi", CreationDate: at, Id: "us-east-1_abcdefghi", LastModifiedDate: at,
		Name: "my-test-user-pool", SchemaAttributes: slices.Repeat([]cognito.SchemaAttributeType{attribute}, 20),
	}}
	b.ReportAllocs()
	for b.Loop() {
		b.SetBytes(int64(len(awsjson.Encode(&pool))))
	}
}
