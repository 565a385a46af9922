package strictjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Checker reads one document and collects what is wrong with it. The zero value
// is ready.
type Checker[P Path[P]] struct {
	problems []Problem
	more     int
	tooDeep  bool
}

// Add tells of a mistake.
func (c *Checker[P]) Add(at P, text string) {
	if len(c.problems) == MaxProblems {
		c.more++
		return
	}
	c.problems = append(c.problems, Problem{Path: string(at), Text: text})
}

// Count is how many mistakes were told.
func (c *Checker[P]) Count() int { return len(c.problems) + c.more }

// Err is nil where nothing was found wrong, else an *Error.
func (c *Checker[P]) Err(document string) error {
	if len(c.problems) == 0 {
		return nil
	}
	return &Error{Document: document, Problems: c.problems, More: c.more}
}

// Read makes a tree of the text; false means that there is none to judge further.
// place puts into words where the text ends that is JSON so far, as in "byte 7".
func (c *Checker[P]) Read(data []byte, place func(before []byte) string) (*Node, bool) {
	if reason := unreadable(data, place); reason != "" {
		c.Add("", reason)
		return nil, false
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	root := c.value(decoder, "", 1)
	return root, !c.tooDeep
}

func unreadable(data []byte, place func(before []byte) string) string {
	switch {
	case len(data) > MaxBytes:
		return fmt.Sprintf("is larger than %d bytes", MaxBytes)
	case len(bytes.TrimSpace(data)) == 0:
		return "is empty"
	case !utf8.Valid(data):
		return "is not UTF-8"
	}
	err := json.Unmarshal(data, new(json.RawMessage))
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok { // whose own text repeats a character
		return "is not JSON, as " + place(data[:syntax.Offset]) + " shows"
	}
	return ""
}

// value reads what comes next. The decoder cannot fail: the whole text is valid.
func (c *Checker[P]) value(decoder *json.Decoder, at P, depth int) *Node {
	if depth > MaxDepth {
		c.Add(at, "lies too deep")
		c.tooDeep = true
		return &Node{}
	}
	token, _ := decoder.Token()
	switch t := token.(type) {
	case string:
		c.whole(t, at)
		return &Node{Kind: String, Text: t}
	case json.Number:
		return &Node{Kind: Number, Text: t.String()}
	case bool:
		return &Node{Kind: Boolean, Text: strconv.FormatBool(t)}
	case json.Delim:
		if t == '{' {
			return c.object(decoder, at, depth)
		}
		return c.list(decoder, at, depth)
	default:
		return &Node{}
	}
}

// whole refuses half a surrogate pair, of which encoding/json has made U+FFFD.
func (c *Checker[P]) whole(s string, at P) {
	if strings.ContainsRune(s, utf8.RuneError) {
		c.Add(at, "is not whole Unicode text")
	}
}

func (c *Checker[P]) object(decoder *json.Decoder, at P, depth int) *Node {
	n := &Node{Kind: Object}
	seen := map[string]bool{}
	for !c.tooDeep && decoder.More() {
		token, _ := decoder.Token()
		name, _ := token.(string)
		here := at.Member(name)
		c.whole(name, here)
		if seen[name] {
			c.Add(here, "is there twice")
		}
		seen[name] = true
		n.Members = append(n.Members, Member{name, c.value(decoder, here, depth+1)})
	}
	c.end(decoder)
	return n
}

func (c *Checker[P]) list(decoder *json.Decoder, at P, depth int) *Node {
	n := &Node{Kind: List}
	for !c.tooDeep && decoder.More() {
		n.Items = append(n.Items, c.value(decoder, at.Item(len(n.Items)), depth+1))
	}
	c.end(decoder)
	return n
}

func (c *Checker[P]) end(decoder *json.Decoder) {
	if !c.tooDeep {
		_, _ = decoder.Token()
	}
}
