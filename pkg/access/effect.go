package access

import (
	"slices"
	"strings"

	"userpools/pkg/shape"
	"userpools/pkg/wildcard"
)

// A mistyped Deny that never applies protects nothing, and an Allow that never applies is hard to find.
// What could apply at no endpoint of Cognito is therefore a mistake: an action that Cognito does not have,
// an ARN that none of its resources has, a context key that none of the statement's actions has, or that is
// asked for and asked to be absent. In a Deny so is an action that never meets the statement's resources and
// keys, although others do. What applies, but not at this endpoint or for this key, is a Warning: one
// document may serve several endpoints.

// drafted is a statement while it is read, with the places of its parts.
type drafted struct {
	statement
	actionsAt, resourcesAt, conditionsAt []shape.Place
}

// effect checks the parts of a statement against each other. Each part is valid by itself.
func (b *builder) effect(d *drafted, at shape.Place) {
	named := make([][]string, len(d.actions)) // the actions that each pattern stands for
	for i, pattern := range d.actions {
		named[i] = b.actions.matching(pattern)
	}
	all := slices.Concat(named...)
	for i := range d.conditions {
		if !slices.ContainsFunc(all, func(name string) bool { return b.has(name, &d.conditions[i]) }) {
			b.Add(d.conditionsAt[i], "is a key that no action of the statement has")
			return
		}
		if d.asksForAbsent(&d.conditions[i]) {
			b.Add(d.conditionsAt[i], "never holds: the key is always there, or the statement asks for its values")
			return
		}
	}
	for i, fields := range d.resources {
		if !slices.ContainsFunc(all, func(name string) bool { return b.reaches(name, fields) }) {
			b.Add(d.resourcesAt[i], "is a resource that no action of the statement has")
			return
		}
	}
	if !slices.ContainsFunc(all, func(name string) bool { return b.couldApply(d, name) }) {
		b.Add(at, "never applies: no action has all its keys and a resource of it")
		return
	}
	for i, names := range named {
		b.actionEffect(d, d.actionsAt[i], names)
	}
}

func (b *builder) actionEffect(d *drafted, at shape.Place, names []string) {
	if !slices.ContainsFunc(names, func(name string) bool { _, has := b.actions.served[name]; return has }) {
		b.warn(at, "is an action that this endpoint does not have")
		return
	}
	const never = "never has all keys and a resource of its statement"
	switch applies := slices.ContainsFunc(names, func(name string) bool { return b.couldApply(d, name) }); {
	case !applies && d.deny:
		b.Add(at, never)
	case !applies:
		b.warn(at, never)
	}
}

// couldApply tells whether an action has all keys of the statement, and a resource of it.
func (b *builder) couldApply(d *drafted, name string) bool {
	for i := range d.conditions {
		if !b.has(name, &d.conditions[i]) {
			return false
		}
	}
	return slices.ContainsFunc(d.resources, func(fields []string) bool { return b.reaches(name, fields) })
}

// has tells whether an action has the condition's key. What the endpoint lacks may have any.
func (b *builder) has(name string, cond *condition) bool {
	a, known := b.actions.served[name]
	return !known || a.has(cond.key)
}

// asksForAbsent tells whether a condition wants a key not to be there that always is, or that another condition needs.
func (d *drafted) asksForAbsent(cond *condition) bool {
	if cond.operator != null || slices.Contains(cond.values, "false") {
		return false
	}
	return cond.key == principalARN || slices.ContainsFunc(d.conditions, func(other condition) bool {
		return other.key == cond.key && strings.EqualFold(other.tag, cond.tag) && other.operator != null && other.set != allValues
	})
}

const (
	somePool    = "userpool/?*_@+"
	someRegion  = "??*-?*-?*"
	someAccount = "############"
)

// reaches tells whether a pattern of resources could reach one of an action.
func (b *builder) reaches(name string, fields []string) bool {
	a, known := b.actions.served[name]
	last := fields[len(fields)-1]
	switch {
	case !known || len(fields) == 1: // whatever it has, or *
		return true
	case a.Resources == AllPools:
		return wildcard.Match(last, AllPools) // which is the resource, not a pattern
	default:
		return a.Resources == OnePool && overlap(last, somePool)
	}
}

// The fields of arn:partition:service:region:account:resource.
const (
	arnPartition = 1
	arnService   = 2
	arnRegion    = 3
	arnAccount   = 4
	arnResource  = 5
	arnFields    = 6
)

// arnFault is what keeps a pattern with the fields of an ARN from reaching any resource, "" where it could.
func arnFault(fields []string) string {
	switch {
	case !fieldFits(fields, arnPartition, partitions...):
		return "has a partition that AWS does not have"
	case !fieldFits(fields, arnRegion, someRegion):
		return "has a region that looks like none"
	case !fieldFits(fields, arnAccount, someAccount):
		return "has an account that is not of 12 digits"
	case !fieldFits(fields, arnResource, poolOf(fields[arnRegion])) && !wildcard.Match(fields[len(fields)-1], AllPools):
		return "must end with userpool/ and the id of a pool of its region, wildcards allowed"
	default:
		return ""
	}
}

// poolOf is the form of a pool's resource in a region, with which its id begins.
func poolOf(region string) string {
	if strings.ContainsAny(region, "*?") {
		return somePool
	}
	return "userpool/" + region + "_@+"
}

// fieldFits tells whether a field of an ARN could be one of some forms. One that ended early fits.
func fieldFits(fields []string, n int, forms ...string) bool {
	return n >= len(fields) || slices.ContainsFunc(forms, func(form string) bool { return overlap(fields[n], form) })
}

// warnOfARN tells of a resource of another region or account.
func (b *builder) warnOfARN(fields []string, at shape.Place) {
	switch {
	case !fieldFits(fields, arnPartition, b.scope.Partition) || !fieldFits(fields, arnRegion, b.scope.Region):
		b.warn(at, "is of another region than this endpoint")
	case !fieldFits(fields, arnAccount, b.holder):
		b.warn(at, "is of another account than the key")
	}
}

// principalForms are what aws:PrincipalArn can be: for an assumed role it is the role's ARN
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn).
var principalForms = []string{":iam::" + someAccount + ":user/?*", ":iam::" + someAccount + ":role/?*",
	":iam::" + someAccount + ":root", ":sts::" + someAccount + ":federated-user/?*"}

// checkPrincipal checks a value of a condition on aws:PrincipalArn.
func (b *builder) checkPrincipal(at shape.Place, op operator) {
	some := func(forms []string, account string) bool {
		return slices.ContainsFunc(partitions, func(partition string) bool {
			return slices.ContainsFunc(forms, func(form string) bool {
				return overlap(at.Text, "arn:"+partition+strings.Replace(form, someAccount, account, 1))
			})
		})
	}
	switch wild := strings.ContainsAny(at.Text, "*?"); {
	case op == equals && wild:
		b.Add(at, "has a wildcard, which StringEquals does not know")
	case !some(principalForms, someAccount):
		b.Add(at, "is the ARN of no user and no role")
	case !some(principalForms[:2], b.holder):
		b.warn(at, "is no user and no role of the key's account")
	}
}
