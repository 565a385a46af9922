package bolt

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"userpools/pkg/cognito"
)

// A pool is written as two JSON documents, a line each: first what a list shows
// and a write compares, so that neither reads through the settings.

type head struct {
	Name              string
	Created, Modified int64 // milliseconds since 1970
	Defaults          int
	Revision          int64
	CreateToken       string
	// LambdaConfig stands here and not among the settings.
	LambdaConfig *cognito.LambdaConfigType `json:",omitzero"`
}

type body struct {
	Settings cognito.Settings
	Mfa      cognito.MfaFactors
}

func encode(p *cognito.Pool) ([]byte, error) {
	rest := body{Settings: p.Settings, Mfa: p.Mfa}
	rest.Settings.LambdaConfig = nil
	var lines bytes.Buffer
	out := json.NewEncoder(&lines)
	out.SetEscapeHTML(false)
	if err := errors.Join(out.Encode(head{
		Name: p.Name, Created: p.Created.UnixMilli(), Modified: p.Modified.UnixMilli(),
		Defaults: p.Defaults, Revision: p.Revision, CreateToken: p.CreateToken,
		LambdaConfig: p.Settings.LambdaConfig,
	}), out.Encode(rest)); err != nil {
		return nil, fmt.Errorf("bolt: pool %s cannot be written: %w", p.ID, err)
	}
	return lines.Bytes(), nil
}

func decode(part cognito.Partition, id string, value []byte) (*cognito.Pool, error) {
	var first head
	var rest body
	if err := errors.Join(decodeHead(id, value, &first), decodeBody(id, value, &rest)); err != nil {
		return nil, err
	}
	rest.Settings.LambdaConfig = first.LambdaConfig
	return &cognito.Pool{
		Partition: part, ID: id, Name: first.Name,
		Created: milliseconds(first.Created), Modified: milliseconds(first.Modified),
		Defaults: first.Defaults, Revision: first.Revision, CreateToken: first.CreateToken,
		Settings: rest.Settings, Mfa: rest.Mfa,
	}, nil
}

func decodeSummary(id string, value []byte) (cognito.Summary, error) {
	var first head
	if err := decodeHead(id, value, &first); err != nil {
		return cognito.Summary{}, err
	}
	return cognito.Summary{
		ID: id, Name: first.Name,
		Created: milliseconds(first.Created), Modified: milliseconds(first.Modified),
		Defaults: first.Defaults, LambdaConfig: first.LambdaConfig,
	}, nil
}

func decodeRevision(id string, value []byte) (int64, error) {
	var first head
	err := decodeHead(id, value, &first)
	return first.Revision, err
}

func decodeProtection(id string, value []byte) (protected bool, err error) {
	var rest struct {
		Settings struct{ DeletionProtection string }
	}
	err = decodeBody(id, value, &rest)
	return rest.Settings.DeletionProtection == cognito.ProtectionActive, err
}

func decodeHead(id string, value []byte, into *head) error {
	line, _, _ := bytes.Cut(value, []byte{'\n'})
	return unreadable(id, unmarshal(line, into))
}

func decodeBody(id string, value []byte, into any) error {
	_, line, _ := bytes.Cut(value, []byte{'\n'})
	return unreadable(id, json.Unmarshal(line, into))
}

func unreadable(id string, err error) error {
	if err != nil {
		return fmt.Errorf("pool %s cannot be read: %w", id, err)
	}
	return nil
}

func milliseconds(n int64) time.Time { return time.UnixMilli(n).UTC() }
