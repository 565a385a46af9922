package cognito_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// delete-protected: the pool stays, and goes once its protection is off.
func TestAProtectedPoolIsNotDeleted(t *testing.T) {
	t.Parallel()
	const protected = "The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first."
	l := newLab(t)
	id := l.create(obj{"PoolName": "p", "DeletionProtection": "ACTIVE"})
	for range 2 {
		l.invalid(protected, "DeleteUserPool", obj{"UserPoolId": id})
		assert.Equal(t, "rule deletion-protection", l.entry.Refused)
	}
	shows(t, "ACTIVE", l.describe(id), "DeletionProtection")
	l.update(id, obj{})
	l.invalid(protected, "DeleteUserPool", obj{"UserPoolId": id})
	l.update(id, obj{"DeletionProtection": "INACTIVE"})
	l.do("DeleteUserPool", obj{"UserPoolId": id})

	id = l.create(obj{"PoolName": "p"})
	l.update(id, obj{"DeletionProtection": "ACTIVE"})
	l.invalid(protected, "DeleteUserPool", obj{"UserPoolId": id})
}

// byID are the operations that take a pool's id, with what else they need.
var byID = map[string]obj{
	"DescribeUserPool": {}, "UpdateUserPool": {}, "DeleteUserPool": {}, "GetUserPoolMfaConfig": {}, "SetUserPoolMfaConfig": {},
	"AddCustomAttributes": {"CustomAttributes": list{obj{"Name": "a", "AttributeDataType": "String"}}},
}

// pool-not-found: an id that is nobody's, another account's, another region's or
// a deleted pool's is answered in the same words.
func TestAPoolThatIsNotTheCallersDoesNotExist(t *testing.T) {
	t.Parallel()
	for operation, needs := range byID {
		t.Run(operation, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			deleted := l.create(obj{"PoolName": "p"})
			l.do("DeleteUserPool", obj{"UserPoolId": deleted})
			id := l.create(obj{"PoolName": "p"})
			before := l.describe(id)
			missing := func(id string) {
				l.refuse("ResourceNotFoundException", "User pool "+id+" does not exist.", operation, needs.with("UserPoolId", id))
				assert.Equal(t, id, l.entry.PoolID, "the log has the id that was asked for")
				assert.Equal(t, http.StatusBadRequest, l.entry.Status)
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
			assert.Equal(t, before, l.describe(id))
		})
	}
}

// userpoolid-null, userpoolid-pattern-now, userpoolid-56.
func TestIdsThatAreNone(t *testing.T) {
	t.Parallel()
	const head = "1 validation error detected: Value "
	for operation, needs := range byID {
		t.Run(operation, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			l.service.Store = nil
			l.invalid(head+"null at 'userPoolId' failed to satisfy constraint: Member must not be null", operation, needs)
			l.invalid(head+`'nounderscore' at 'userPoolId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w-]+_[0-9a-zA-Z]+`, operation, needs.with("UserPoolId", "nounderscore"))
			long := "us-east-1_" + strings.Repeat("a", 46)
			l.invalid(head+"'"+long+"' at 'userPoolId' failed to satisfy constraint: Member must have length less than or equal to 55", operation, needs.with("UserPoolId", long))
			for _, bad := range []string{"us-east-1_abc\n", "us-east-1_äbc", "us-east-1_a b", "us east-1_a", "us-east-1_", "_a", "us-east-1/us-east-1_a"} {
				resp := l.send(operation, needs.with("UserPoolId", bad))
				require.Equal(t, http.StatusBadRequest, resp.Status)
				assert.Contains(t, string(resp.Body), "Member must satisfy regular expression pattern", bad)
			}
		})
	}
}

// DeleteUserPool: what is deleted is gone from everywhere.
func TestADeletedPoolIsGone(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	id := l.create(obj{"PoolName": "p", "UserPoolTags": obj{"a": "b"}})
	other := l.create(obj{"PoolName": "p"})
	resp := l.send("DeleteUserPool", obj{"UserPoolId": id})
	assert.Equal(t, http.StatusOK, resp.Status)
	assert.Empty(t, resp.Body)
	assert.Equal(t, "application/x-amz-json-1.1", resp.Header["Content-Type"])
	assert.Equal(t, []string{other}, ids(l.do("ListUserPools", obj{"MaxResults": 60})))
	l.refuse("ResourceNotFoundException", "User pool "+id+" does not exist.", "DeleteUserPool", obj{"UserPoolId": id})
	l.refuse("ResourceNotFoundException", "User pool "+id+" does not exist.", "ListTagsForResource", obj{"ResourceArn": l.arn(id)})
}
