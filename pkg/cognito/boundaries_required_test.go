package cognito_test

import (
	"fmt"
	"maps"
	"testing"

	"github.com/stretchr/testify/assert"

	"userpools/pkg/cognito"
)

// A member that a structure needs is absent, and then null; and one that it does
// not need may be either.
func TestEveryRequiredMemberIsAskedFor(t *testing.T) {
	t.Parallel()
	required := 0
	for _, op := range cognito.Operations() {
		for _, at := range sites(op) {
			if at.member == nil {
				continue
			}
			var want []string
			switch m := at.member; {
			case m.Required:
				required++
				want = []string{at.printed + ": null Member must not be null"}
			case m.Primitive:
				required++
				want = []string{at.printed + ": '0' " + fmt.Sprintf("Member must have value greater than or equal to %d", m.Shape.Min.N)}
			}
			for name, request := range map[string]any{"absent": absent(at), "null": at.with(nil)} {
				t.Run(at.path+" "+name, func(t *testing.T) {
					t.Parallel()
					var told []string
					for _, v := range judged(t, op, request) {
						told = append(told, v.Path+": "+v.Value+" "+v.Constraint)
					}
					assert.Equal(t, want, told)
				})
			}
		}
	}
	assert.Greater(t, required, 40, "required members")
}

type leftOut struct{}

// absent makes the request without the member.
func absent(at site) any { return without(at.with(leftOut{})) }

func without(v any) any {
	switch v := v.(type) {
	case map[string]any:
		object := maps.Clone(v)
		for name, value := range v {
			if _, out := value.(leftOut); out {
				delete(object, name)
				continue
			}
			object[name] = without(value)
		}
		return object
	case []any:
		list := make([]any, len(v))
		for i := range v {
			list[i] = without(v[i])
		}
		return list
	default:
		return v
	}
}

// EumsSms can stand in for SnsCallerArn, and only that does.
func TestARoleIsAskedForUnlessAnotherSenderIsSaid(t *testing.T) {
	t.Parallel()
	const want = "Value null at 'smsConfiguration.snsCallerArn' failed to satisfy constraint: Member must not be null"
	for _, op := range cognito.Operations() {
		if op.Name != "CreateUserPool" {
			continue
		}
		sms := func(m map[string]any) map[string]any { return map[string]any{"PoolName": "p", "SmsConfiguration": m} }
		role := "arn:aws:iam::123456789012:role/sms"
		told := func(m map[string]any) string {
			if vs := judged(t, op, sms(m)); vs != nil {
				return vs.Error()
			}
			return ""
		}
		assert.Equal(t, "1 validation error detected: "+want, told(map[string]any{}))
		assert.Equal(t, "1 validation error detected: "+want, told(map[string]any{"EumsSms": nil, "ExternalId": "x"}))
		assert.Empty(t, told(map[string]any{"EumsSms": map[string]any{"CallerArn": role}}))
		assert.Empty(t, told(map[string]any{"SnsCallerArn": role}))
		assert.Empty(t, told(map[string]any{"SnsCallerArn": role, "EumsSms": map[string]any{"CallerArn": role}}), "that both are said is for a rule")
	}
}
