package world

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"unicode/utf8"
)

// checker collects what is wrong with a document.
type checker struct {
	problems []Problem
	more     int
	tooDeep  bool
}

func (c *checker) add(at path, text string) {
	if len(c.problems) == maxShown {
		c.more++
		return
	}
	c.problems = append(c.problems, Problem{string(at), text})
}

// err is nil where nothing was found wrong.
func (c *checker) err() error {
	if len(c.problems) == 0 {
		return nil
	}
	return &Error{c.problems, c.more}
}

// check holds a value against its row of the table, and then against what the row
// says besides.
func (c *checker) check(n *node, f *form, at path) {
	switch {
	case n.kind != f.kind.json():
		c.add(at, "must be "+f.kind.words())
		return
	case f.kind == text:
		c.text(n.text, f, at)
	case f.kind == integer:
		c.integer(n.text, f, at)
	case f.kind == number:
		c.number(n.text, f, at)
	case f.kind == list:
		c.items(n, f, at)
	case f.kind == object:
		c.members(n, f, at)
	case f.kind == dictionary:
		c.entries(n, f, at)
	}
	if f.also != nil {
		f.also(c, n, at)
	}
}

func (c *checker) text(s string, f *form, at path) {
	if length := utf8.RuneCountInString(s); length < f.min || length > f.max {
		c.add(at, fmt.Sprintf("must have %d to %d characters", f.min, f.max))
	}
	if len(f.values) > 0 && !slices.Contains(f.values, s) || f.expr != "" && !f.pattern().MatchString(s) {
		c.add(at, "must be "+f.must)
	}
}

// pattern is the row's expression for the whole text.
func (f *form) pattern() *regexp.Regexp { return regexp.MustCompile(anchored(f.expr)) }

func anchored(expr string) string { return "^(?:" + expr + ")$" }

func (c *checker) integer(s string, f *form, at path) {
	v, err := strconv.Atoi(s)
	switch {
	case errors.Is(err, strconv.ErrSyntax): // 1.0 and 1e3, too
		c.add(at, "must be "+f.kind.words())
	case err != nil || v < f.min || v > f.max:
		c.add(at, fmt.Sprintf("must be %d to %d", f.min, f.max))
	}
}

func (c *checker) number(s string, f *form, at path) {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || v < float64(f.min) || v > float64(f.max) {
		c.add(at, fmt.Sprintf("must be %d to %d", f.min, f.max))
	}
}

func (c *checker) items(n *node, f *form, at path) {
	if len(n.items) < f.min || len(n.items) > f.max {
		c.add(at, fmt.Sprintf("must have %d to %d entries", f.min, f.max))
	}
	for i, item := range n.items {
		c.check(item, f.each, at.item(i))
	}
}

func (c *checker) members(n *node, f *form, at path) {
	for _, m := range n.members {
		here := at.member(m.name)
		if known, ok := f.member(m.name); ok {
			c.check(m.value, known.form, here)
		} else {
			c.add(here, "is no member of this document")
		}
	}
	for _, m := range f.members {
		if m.needed && !n.has(m.name) {
			c.add(at.member(m.name), "is missing")
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
	if len(n.members) > f.max {
		c.add(at, fmt.Sprintf("must have %d to %d entries", f.min, f.max))
	}
	for _, m := range n.members {
		here := at.member(m.name)
		if !f.key.pattern().MatchString(m.name) {
			c.add(here, "must be "+f.key.must)
		}
		c.check(m.value, f.each, here)
	}
}
