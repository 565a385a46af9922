package bench

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"userpools/pkg/cognito"
	"userpools/pkg/shape"
)

// payload is a body of CreateUserPool.
type payload struct {
	name, body     string
	answer, record int // the sizes of what ours answers, and of what it stores in a file
}

// loads are the bodies that servers are compared with: a name, and the sample request of the API reference.
func loads(root string) ([]payload, error) {
	minimal, err := eventBody(root, "create-user-pool-minimal")
	full, fullErr := eventBody(root, "create-user-pool-full")
	return []payload{{name: "minimal", body: minimal}, {name: "full", body: full}}, errors.Join(err, fullErr)
}

func eventBody(root, name string) (string, error) {
	var event struct{ Body string }
	text, err := os.ReadFile(filepath.Join(root, "events", name+".json")) //nolint:gosec // G304: ours
	if err == nil {
		err = json.Unmarshal(text, &event)
	}
	var body bytes.Buffer
	if err == nil {
		err = json.Compact(&body, []byte(event.Body))
	}
	return body.String(), err
}

// stored are the bodies whose stored size is shown: loads, the sample with its texts as long as they may be, and the pools
// of examples/terraform as the provider asks for them.
func stored(root string) ([]payload, error) {
	all, err := loads(root)
	if err != nil {
		return nil, err
	}
	longest, err := stretched(all[1].body)
	if err != nil {
		return nil, err
	}
	all = append(all, payload{name: "full, each text at its maximum", body: longest})
	calls, err := os.ReadFile(filepath.Join(root, "internal/clients/terraform/testdata/calls.jsonl")) //nolint:gosec // G304: ours
	if err != nil {
		return nil, err
	}
	for line := range bytes.Lines(calls) {
		var call struct {
			Pool, Operation string
			Body            json.RawMessage
		}
		if err := json.Unmarshal(line, &call); err != nil {
			return nil, err
		}
		if call.Operation == "CreateUserPool" && (call.Pool == "minimal" || call.Pool == "main") {
			all = append(all, payload{name: "Terraform, `aws_cognito_user_pool." + call.Pool + "`", body: string(call.Body)})
		}
	}
	return all, nil
}

// stretched makes every name, message and subject of a request, which may say anything, as long as the model allows, and
// has as many and as long tags as it allows.
func stretched(body string) (string, error) {
	var request map[string]any
	if err := json.Unmarshal([]byte(body), &request); err != nil {
		return "", err
	}
	input := cognito.Operations()[0].Input
	stretch(input, request)
	tags := map[string]string{}
	of, _ := input.Member("UserPoolTags")
	const most = 50 // a rule's, not the model's
	for i := range most {
		key := fmt.Sprintf("%02d", i)
		tags[key+strings.Repeat("k", of.Shape.Key.Max.N-len(key))] = strings.Repeat("v", of.Shape.Elem.Max.N)
	}
	request["UserPoolTags"] = tags
	out, err := json.Marshal(request)
	return string(out), err
}

func stretch(s *shape.Shape, request map[string]any) {
	for name, value := range request {
		m, ok := s.Member(name)
		if !ok {
			continue
		}
		switch value := value.(type) {
		case map[string]any:
			if m.Shape.Kind == shape.StructureKind {
				stretch(m.Shape, value)
			}
		case string:
			free := strings.Contains(name, "Message") || strings.Contains(name, "Subject") || name == "PoolName"
			if free && m.Shape.Max.N > len(value) {
				request[name] = value + strings.Repeat("x", m.Shape.Max.N-len(value))
			}
		}
	}
}
