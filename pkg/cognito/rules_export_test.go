package cognito

import (
	"slices"
	"testing"
)

// EachRule hands every change that is judged to every rule, those of other operations too, until the test's end. It is
// not for parallel tests.
func EachRule(t *testing.T, look func(r *Rule, operation string, check func() error)) {
	t.Helper()
	rules := ruleList
	t.Cleanup(func() { ruleList = rules })
	ruleList = slices.Concat([]Rule{{ID: "each", on: onPool | onAddAttributes, check: func(c *change) error {
		for i := range rules {
			look(&rules[i], (&Rule{on: c.op}).Operations()[0], func() error { return rules[i].check(c) })
		}
		return nil
	}}}, rules)
}
