package world

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"userpools/pkg/strictjson"
)

// checker reads a document and collects what is wrong with it.
type checker struct {
	strictjson.Checker[path]
}

// check holds a value against its row of the table.
func (c *checker) check(n *node, f *form, at path) {
	switch {
	case n.Kind != f.kind:
		c.Add(at, "must be "+f.words())
		return
	case f.kind == text:
		c.text(n.Text, f, at)
	case f.kind == number:
		c.number(n.Text, f, at)
	case f.kind == list:
		c.items(n, f, at)
	case f.key != nil:
		c.entries(n, f, at)
	case f.kind == object:
		c.members(n, f, at)
	}
	if f.check != nil {
		f.check(c, n, at)
	}
}

func (f *form) words() string {
	if f.whole {
		return "a whole number"
	}
	return f.kind.String()
}

func (c *checker) text(s string, f *form, at path) {
	if length := utf8.RuneCountInString(s); length < f.min || length > f.max {
		c.Add(at, fmt.Sprintf("must have %d to %d characters", f.min, f.max))
	}
	if len(f.values) > 0 && !slices.Contains(f.values, s) || f.expr != "" && !f.pattern().MatchString(s) {
		c.Add(at, "must be "+f.must)
	}
}

// pattern is the row's expression for the whole text.
func (f *form) pattern() *regexp.Regexp { return regexp.MustCompile(anchored(f.expr)) }

func anchored(expr string) string { return "^(?:" + expr + ")$" }

func (c *checker) number(s string, f *form, at path) {
	v, err := strconv.ParseFloat(s, 64)
	switch {
	case f.whole && strings.ContainsAny(s, ".eE"): // 1.0 and 1e3, too
		c.Add(at, "must be "+f.words())
	case err != nil || v < float64(f.min) || v > float64(f.max):
		c.Add(at, fmt.Sprintf("must be %d to %d", f.min, f.max))
	}
}

func (c *checker) items(n *node, f *form, at path) {
	if len(n.Items) < f.min || len(n.Items) > f.max {
		c.Add(at, fmt.Sprintf("must have %d to %d entries", f.min, f.max))
	}
	for i, item := range n.Items {
		c.check(item, f.each, at.Item(i))
	}
}

func (c *checker) members(n *node, f *form, at path) {
	for _, m := range n.Members {
		here := at.Member(m.Name)
		if known, ok := f.member(m.Name); ok {
			c.check(m.Value, known.form, here)
		} else {
			c.Add(here, "is no member of this document")
		}
	}
	for _, m := range f.members {
		if m.required && !n.Has(m.name) {
			c.Add(at.Member(m.name), "is missing")
		}
	}
}

func (f *form) member(name string) (member, bool) {
	for _, m := range f.members {
		if m.name == name {
			return m, true
		}
	}
	return member{}, false
}

func (c *checker) entries(n *node, f *form, at path) {
	if len(n.Members) > f.max {
		c.Add(at, fmt.Sprintf("must have %d to %d entries", f.min, f.max))
	}
	for _, m := range n.Members {
		here := at.Member(m.Name)
		if !f.key.pattern().MatchString(m.Name) {
			c.Add(here, "must be "+f.key.must)
		}
		c.check(m.Value, f.each, here)
	}
}

// What the table cannot say.

// maxDelay is the longest delay of a fault: below what a gateway gives a request.
const maxDelay = 25 * time.Second

func delayBounds(c *checker, n *node, at path) {
	if d, err := time.ParseDuration(n.Text); err == nil && (d <= 0 || d > maxDelay) {
		c.Add(at, "must be more than 0 and at most 25s")
	}
}

func oneEffect(c *checker, n *node, at path) {
	switch answers, drops := n.Has("answer"), n.Get("dropAnswer").True(); {
	case answers && drops:
		c.Add(at, "has both answer and dropAnswer: an operation either does not run, or its answer is lost")
	case !answers && !drops && !n.Has("delay"):
		c.Add(at, "does nothing: it has neither answer nor delay nor dropAnswer")
	}
}

// uniqueNames refuses a fault's name that is there twice: the log tells faults apart by it.
func uniqueNames(c *checker, n *node, at path) {
	seen := map[string]int{"": 0}
	for i, fault := range n.Items {
		name := fault.Get("name").Text
		if first, ok := seen[name]; !ok {
			seen[name] = i
		} else if name != "" {
			c.Add(at.Item(i).Member("name"), fmt.Sprintf("is that of %s, too", at.Item(first)))
		}
	}
}
