package awsjson_test

import (
	"context"
	"net/http"
	"os"
	"slices"
	"testing"
	"time"

	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
)

// BenchmarkServe is a whole request through the server but for the operation,
// which does nothing: what the protocol costs. The full request is the example of
// the API reference, against the real table.
func BenchmarkServe(b *testing.B) {
	full, err := os.ReadFile("../shape/testdata/create-full.json")
	if err != nil {
		b.Fatal(err)
	}
	nothing := func(context.Context, *awsjson.Call) (any, error) { return &struct{}{}, nil }
	server := &awsjson.Server{Prefix: "ThisService", Authenticate: everybody, Now: time.Now, Log: func(context.Context, awsjson.Entry) {}}
	for _, op := range cognito.Operations() {
		server.Operations = append(server.Operations, awsjson.Operation{Name: op.Name, Input: op.Input, Run: nothing})
	}
	for _, bm := range []struct {
		name, body string
		status     int
	}{
		{"full", string(full), http.StatusOK},
		{"minimal", `{"PoolName":"p"}`, http.StatusOK},
		{"refused", `{"PoolName":""}`, http.StatusBadRequest},
		{"malformed", `{`, http.StatusBadRequest},
	} {
		req := sampleRequest(bm.body, "x-amz-target", "ThisService.CreateUserPool")
		b.Run(bm.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(bm.body)))
			for b.Loop() {
				if resp := server.Serve(context.Background(), req); resp.Status != bm.status {
					b.Fatal(resp.Status)
				}
			}
		})
	}
}

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
