package cognito_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
)

// TestDelete: what is deleted is gone from everywhere.
func TestDelete(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	id := l.create(obj{"PoolName": "p", "UserPoolTags": obj{"a": "b"}})
	other := l.create(obj{"PoolName": "p"})
	resp := l.send("DeleteUserPool", obj{"UserPoolId": id})
	assert.Equal(t, http.StatusOK, resp.Status)
	assert.Empty(t, resp.Body)
	assert.Equal(t, "application/x-amz-json-1.1", resp.Header["Content-Type"])
	assert.Equal(t, []string{other}, ids(l.do("ListUserPools", obj{"MaxResults": 60})))
	for _, operation := range []string{"DeleteUserPool", "ListTagsForResource"} {
		l.refuse("ResourceNotFoundException", "User pool "+id+" does not exist.", operation, l.request(operation, id))
	}
}

// TestDelete_Protected: the pool stays, and goes once its protection is off (delete-protected).
func TestDelete_Protected(t *testing.T) {
	t.Parallel()
	const protected = "The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first."
	l := newLab(t)
	id := l.create(obj{"PoolName": "p", "DeletionProtection": "ACTIVE"})
	for range 2 {
		l.invalid(protected, "DeleteUserPool", obj{"UserPoolId": id})
		assert.Equal(t, "rule deletion-protection", l.entry.Refused)
		members{"DeletionProtection": "ACTIVE"}.in(t, l.describe(id))
		l.update(id, obj{})
	}
	l.update(id, obj{"DeletionProtection": "INACTIVE"})
	l.do("DeleteUserPool", obj{"UserPoolId": id})

	id = l.create(obj{"PoolName": "p"})
	l.update(id, obj{"DeletionProtection": "ACTIVE"})
	l.invalid(protected, "DeleteUserPool", obj{"UserPoolId": id})
}

// eachByID runs a test for each operation that takes a pool's id.
func eachByID(t *testing.T, test func(l *lab, operation string)) {
	t.Parallel()
	for _, op := range cognito.Operations() {
		if _, byID := op.Input.Member("UserPoolId"); byID {
			t.Run(op.Name, func(t *testing.T) {
				t.Parallel()
				test(newLab(t), op.Name)
			})
		}
	}
}

// TestPoolIDs_Missing: an id that is nobody's, another account's, another region's or
// a deleted pool's is answered in the same words (refusals/pools.json, not-found).
func TestPoolIDs_Missing(t *testing.T) {
	eachByID(t, func(l *lab, operation string) {
		deleted := l.create(obj{"PoolName": "p"})
		l.do("DeleteUserPool", obj{"UserPoolId": deleted})
		id := l.create(obj{"PoolName": "p"})
		before := l.describe(id)
		missing := func(id string) {
			code, text := "ResourceNotFoundException", "User pool "+id+" does not exist."
			if operation == "DeleteUserPoolDomain" {
				code, text = "InvalidParameterException", "No such domain or user pool exists." // domain-delete-pool-mismatch
			}
			l.refuse(code, text, operation, l.request(operation, id))
			assert.Equal(l.t, id, l.entry.PoolID, "the log has the requested id")
			assert.Equal(l.t, http.StatusBadRequest, l.entry.Status)
		}
		missing("us-east-1_FooBar123")
		missing("eu-west-1_FooBar123")
		missing(deleted)
		missing(strings.ToLower(id) + "x")
		l.account = "210987654321"
		missing(id)
		l.account, l.service.Region = labAccount, "eu-west-1"
		missing(id)
		l.service.Region = labRegion
		assert.Equal(l.t, before, l.describe(id))
	})
}

// TestPoolIDs_Invalid: userpoolid-null, userpoolid-pattern-now, userpoolid-56.
func TestPoolIDs_Invalid(t *testing.T) {
	eachByID(t, func(l *lab, operation string) {
		const head = "1 validation error detected: Value "
		const pattern = `' at 'userPoolId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w-]+_[0-9a-zA-Z]+`
		l.service.Store = nil
		l.invalid(head+"null at 'userPoolId' failed to satisfy constraint: Member must not be null", operation, l.request(operation, "").with("UserPoolId", nil))
		long := "us-east-1_" + strings.Repeat("a", 46)
		l.invalid(head+"'"+long+"' at 'userPoolId' failed to satisfy constraint: Member must have length less than or equal to 55", operation, l.request(operation, long))
		for _, bad := range []string{"nounderscore", "us-east-1_abc\n", "us-east-1_äbc", "us-east-1_a b", "us east-1_a", "us-east-1_", "_a", "us-east-1/us-east-1_a"} {
			code, message := refusalOf(l.t, l.send(operation, l.request(operation, bad)))
			require.Equal(l.t, "InvalidParameterException", code, bad)
			assert.Equal(l.t, head+"'"+bad+pattern, message)
		}
	})
}
