package cognito_test

import (
	"reflect"
	"slices"
	"testing"

	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/stretchr/testify/assert"

	"userpools/pkg/cognito"
)

func TestModelOperations(t *testing.T) {
	listed := cognito.ModelOperations()
	assert.True(t, slices.IsSorted(listed), "InModel searches")
	assert.Equal(t, listed, slices.Compact(slices.Clone(listed)), "each once")
	for _, op := range cognito.Operations() {
		assert.True(t, cognito.InModel(op.Name), op.Name)
	}
	client := reflect.TypeFor[*idp.Client]()
	for i := range client.NumMethod() {
		if name := client.Method(i).Name; name != "Options" {
			assert.True(t, cognito.InModel(name), "the SDK has %s", name)
		}
	}
	for _, name := range []string{"", "createUserPool", "CreateUserPoo", "CreateUserPools", "Options"} {
		assert.False(t, cognito.InModel(name), name)
	}
}
