package access

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"userpools/pkg/shape"
	"userpools/pkg/wildcard"
)

// A Condition maps operators to context keys to one value or a list. All operators and all keys must
// hold; of the values one must (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html).
//
//	StringEquals   the values as they stand
//	StringLike     the values with the wildcards * and ?
//	Null           "true": the key is not there; "false": it is
//	ForAllValues:  before StringEquals and StringLike: every value of the request fits, or there is none
//	ForAnyValue:   before the same two: at least one value of the request fits
//
//	aws:RequestTag/k   the value of tag k in the request
//	aws:ResourceTag/k  the value of tag k of the resource
//	aws:TagKeys        the keys of all tags in the request
//	aws:PrincipalArn   who asks
//
// The set operators belong to aws:TagKeys, the only key with many values, and it takes no other: "Multivalued
// context keys require a condition set operator", "Do not use a condition set operator with a
// single-valued context key" (reference_policies_condition-single-vs-multi-valued-context-keys.html). IAM
// stores policies that do otherwise, but what they mean is not documented, so they are refused here.
// That ForAllValues holds where there are no tags at all is IAM's rule, surprising in an Allow; its manual
// recommends Null with "false" beside it.
//
// The names of context keys, the tag key in them included, have no case ("aws:ResourceTag/TagKey1 …
// matches a resource tag key named either TagKey1 or tagkey1", reference_policies_condition-keys.html); values,
// and so the tag keys in aws:TagKeys, do. Which of two tags that differ in case alone is meant, IAM
// leaves open; here all of them must fit to allow, and one suffices to deny. An empty tag value is a value.
type condition struct {
	operator operator
	set      set
	key      contextKey
	tag      string // the k of aws:RequestTag/k and aws:ResourceTag/k
	values   []string
}

type operator int

const (
	equals operator = iota
	like
	null
)

type set int

const (
	noSet set = iota
	allValues
	anyValue
)

type contextKey int

const (
	requestTag contextKey = iota
	resourceTag
	tagKeys
	principalARN
)

const (
	forAllValues      = "ForAllValues:"
	forAnyValue       = "ForAnyValue:"
	requestTagPrefix  = "aws:RequestTag/"
	resourceTagPrefix = "aws:ResourceTag/"
)

var operators = map[string]condition{
	"StringEquals":                {operator: equals},
	"StringLike":                  {operator: like},
	"Null":                        {operator: null},
	forAllValues + "StringEquals": {operator: equals, set: allValues},
	forAllValues + "StringLike":   {operator: like, set: allValues},
	forAnyValue + "StringEquals":  {operator: equals, set: anyValue},
	forAnyValue + "StringLike":    {operator: like, set: anyValue},
}

// conditionShape has an operator per member. Emptiness is refused: it would hold for everything.
func conditionShape() *shape.Shape {
	var members []shape.Member
	for _, name := range slices.Sorted(maps.Keys(operators)) {
		value := shape.String("value")
		if operators[name].operator == null {
			value = shape.Any("true or false")
		}
		keys := shape.Map("keys", shape.String("key"), oneOrMore(value), shape.MinLength(1))
		members = append(members, shape.Optional(name, keys))
	}
	s := shape.Structure("condition", members...)
	s.Min = shape.Bound{Set: true, N: 1}
	return s
}

// conditions reads those of a statement, and notes where they stand.
func (b *builder) conditions(at shape.Place, d *drafted) {
	for i := range at.Fields {
		form, known := operators[at.Fields[i].Name]
		if !known {
			continue
		}
		operands := at.Member(at.Fields[i].Name)
		seen := map[string]bool{}
		for j := range operands.Fields {
			name := operands.Fields[j].Name
			key := operands.Member(name)
			if seen[strings.ToLower(name)] {
				b.Add(key, "is there twice, in different case")
			}
			seen[strings.ToLower(name)] = true
			d.conditions, d.conditionsAt = append(d.conditions, b.condition(key, name, form)), append(d.conditionsAt, key)
		}
	}
}

