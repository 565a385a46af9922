package cognito

import (
	"context"
	"crypto/sha256"
	"encoding/base64"

	"userpools/pkg/shape"
)

// tokens makes and reads the page tokens of a list. One that is malformed, changed or of another list is not read. They
// need no secret: a token can only name a position in the list that it is sent to, so forging one gains nothing.
type tokens struct {
	// scope tells the list from all others: the partition and, where it is not the list of pools, the pool and the
	// operation.
	scope string
	// id is the shape of the ids that are listed. A store sees no other: DynamoDB takes no key of more than a kilobyte.
	id *shape.Shape
}

// A page token is one byte for its form, a part of a checksum, and an id. The form
// also keeps its text from beginning with "-", which a command line would take for
// an option.
const (
	tokenForm   = 0
	checkLength = 8
	tokenHead   = 1 + checkLength
)

// after is the token of the page that begins after an id.
func (t *tokens) after(id string) string {
	sum := sha256.Sum256([]byte("page\x00" + t.scope + "\x00" + id))
	raw := append([]byte{tokenForm}, sum[:checkLength]...)
	return base64.RawURLEncoding.EncodeToString(append(raw, id...))
}

// open gives the id that a page begins after, "" for the first page.
func (t *tokens) open(token *string) (after string, ok bool) {
	if token == nil {
		return "", true
	}
	raw, err := base64.RawURLEncoding.DecodeString(*token)
	if err != nil || len(raw) <= tokenHead {
		return "", false
	}
	after = string(raw[tokenHead:])
	// Compared as text: base64 has several spellings of one value.
	return after, isID(t.id, after) && t.after(after) == *token
}

func pageScope(part Partition) string { return part.Account + "\x00" + part.Region }

// list is a list of what a pool has of a kind.
type list struct {
	kind RecordKind
	// id is the shape of the records' ids, most is how many a page has unless the request says.
	id   *shape.Shape
	most int
}

// page reads a page of a list, in ascending order of the ids (the service's order is not known), and the token of the
// next one, nil where there is none.
func (s *Service) page(
	ctx context.Context, call Call, l list, poolID string, limit *int, token *string,
) (page []*Record, next *string, err error) {
	p, err := s.get(ctx, call, poolID)
	if err != nil {
		return nil, nil, err
	}
	pages := tokens{scope: pageScope(p.Partition) + "\x00" + p.ID + "\x00" + call.Operation.Name, id: l.id}
	after, ok := pages.open(token)
	if !ok {
		err := invalid("Provided pagination token is invalid. Check the token and try your request again.")
		return nil, nil, withRule("list-token", err)
	}
	if limit == nil {
		limit = &l.most
	}
	page, more, err := s.Store.Records(ctx, p.Owner(), l.kind, after, *limit)
	if err != nil {
		return nil, nil, StoreError(p.ID, err)
	}
	if more {
		next = new(pages.after(page[len(page)-1].ID))
	}
	return page, next, nil
}

// each is what a page has of its records, empty where it has none.
func each[T any](page []*Record, of func(*Record) T) []T {
	all := make([]T, 0, len(page))
	for _, r := range page {
		all = append(all, of(r))
	}
	return all
}
