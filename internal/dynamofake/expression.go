package dynamofake

import (
	"errors"
	"maps"
	"math/big"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// expressions reads the expressions of one request or of one write of a transaction, which share names and
// values: each has to be used by one of them. Its methods note the first error, which end returns.
type expressions struct {
	names  map[string]string
	values Item
	used   map[string]bool
	err    error
}

func (e *expressions) fail(format string, args ...any) {
	if e.err == nil {
		e.err = invalid(format, args...)
	}
}

// end is the error of any of them.
func (e *expressions) end() error {
	for _, name := range slices.Concat(slices.Collect(maps.Keys(e.names)), slices.Collect(maps.Keys(e.values))) {
		if !e.used[name] {
			e.fail("Value provided in ExpressionAttributeNames or ExpressionAttributeValues unused in expressions: %s", name)
		}
	}
	return e.err
}

func (e *expressions) use(name string) {
	if e.used == nil {
		e.used = map[string]bool{}
	}
	e.used[name] = true
}

// plain are names that stand in expressions as they are: none of them is a reserved word of DynamoDB.
// Others need a placeholder here, whether DynamoDB reserves them or not.
var plain = []string{"PK", "SK"}

// path reads a path of names and placeholders.
func (e *expressions) path(text string) (path []string) {
	for name := range strings.SplitSeq(text, ".") {
		if strings.HasPrefix(name, "#") {
			meant, ok := e.names[name]
			if !ok {
				e.fail("An expression attribute name used in the document path is not defined; attribute name: %s", name)
			}
			e.use(name)
			name = meant
		} else if !slices.Contains(plain, name) {
			e.fail("dynamofake does not know whether %q is a reserved word", name)
		}
		path = append(path, name)
	}
	return path
}

func (e *expressions) value(text string) types.AttributeValue {
	v, ok := e.values[text]
	if !ok {
		e.fail("An expression attribute value used in expression is not defined; attribute value: %s", text)
	}
	e.use(text)
	return v
}

// projection picks the paths of a projection; without one, the whole item.
func (e *expressions) projection(text *string) func(Item) Item {
	if text == nil {
		return clone
	}
	var paths [][]string
	for part := range strings.SplitSeq(*text, ",") {
		paths = append(paths, e.path(strings.TrimSpace(part)))
	}
	return func(item Item) Item { return pick(item, paths) }
}

// test is a condition on an item; nil is no item.
type test func(Item) (bool, error)

// condition reads a condition; without one, everything holds.
func (e *expressions) condition(text *string) func(Item) (bool, error) {
	if text == nil {
		return func(Item) (bool, error) { return true, nil }
	}
	p := parser{expressions: e, rest: lex(*text)}
	holds := p.or()
	if len(p.rest) > 0 {
		e.fail("dynamofake cannot read %q at %q", *text, p.rest[0])
	}
	return holds
}

var tokens = regexp.MustCompile(`[#:]?[A-Za-z0-9_]+(?:\.#?[A-Za-z0-9_]+)*|<>|<=|>=|[(),=<>]|\S`)

func lex(text string) []string { return tokens.FindAllString(text, -1) }

// parser reads a condition from its tokens. OR binds less than AND, AND less than NOT.
type parser struct {
	*expressions
	rest []string
}

func (p *parser) peek() string {
	if len(p.rest) == 0 {
		return ""
	}
	return p.rest[0]
}

func (p *parser) next() string {
	token := p.peek()
	if token == "" {
		p.fail("an expression ends too early")
		return ""
	}
	p.rest = p.rest[1:]
	return token
}

func (p *parser) expect(token string) {
	if got := p.next(); got != token {
		p.fail("dynamofake expects %q and not %q", token, got)
	}
}

func (p *parser) or() test {
	left := p.and()
	for p.peek() == "OR" {
		p.next()
		first, second := left, p.and()
		left = func(item Item) (bool, error) {
			if holds, err := first(item); holds || err != nil {
				return holds, err
			}
			return second(item)
		}
	}
	return left
}

func (p *parser) and() test {
	left := p.not()
	for p.peek() == "AND" {
		p.next()
		first, second := left, p.not()
		left = func(item Item) (bool, error) {
			if holds, err := first(item); !holds || err != nil {
				return false, err
			}
			return second(item)
		}
	}
	return left
}

func (p *parser) not() test {
	switch p.peek() {
	case "NOT":
		p.next()
		inner := p.not()
		return func(item Item) (bool, error) { holds, err := inner(item); return !holds, err }
	case "(":
		p.next()
		inner := p.or()
		p.expect(")")
		return inner
	case "attribute_exists", "attribute_not_exists", "begins_with", "attribute_type":
		return p.function(p.next())
	}
	return p.comparison()
}

func (p *parser) function(name string) test {
	p.expect("(")
	path := p.path(p.next())
	if name == "begins_with" || name == "attribute_type" {
		p.expect(",")
		operand, ok := p.value(p.next()).(*types.AttributeValueMemberS)
		if !ok {
			p.fail("the operand of %s is a string", name)
			operand = &types.AttributeValueMemberS{}
		}
		p.expect(")")
		if name == "attribute_type" {
			return func(item Item) (bool, error) { return typeOf(at(item, path)) == operand.Value, nil }
		}
		return func(item Item) (bool, error) {
			s, ok := at(item, path).(*types.AttributeValueMemberS)
			return ok && strings.HasPrefix(s.Value, operand.Value), nil
		}
	}
	p.expect(")")
	return func(item Item) (bool, error) { return (at(item, path) != nil) == (name == "attribute_exists"), nil }
}

// comparison is of a path with a value.
func (p *parser) comparison() test {
	path, operator := p.path(p.next()), p.next()
	want := p.value(p.next())
	if !slices.Contains([]string{"=", "<>", "<", "<=", ">", ">="}, operator) {
		p.fail("dynamofake does not know %q", operator)
	}
	return func(item Item) (bool, error) { return compare(at(item, path), operator, want) }
}

var (
	errMissing = errors.New("dynamofake does not know whether nothing differs from something: ask attribute_exists first")
	errKinds   = errors.New("dynamofake orders strings, and numbers")
)

// compare is false for what is not there.
func compare(got types.AttributeValue, operator string, want types.AttributeValue) (bool, error) {
	switch {
	case operator == "=":
		return equal(got, want), nil
	case operator == "<>" && got == nil:
		return false, errMissing
	case operator == "<>":
		return !equal(got, want), nil
	case got == nil:
		return false, nil
	}
	sign, err := order(got, want)
	switch {
	case err != nil:
		return false, err
	case operator == "<":
		return sign < 0, nil
	case operator == "<=":
		return sign <= 0, nil
	case operator == ">":
		return sign > 0, nil
	}
	return sign >= 0, nil
}

func equal(a, b types.AttributeValue) bool { return reflect.DeepEqual(a, b) }

func order(a, b types.AttributeValue) (int, error) {
	switch a := a.(type) {
	case *types.AttributeValueMemberS:
		if b, ok := b.(*types.AttributeValueMemberS); ok {
			return strings.Compare(a.Value, b.Value), nil
		}
	case *types.AttributeValueMemberN:
		if b, ok := b.(*types.AttributeValueMemberN); ok {
			x, ok := new(big.Int).SetString(a.Value, 10)
			y, ok2 := new(big.Int).SetString(b.Value, 10)
			if ok && ok2 {
				return x.Cmp(y), nil
			}
		}
	}
	return 0, errKinds
}

// keyCondition reads that of a query: PK, and perhaps the beginning or the bounds of SK.
func (e *expressions) keyCondition(text *string) func(key) bool {
	if text == nil {
		e.fail("a query has a KeyConditionExpression")
		return nil
	}
	form := regexp.MustCompile(`^(\S+) = (:\w+)(?: AND (?:begins_with\((\S+), (:\w+)\)|(\S+) (<|<=|>|>=|=) (:\w+)))?$`).FindStringSubmatch(*text)
	if form == nil || !e.isKey(form[1], "PK") || form[3] != "" && !e.isKey(form[3], "SK") || form[5] != "" && !e.isKey(form[5], "SK") {
		e.fail("dynamofake cannot read the key condition %q", *text)
		return nil
	}
	for _, name := range []string{form[2], form[4], form[7]} {
		if s, ok := e.values[name].(*types.AttributeValueMemberS); name != "" && (!ok || s.Value == "") {
			e.fail("%s is no string", name)
		}
	}
	holds := e.condition(text)
	return func(k key) bool {
		ok, err := holds(Item{"PK": &types.AttributeValueMemberS{Value: k.pk}, "SK": &types.AttributeValueMemberS{Value: k.sk}})
		return ok && err == nil
	}
}

func (e *expressions) isKey(text, name string) bool {
	return slices.Equal(e.path(text), []string{name})
}
