package cognito_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

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

func TestTagsAreAddedReplacedAndRemoved(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	id := l.create(obj{"PoolName": "p", "UserPoolTags": obj{"a": "1"}})
	l.tag(id, obj{"b": "2", "c": ""})
	assert.Equal(t, plain(t, obj{"a": "1", "b": "2", "c": ""}), l.tags(id))
	l.tag(id, obj{"a": "3", "A": "4", "ä 漢": "𝄞"})
	assert.Equal(t, plain(t, obj{"a": "3", "A": "4", "b": "2", "c": "", "ä 漢": "𝄞"}), l.tags(id), "keys are exact in case")
	l.untag(id, "a", "nothing", "a")
	assert.Equal(t, plain(t, obj{"A": "4", "b": "2", "c": "", "ä 漢": "𝄞"}), l.tags(id), "a key that is not there is no error")
	shows(t, obj{"A": "4", "b": "2", "c": "", "ä 漢": "𝄞"}, l.describe(id), "UserPoolTags")
	l.tag(id, obj{})
	l.untag(id)
	assert.Equal(t, plain(t, obj{"A": "4", "b": "2", "c": "", "ä 漢": "𝄞"}), l.tags(id), "nothing changes nothing")
	l.untag(id, "A", "b", "c", "ä 漢")
	assert.Equal(t, map[string]any{}, l.tags(id))
	shows(t, obj{}, l.describe(id), "UserPoolTags")
}

func TestAPoolWithoutTagsHasNone(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	assert.Equal(t, map[string]any{}, l.tags(l.create(obj{"PoolName": "p"})))
}

// manyTags are n tags.
func manyTags(n int) obj {
	tags := obj{}
	for i := range n {
		tags[fmt.Sprintf("key %d", i)] = "v"
	}
	return tags
}

func TestAPoolHasAtMostFiftyTags(t *testing.T) {
	t.Parallel()
	const tooMany = "A user pool can have at most 50 tags."
	l := newLab(t)
	id := l.create(obj{"PoolName": "p", "UserPoolTags": manyTags(50)})
	l.tag(id, obj{"key 0": "again"})
	l.invalid(tooMany, "TagResource", obj{"ResourceArn": l.arn(id), "Tags": obj{"one more": ""}})
	l.untag(id, "key 1")
	l.tag(id, obj{"one more": ""})
	l.refuse("UserPoolTaggingException", tooMany, "CreateUserPool", obj{"PoolName": "p", "UserPoolTags": manyTags(51)})
	l.refuse("UserPoolTaggingException", tooMany, "UpdateUserPool", obj{"UserPoolId": id, "UserPoolTags": manyTags(51)})
	l.update(id, obj{"UserPoolTags": manyTags(50)})
}

func TestKeysUnderAwsAreRefused(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"aws:x", "AWS:x", "Aws:", "aws:"} {
		t.Run(key, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			id := l.create(obj{"PoolName": "p", "UserPoolTags": obj{"a": "1"}})
			message := "The tag key " + key + " cannot be set."
			l.refuse("UserPoolTaggingException", message, "CreateUserPool", obj{"PoolName": "p", "UserPoolTags": obj{key: "", "z": ""}})
			l.refuse("UserPoolTaggingException", message, "UpdateUserPool", obj{"UserPoolId": id, "UserPoolTags": obj{key: ""}})
			l.invalid(message, "TagResource", obj{"ResourceArn": l.arn(id), "Tags": obj{key: "", "b": ""}})
			assert.Equal(t, plain(t, obj{"a": "1"}), l.tags(id), "none of them is set")
			l.untag(id, key)
		})
	}
	l := newLab(t)
	l.create(obj{"PoolName": "p", "UserPoolTags": obj{"aws": "", "awsx:y": "", "x:aws:": "", "my-aws:": ""}})
}

// Another account's or region's pool does not exist for the caller; what is no
// pool's ARN is refused.
func TestTagARNs(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	id := l.create(obj{"PoolName": "p"})
	long := strings.Repeat("a", 1900)
	for name, tc := range map[string]struct{ arn, code, message string }{
		"another id":                {"arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_FooBar123", "ResourceNotFoundException", "User pool us-east-1_FooBar123 does not exist."},
		"another account":           {"arn:aws:cognito-idp:us-east-1:210987654321:userpool/" + id, "ResourceNotFoundException", "User pool " + id + " does not exist."},
		"another region":            {"arn:aws:cognito-idp:eu-west-1:123456789012:userpool/" + id, "ResourceNotFoundException", "User pool " + id + " does not exist."},
		"another partition":         {"arn:aws-us-gov:cognito-idp:us-east-1:123456789012:userpool/" + id, "ResourceNotFoundException", "User pool " + id + " does not exist."},
		"an id that cannot be one":  {"arn:aws:cognito-idp:us-east-1:123456789012:userpool/x.y", "ResourceNotFoundException", "User pool x.y does not exist."},
		"an id of 1,900 characters": {"arn:aws:cognito-idp:us-east-1:123456789012:userpool/" + long, "ResourceNotFoundException", "User pool " + long + " does not exist."},
		"an identity pool":          {"arn:aws:cognito-identity:us-east-1:123456789012:identitypool/x", "InvalidParameterException", "The resource ARN is not the ARN of a user pool."},
		"another service":           {"arn:aws:s3:us-east-1:123456789012:userpool/" + id, "InvalidParameterException", "The resource ARN is not the ARN of a user pool."},
		"another resource":          {"arn:aws:cognito-idp:us-east-1:123456789012:pool/" + id, "InvalidParameterException", "The resource ARN is not the ARN of a user pool."},
	} {
		t.Run(name, func(t *testing.T) {
			here := &lab{t: t, service: l.service, now: l.now, account: l.account, principal: l.principal}
			here.refuse(tc.code, tc.message, "ListTagsForResource", obj{"ResourceArn": tc.arn})
			here.refuse(tc.code, tc.message, "TagResource", obj{"ResourceArn": tc.arn, "Tags": obj{"a": "b"}})
			here.refuse(tc.code, tc.message, "UntagResource", obj{"ResourceArn": tc.arn, "TagKeys": list{"a"}})
		})
	}
	assert.Equal(t, map[string]any{}, l.tags(id))
}

// An id that no pool can have does not reach a store: DynamoDB would refuse a
// key of more than a kilobyte with an error of its own.
func TestNoIdThatIsNoneReachesTheStore(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.service.Store = nil
	for _, id := range []string{strings.Repeat("a", 1900), "us-east-1_" + strings.Repeat("a", 46), "us-east-1", "a/b_c", "+_a"} {
		l.refuse("ResourceNotFoundException", "User pool "+id+" does not exist.", "ListTagsForResource", obj{"ResourceArn": l.arn(id)})
	}
}

func TestTagsDoNotMoveLastModifiedDate(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	id := l.create(obj{"PoolName": "p"})
	before := l.describe(id)["LastModifiedDate"]
	l.later(time.Hour)
	l.tag(id, obj{"a": "b"})
	l.untag(id, "a")
	assert.Equal(t, before, l.describe(id)["LastModifiedDate"])
}