func (b *builder) condition(at shape.Place, name string, cond condition) condition {
	var known bool
	cond.key, cond.tag, known = parseContextKey(name)
	switch {
	case !known:
		b.Add(at, "is not supported")
	case cond.key == tagKeys && cond.set == noSet && cond.operator != null:
		b.Add(at, "has many values: write the operator with "+forAllValues+" or "+forAnyValue)
	case cond.key != tagKeys && cond.set != noSet:
		b.Add(at, "has one value: write the operator without "+forAllValues+" or "+forAnyValue)
	}
	for at := range at.Each() {
		cond.values = append(cond.values, b.conditionValue(at, &cond, known))
	}
	return cond
}

// conditionValue reads a string, and for Null true or false, which IAM takes as strings and as JSON's own.
func (b *builder) conditionValue(at shape.Place, cond *condition, known bool) string {
	switch {
	case at.Type == shape.TrueType || at.Type == shape.FalseType: // any other operator's table refuses them
		return strconv.FormatBool(at.Bool())
	case cond.operator == null && at.Text != "true" && at.Text != "false":
		b.Add(at, "must be true or false")
	case known && cond.key == principalARN && cond.operator != null && b.Sound(at) && !b.variable(at):
		b.checkPrincipal(at, cond.operator)
	case cond.key != principalARN:
		b.variable(at)
	}
	return at.Text
}

func parseContextKey(name string) (key contextKey, tag string, known bool) {
	switch prefix, rest, _ := strings.Cut(name, "/"); {
	case strings.EqualFold(name, "aws:TagKeys"):
		return tagKeys, "", true
	case strings.EqualFold(name, "aws:PrincipalArn"):
		return principalARN, "", true
	case rest == "" || strings.Contains(rest, "${"):
		return 0, "", false
	case strings.EqualFold(prefix+"/", requestTagPrefix):
		return requestTag, rest, true
	case strings.EqualFold(prefix+"/", resourceTagPrefix):
		return resourceTag, rest, true
	}
	return 0, "", false
}

// holds evaluates the condition of a statement that denies, or allows, the request.
func (cond *condition) holds(r *Request, deny bool) bool {
	switch cond.key {
	case requestTag:
		return cond.holdsForTag(r.RequestTags, deny)
	case resourceTag:
		return cond.holdsForTag(r.ResourceTags, deny)
	case tagKeys:
		return cond.holdsForTagKeys(r)
	default:
		return cond.holdsForPrincipal(r.PrincipalARN)
	}
}

func (cond *condition) holdsForPrincipal(arn string) bool {
	if cond.operator == null {
		return cond.fits(strconv.FormatBool(arn == ""))
	}
	return arn != "" && cond.fits(arn)
}

func (cond *condition) holdsForTag(tags map[string]string, deny bool) bool {
	found := false
	for key, value := range tags {
		if !strings.EqualFold(key, cond.tag) {
			continue
		}
		found = true
		if cond.operator != null && cond.fits(value) == deny {
			return deny // one that fits suffices to deny, one that does not fit suffices to not allow
		}
	}
	if cond.operator == null {
		return cond.fits(strconv.FormatBool(!found))
	}
	return found && !deny
}

func (cond *condition) holdsForTagKeys(r *Request) bool {
	if cond.operator == null {
		return cond.fits(strconv.FormatBool(len(r.TagKeys)+len(r.RequestTags) == 0))
	}
	every := cond.set == allValues
	keys := slices.AppendSeq(slices.Clone(r.TagKeys), maps.Keys(r.RequestTags))
	return slices.ContainsFunc(keys, func(key string) bool { return cond.fits(key) != every }) != every
}

// fits reports whether one of the condition's values stands for a value of the request.
func (cond *condition) fits(value string) bool {
	return slices.ContainsFunc(cond.values, func(v string) bool {
		return v == value || cond.operator == like && wildcard.Match(v, value)
	})
}
