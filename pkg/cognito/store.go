package cognito

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
)

// RecordKind is what a record describes.
type RecordKind string

// The kinds of records.
const (
	BrandingRecord    RecordKind = "BRANDING"
	CertificateRecord RecordKind = "CERTIFICATE"
	ClientRecord      RecordKind = "CLIENT"
	DomainRecord      RecordKind = "DOMAIN"
	GroupRecord       RecordKind = "GROUP"
	IdentifierRecord  RecordKind = "IDENTIFIER"
	ProviderRecord    RecordKind = "PROVIDER"
	RiskRecord        RecordKind = "RISK"
	ServerRecord      RecordKind = "SERVER"
	UIRecord          RecordKind = "UI"
)

// bodies is what the records of each kind describe.
var bodies = map[RecordKind]func() any{
	BrandingRecord:    func() any { return new(Branding) },
	CertificateRecord: func() any { return new(Certificate) },
	ClientRecord:      func() any { return new(Client) },
	DomainRecord:      func() any { return new(Domain) },
	GroupRecord:       func() any { return new(Group) },
	IdentifierRecord:  func() any { return new(IdpIdentifier) },
	ProviderRecord:    func() any { return new(IdentityProvider) },
	RiskRecord:        func() any { return new(RiskConfiguration) },
	ServerRecord:      func() any { return new(ResourceServer) },
	UIRecord:          func() any { return new(UICustomization) },
}

// RecordKinds are all kinds, in order.
func RecordKinds() []RecordKind { return slices.Sorted(maps.Keys(bodies)) }

// NewBody is an empty Record.Body of a kind, for a store to read into; nil where there is no such kind.
func NewBody(k RecordKind) any {
	if empty, ok := bodies[k]; ok {
		return empty()
	}
	return nil
}

// Owner is the pool that a record belongs to, in one of the lives of its id: what belonged to a
// pool that was deleted does not belong to one that is made with the same id later.
type Owner struct {
	Partition Partition
	PoolID    string
	Life      string
}

// Key finds a record. Records of ClientRecord have an ID of their own within their owner. Those of
// DomainRecord are found by ID alone, which is the domain's name: one with a dot is unique in the
// store, any other in the region of Owner.Partition.
type Key struct {
	Kind  RecordKind
	Owner Owner
	ID    string
}

// String names a record for errors and logs, which have no names that callers chose: these are part of a hash.
func (k Key) String() string {
	switch k.Kind {
	case DomainRecord, GroupRecord, IdentifierRecord, ProviderRecord, ServerRecord:
		return fmt.Sprintf("%s #%x", k.Kind, hashed(k.ID))
	default:
		return string(k.Kind) + " " + k.ID
	}
}

// hashed is the first 8 bytes of a text's SHA-256.
func hashed(text string) []byte {
	sum := sha256.Sum256([]byte(text))
	return sum[:8]
}

// Record is what belongs to a pool, such as an app client.
type Record struct {
	Key
	// Created and Modified have millisecond precision, in UTC.
	Created, Modified time.Time
	// Revision counts the writes of this record, from 1.
	Revision int64
	// CreateToken identifies the call that made the record, as Pool.CreateToken does.
	CreateToken string
	// Body is a pointer of the type that NewBody has for the kind.
	Body any
}

// Is tells whether a stored record is this one, in whatever revision, and not another that was made under its key.
func (r *Record) Is(stored *Record) bool {
	return stored.Owner == r.Owner && stored.CreateToken == r.CreateToken && stored.Created.Equal(r.Created)
}

// Write is a change of a pool and of what belongs to it. Its parts are made together or not at all. Its records are of
// one owner, the pool if that is among the parts, and have different keys; all together they are 1 to MaxParts.
type Write struct {
	// Pool replaces the stored pool of the same id and Life, whose Revision has to be Pool.Revision-1.
	Pool *Pool
	// Put is stored: a record of Revision 1 is new, any other replaces the stored one of Revision-1.
	Put []*Record
	// Remove is deleted; each stored record has to have its Revision.
	Remove []*Record
	// Unchanged is not written, but each has to be stored with its Revision.
	Unchanged []*Record
}

// MaxParts is how many parts a Write can have, which is DynamoDB's bound on a transaction.
const MaxParts = 100

// Err is the mistake of who asks for a Write that no store makes: too many parts or none, records of several
// owners, or two of one key. Nil is none.
func (w Write) Err() error {
	records := slices.Concat(w.Put, w.Remove, w.Unchanged)
	parts := len(records)
	if w.Pool != nil {
		parts++
	}
	if parts == 0 || parts > MaxParts {
		return fmt.Errorf("a write of %d parts, not 1 to %d", parts, MaxParts)
	}
	for i, r := range records {
		switch {
		case r.Owner != records[0].Owner || w.Pool != nil && r.Owner != w.Pool.Owner():
			return fmt.Errorf("a write of several owners: %s", r.Key)
		case slices.ContainsFunc(records[:i], func(other *Record) bool { return other.Key == r.Key }):
			return fmt.Errorf("a write with two parts of one key: %s", r.Key)
		}
	}
	return nil
}

