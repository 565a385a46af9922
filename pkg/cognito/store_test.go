package cognito_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"userpools/pkg/cognito"
)

// What callers choose as names is not in a record's name: errors and logs have it.
func TestKey_String(t *testing.T) {
	const id = "the#id"
	chosen := map[cognito.RecordKind]bool{
		cognito.DomainRecord: true, cognito.GroupRecord: true, cognito.IdentifierRecord: true, cognito.ProviderRecord: true, cognito.ServerRecord: true,
	}
	for _, kind := range cognito.RecordKinds() {
		want := string(kind) + " " + id
		if chosen[kind] {
			want = string(kind) + " #8f878268f32c70fa" // printf 'the#id' | sha256sum
		}
		assert.Equal(t, want, fmt.Sprint(cognito.Key{Kind: kind, ID: id}))
	}
}
