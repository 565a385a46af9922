package docs

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"regexp"
	"strings"
)

// memberDefault is an entry of a file of defaults, such as pkg/cognito/testdata/defaults.json; defaults_listed_test.go there says more.
type memberDefault struct {
	Member    string
	Unset     *described
	Omitted   *struct{ Effect, Known string }
	Specified []struct {
		When string
		described
	}
}

type described struct {
	Described json.RawMessage
	Known     string
}

// Shown is the value, in the type of code.
func (d *described) Shown() (string, error) {
	if d.Described == nil {
		return "absent", nil
	}
	return compact(d.Described)
}

func compact(v json.RawMessage) (string, error) {
	var b bytes.Buffer
	err := json.Compact(&b, v)
	return code(b.String()), err
}

// hyphens are where a word of a name ends: before a capital after a small letter, and before the last of several capitals.
var hyphens = regexp.MustCompile(`([a-z])([A-Z])|([A-Z])([A-Z][a-z])`)

// eventOf is the name of an operation's event, but for CreateUserPool, which has several.
func eventOf(operation string) string {
	if operation == "CreateUserPool" {
		return "create-user-pool-minimal"
	}
	return strings.ToLower(hyphens.ReplaceAllString(operation, "$1$3-$2$4"))
}

// exchange is a request and its answer, as JSON.
type exchange struct{ Operation, Event, Request, Answer string }

// longest is the length of an answer that fits into a table.
const longest = 400

// Exchanges are one an operation, as events/*.json have them. A test there asks for one of every operation.
func (a about) Exchanges() ([]exchange, error) {
	var all []exchange
	for _, op := range a.Operations() {
		x := exchange{Operation: op.Name, Event: eventOf(op.Name), Answer: "no bytes"}
		var request struct{ Body string }
		err := a.decode("events/"+x.Event+".json", &request)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		body, err := a.answer(x.Event)
		if err != nil {
			return nil, err
		}
		if body != nil {
			if x.Answer, err = compact(body); err != nil {
				return nil, err
			}
		}
		if x.Request = code(request.Body); len(x.Answer) > longest {
			x.Answer = "[" + thousands(len(x.Answer)) + " bytes](/events/answers/" + x.Event + ".json)"
		}
		all = append(all, x)
	}
	return all, nil
}

// answer is the body of what answers an event.
func (s *sources) answer(event string) (json.RawMessage, error) {
	var answer struct{ Body json.RawMessage }
	err := s.decode("events/answers/"+event+".json", &answer)
	return answer.Body, err
}

// Minimal is the answer to a create with a name and nothing else, without the attributes.
func (s *sources) Minimal() (string, error) {
	body, err := s.answer("create-user-pool-minimal")
	if err != nil {
		return "", err
	}
	var answer struct{ UserPool map[string]json.RawMessage }
	if err := json.Unmarshal(body, &answer); err != nil {
		return "", err
	}
	delete(answer.UserPool, "SchemaAttributes")
	text, err := json.MarshalIndent(answer, "", "  ")
	return string(text), err
}

// attribute is a schema attribute as it is described.
type attribute struct {
	Name, AttributeDataType    string
	Mutable, Required          bool
	StringAttributeConstraints *struct{ MinLength, MaxLength string }
	NumberAttributeConstraints *struct{ MinValue string }
}

// Bounds are the attribute's constraints.
func (a *attribute) Bounds() string {
	switch {
	case a.StringAttributeConstraints != nil:
		return a.StringAttributeConstraints.MinLength + " to " + a.StringAttributeConstraints.MaxLength + " characters"
	case a.NumberAttributeConstraints != nil:
		return "at least " + a.NumberAttributeConstraints.MinValue
	default:
		return ""
	}
}

// Attributes are those that an event's answer shows, in its order.
func (s *sources) Attributes(event string) ([]attribute, error) {
	body, err := s.answer(event)
	if err != nil {
		return nil, err
	}
	var answer struct {
		UserPool struct{ SchemaAttributes []attribute }
	}
	err = json.Unmarshal(body, &answer)
	return answer.UserPool.SchemaAttributes, err
}
