package bolt

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

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
	Format            int            `json:",omitzero"` // 1 where there is none
	Family            cognito.Family `json:",omitzero"`
	// LambdaConfig stands here and not among the settings.
	LambdaConfig *cognito.LambdaConfigType `json:",omitzero"`
}

func (h head) life() string { return cognito.LifeOf(h.CreateToken, milliseconds(h.Created)) }

type body struct {
	Settings          cognito.Settings
	Mfa               cognito.MfaFactors
	LogConfigurations []cognito.LogConfigurationType `json:",omitzero"`
}

// protection is what of the body decides whether a pool may be deleted.
type protection struct {
	Settings struct{ DeletionProtection string }
}

func encode(p *cognito.Pool) ([]byte, error) {
	rest := body{Settings: p.Settings, Mfa: p.Mfa, LogConfigurations: p.LogConfigurations}
	rest.Settings.LambdaConfig = nil
	var lines bytes.Buffer
	out := json.NewEncoder(&lines)
	out.SetEscapeHTML(false)
	if err := errors.Join(out.Encode(head{
		Name: p.Name, Created: p.Created.UnixMilli(), Modified: p.Modified.UnixMilli(),
		Defaults: p.Defaults, Revision: p.Revision, CreateToken: p.CreateToken,
		Format: formatOf(p), Family: p.Family,
		LambdaConfig: p.Settings.LambdaConfig,
	}), out.Encode(rest)); err != nil {
		return nil, fmt.Errorf("bolt: pool %s cannot be written: %w", p.ID, err)
	}
	return lines.Bytes(), nil
}

func decode(part cognito.Partition, id string, value []byte) (*cognito.Pool, error) {
	first, err := decodeHead(id, value)
	rest, err2 := decodeBody[body](id, value)
	if err := errors.Join(err, err2); err != nil {
		return nil, err
	}
	rest.Settings.LambdaConfig = first.LambdaConfig
	return &cognito.Pool{
		Partition: part, ID: id, Name: first.Name,
		Created: milliseconds(first.Created), Modified: milliseconds(first.Modified),
		Defaults: first.Defaults, Revision: first.Revision, CreateToken: first.CreateToken,
		Family:   first.Family,
		Settings: rest.Settings, Mfa: rest.Mfa, LogConfigurations: rest.LogConfigurations,
	}, nil
}

func decodeSummary(id string, value []byte) (cognito.Summary, error) {
	first, err := decodeHead(id, value)
	return cognito.Summary{
		ID: id, Name: first.Name,
		Created: milliseconds(first.Created), Modified: milliseconds(first.Modified),
		Defaults: first.Defaults, LambdaConfig: first.LambdaConfig,
	}, err
}

func decodeHead(id string, value []byte) (head, error) {
	line, _, _ := bytes.Cut(value, []byte{'\n'})
	if first, ok := cutHead(line); ok {
		return first, nil
	}
	first, err := unmarshal[head](id, line)
	if err == nil && first.Format > cognito.LatestPool {
		err = fmt.Errorf("pool %s has format %d, and this version reads up to %d", id, first.Format, cognito.LatestPool)
	}
	return first, err
}

// formatOf is the form of a pool, 0 for the first: it was written before there were forms.
func formatOf(p *cognito.Pool) int {
	if form := p.Form(); form != cognito.PoolAlone {
		return form
	}
	return 0
}

// cutHead cuts a head at what encode writes between its values: a list reads many, and
// encoding/json takes four times as long. It leaves to that all heads but those without
// triggers and without what texts escape: the 16 quotes are where they should be then.
func cutHead(line []byte) (h head, ok bool) {
	special := func(r rune) bool { return r == '\\' || r < ' ' || r == utf8.RuneError }
	if !bytes.HasSuffix(line, []byte(`"}`)) || bytes.Count(line, []byte(`"`)) != 16 || bytes.ContainsFunc(line, special) {
		return h, false
	}
	rest := string(line)
	var values [7]string
	for i, between := range [...]string{`{"Name":"`, `","Created":`, `,"Modified":`, `,"Defaults":`, `,"Revision":`, `,"CreateToken":"`, `"}`} {
		if values[i], rest, ok = strings.Cut(rest, between); !ok {
			return h, false
		}
	}
	var errs [4]error
	h.Name, h.CreateToken = values[1], values[6]
	h.Created, errs[0] = strconv.ParseInt(values[2], 10, 64)
	h.Modified, errs[1] = strconv.ParseInt(values[3], 10, 64)
	h.Defaults, errs[2] = strconv.Atoi(values[4])
	h.Revision, errs[3] = strconv.ParseInt(values[5], 10, 64)
	return h, errors.Join(errs[:]...) == nil && values[0] == ""
}

func decodeBody[T body | protection](id string, value []byte) (T, error) {
	_, line, _ := bytes.Cut(value, []byte{'\n'})
	return unmarshal[T](id, line)
}

func unmarshal[T any](id string, line []byte) (v T, err error) {
	if err = json.Unmarshal(line, &v); err != nil {
		err = fmt.Errorf("pool %s cannot be read: %w", id, err)
	}
	return v, err
}

func milliseconds(n int64) time.Time { return time.UnixMilli(n).UTC() }

// named is what a log calls a pool or a record that cannot be read. A key that a damaged page has can run into a value, and so into a
// secret: every value begins with a brace.
func named(key string) string {
	if strings.ContainsAny(key, "{}\"") {
		return "one of a damaged page"
	}
	return key
}
