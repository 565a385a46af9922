package cognito_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// tags are what ListTagsForResource answers of a pool.
func (l *lab) tags(id string) any {
	l.t.Helper()
	return l.do("ListTagsForResource", obj{"ResourceArn": l.arn(id)})["Tags"]
}

func (l *lab) tag(id string, tags obj) {
	l.t.Helper()
	assert.Empty(l.t, l.do("TagResource", obj{"ResourceArn": l.arn(id), "Tags": tags}))
}

func (l *lab) untag(id string, keys ...any) {
	l.t.Helper()
	assert.Empty(l.t, l.do("UntagResource", obj{"ResourceArn": l.arn(id), "TagKeys": append(list{}, keys...)}))
}

func TestTags(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	id := l.create(obj{"PoolName": "p", "UserPoolTags": obj{"a": "1"}})
	has := func(want obj, why string) {
		assert.Equal(t, plain(t, want), l.tags(id), why)
		members{"UserPoolTags": want}.in(t, l.describe(id))
	}
	l.tag(id, obj{"b": "2", "c": ""})
	has(obj{"a": "1", "b": "2", "c": ""}, "added")
	l.tag(id, obj{"a": "3", "A": "4", "ä 漢": "𝄞"})
	has(obj{"a": "3", "A": "4", "b": "2", "c": "", "ä 漢": "𝄞"}, "keys are exact in case")
	l.untag(id, "a", "nothing", "a")
	has(obj{"A": "4", "b": "2", "c": "", "ä 漢": "𝄞"}, "a key that is not there is no error")
	l.tag(id, obj{})
	l.untag(id)
	has(obj{"A": "4", "b": "2", "c": "", "ä 漢": "𝄞"}, "nothing changes nothing")
	l.untag(id, "A", "b", "c", "ä 漢")
	has(obj{}, "none")
}

func TestTags_ReservedKeys(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	id := l.create(obj{"PoolName": "p", "UserPoolTags": obj{"aws": "", "awsx:y": "", "x:aws:": "", "my-aws:": ""}})
	before := l.tags(id)
	for _, key := range []string{"aws:x", "AWS:x", "Aws:", "aws:"} {
		message := "The tag key " + key + " cannot be set."
		l.refuse("UserPoolTaggingException", message, "CreateUserPool", obj{"PoolName": "p", "UserPoolTags": obj{key: "", "z": ""}})
		l.refuse("UserPoolTaggingException", message, "UpdateUserPool", obj{"UserPoolId": id, "UserPoolTags": obj{key: ""}})
		l.invalid(message, "TagResource", obj{"ResourceArn": l.arn(id), "Tags": obj{key: "", "b": ""}})
		assert.Equal(t, before, l.tags(id), "none of them is set")
		l.untag(id, key)
	}
}

// TestTags_ARNs: another account's or region's pool does not exist for the caller; what
// is no pool's ARN is refused. An id that no pool can have does not reach a store:
// DynamoDB would refuse a key of more than a kilobyte with an error of its own.
func TestTags_ARNs(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	id := l.create(obj{"PoolName": "p"})
	refused := func(code, message, arn string) {
		l.refuse(code, message, "ListTagsForResource", obj{"ResourceArn": arn})
		l.refuse(code, message, "TagResource", obj{"ResourceArn": arn, "Tags": obj{"a": "b"}})
		l.refuse(code, message, "UntagResource", obj{"ResourceArn": arn, "TagKeys": list{"a"}})
	}
	for _, arn := range []string{
		"arn:aws:cognito-identity:us-east-1:123456789012:identitypool/x", "arn:aws:s3:us-east-1:123456789012:userpool/" + id,
		"arn:aws:cognito-idp:us-east-1:123456789012:pool/" + id,
	} {
		refused("InvalidParameterException", "The resource ARN is not the ARN of a user pool.", arn)
	}
	missing := func(id, arn string) { refused("ResourceNotFoundException", "User pool "+id+" does not exist.", arn) }
	for _, head := range []string{ // another account, region, partition
		"arn:aws:cognito-idp:us-east-1:210987654321:", "arn:aws:cognito-idp:eu-west-1:123456789012:", "arn:aws-us-gov:cognito-idp:us-east-1:123456789012:",
	} {
		missing(id, head+"userpool/"+id)
	}
	missing("us-east-1_FooBar123", l.arn("us-east-1_FooBar123"))
	assert.Equal(t, map[string]any{}, l.tags(id))
	l.service.Store = nil
	for _, id := range []string{"x.y", strings.Repeat("a", 1900), "us-east-1_" + strings.Repeat("a", 46), "us-east-1", "a/b_c", "+_a"} {
		missing(id, l.arn(id))
	}
}