// The errors of a Store. Everything else that a Store returns is a fault, after which
// a write may have been made or not.
var (
	// ErrNotFound: no pool of this id in the partition, or no such record.
	ErrNotFound = errors.New("not found")
	// ErrConflict: another Revision is stored than the one that was read.
	ErrConflict = errors.New("changed by another writer")
	// ErrProtected: the pool's DeletionProtection is ACTIVE.
	ErrProtected = errors.New("pool is protected from deletion")
	// ErrHasDomain: the pool has a domain.
	ErrHasDomain = errors.New("pool has a domain")
	// ErrThrottled: the store refuses for a while because of its load. Nothing was written.
	ErrThrottled = errors.New("store is throttled")
)

// ExistsError means that the id is taken, by Pool.
type ExistsError struct{ Pool *Pool }

func (e *ExistsError) Error() string { return "pool id is taken" }

// TakenError means that a new record's key is taken, by Record.
type TakenError struct{ Record *Record }

func (e *TakenError) Error() string { return "key is taken" }

// TooLargeError means that a pool or a record is larger than the store can hold in
// one item, or a Write larger than it can make at once. Nothing was written.
type TooLargeError struct{ Size, Max int }

func (e *TooLargeError) Error() string { return "larger than the store can hold" }

// FirstRefusal is which of the errors of its parts a Write returns: the first of *TakenError,
// ErrNotFound and ErrConflict that is among them, else any.
func FirstRefusal(errs ...error) error {
	for _, err := range errs {
		if taken, ok := errors.AsType[*TakenError](err); ok {
			return taken
		}
	}
	for _, first := range []error{ErrNotFound, ErrConflict} {
		for _, err := range errs {
			if errors.Is(err, first) {
				return err
			}
		}
	}
	return cmp.Or(errs...)
}

// Store stores pools and what belongs to them. Its methods are safe for concurrent use,
// retain nothing of what they are given and return nothing that they retain. A cancelled
// context ends a call with the context's error. What an acknowledged call wrote is seen
// by every later call: all reads are strongly consistent. A write that is tried again
// is made once, whatever others write in between.
//
// A pool or record that cannot be read is a fault where it is asked for by itself. A list
// leaves it out and says so in the trace (trace.Trace.Unreadable); it is counted.
//
// pkg/store/storetest holds every implementation to this.
type Store interface {
	// Create stores a new pool. Where the id is taken it changes nothing and
	// returns an *ExistsError with the pool that is there, so that the caller can
	// tell its own earlier attempt (same CreateToken) from a collision.
	Create(ctx context.Context, p *Pool) error
	// Get returns a pool, or ErrNotFound.
	Get(ctx context.Context, part Partition, id string) (*Pool, error)
	// List returns up to limit pools whose ids sort after the given one ("" is
	// the start), in ascending byte order of the ids, and whether there are more.
	List(ctx context.Context, part Partition, after string, limit int) (pools []Summary, more bool, err error)
	// CountPage counts the partition's pools, as many as one request to the store
	// reads. It goes on after an id: "" at the start, and then what the call before
	// returned as next, which is "" at the end.
	CountPage(ctx context.Context, part Partition, after string) (n int, next string, err error)
	// Delete ends a pool and with it, at once, all that belongs to it. It refuses where
	// the pool's DeletionProtection is ACTIVE (ErrProtected), where it has a domain
	// (ErrHasDomain) and where it is not there (ErrNotFound). ErrConflict: somebody else changed it meanwhile.
	Delete(ctx context.Context, part Partition, id string) error

	// Write makes a change. Where parts are refused for different reasons it returns the
	// first of *TakenError, ErrNotFound and ErrConflict that is among them; a Write that has a
	// mistake (Write.Err) is a fault. A record is there
	// with the Owner, CreateToken and Created that it was made with: one that was made again
	// under the same key is another, and a Write of the earlier is ErrNotFound.
	//
	// A domain comes and goes together with its pool's Family. Any other record may be written
	// without its pool; where that has ended meanwhile the record is refused (ErrNotFound) or is
	// made for nobody to see. The methods below may still say what belonged to an owner that has
	// ended, and never what belongs to a later pool of its id: who asks has read the pool.
	Write(ctx context.Context, w Write) error
	// Find returns a record, or ErrNotFound.
	Find(ctx context.Context, k Key) (*Record, error)
	// Records returns up to limit records of a kind whose ids sort after the given one, as List
	// does with pools. Domains cannot be listed.
	Records(ctx context.Context, of Owner, k RecordKind, after string, limit int) (records []*Record, more bool, err error)
	// CountRecords counts them as CountPage counts pools.
	CountRecords(ctx context.Context, of Owner, k RecordKind, after string) (n int, next string, err error)
}
