package cognito

import (
	"context"
	"errors"
	"time"
)

// Partition is whose pools are meant: an account in a region. It comes from the
// configuration and the caller, never from a request's body.
type Partition struct{ Account, Region string }

// Pool is a user pool as it is stored: what callers specified, and nothing that can
// be derived. Defaults are filled in when a pool is described (defaults.go), so that
// rules on update see what was specified, items stay small and a changed default
// leaves existing pools alone.
type Pool struct {
	Partition Partition
	ID        string
	Name      string
	// Created and Modified have millisecond precision, in UTC.
	Created, Modified time.Time
	// Defaults is the version of the defaults of this pool's unset members, set
	// at create and kept by every update.
	Defaults int
	// Revision counts the writes of this pool, from 1.
	Revision int64
	// CreateToken identifies the call that made the pool: the 64 hex digits from
	// which also its id is derived.
	CreateToken string
	Settings    Settings
	Mfa         MfaFactors
}

// Settings is all that callers may specify of a pool but its name and its MFA
// factors.
type Settings struct {
	PoolSettings
	CreateOnly
	// Overrides are the standard attributes that CreateUserPool's Schema named,
	// by name, as they were specified.
	Overrides map[string]SchemaAttributeType `json:",omitzero"`
	// Custom are the custom attributes by full name (custom:x, dev:custom:x), as
	// they were specified, in order of arrival. AddCustomAttributes appends here.
	Custom []SchemaAttributeType `json:",omitzero"`
}

// MfaFactors are the factors as SetUserPoolMfaConfig specified them. SMS is not
// among them: it is in SmsConfiguration and SmsAuthenticationMessage.
type MfaFactors struct {
	EmailMfaConfiguration         *EmailMfaConfigType         `json:",omitzero"`
	SoftwareTokenMfaConfiguration *SoftwareTokenMfaConfigType `json:",omitzero"`
	WebAuthnConfiguration         *WebAuthnConfigurationType  `json:",omitzero"`
}

// Summary is what a list has of a pool.
type Summary struct {
	ID, Name          string
	Created, Modified time.Time
	// Defaults and LambdaConfig are for the one setting that a list has.
	Defaults     int
	LambdaConfig *LambdaConfigType
}

// ProtectionActive is the DeletionProtection that keeps a pool from being deleted.
const ProtectionActive = "ACTIVE"

// The errors of a Store. Everything else that a Store returns is a fault.
var (
	// ErrNotFound: no pool of this id in the partition.
	ErrNotFound = errors.New("pool not found")
	// ErrConflict: the pool has another Revision than the one that was read.
	ErrConflict = errors.New("pool was changed by another writer")
	// ErrProtected: the pool's DeletionProtection is ACTIVE.
	ErrProtected = errors.New("pool is protected from deletion")
	// ErrThrottled: the store refuses for a while because of its load.
	ErrThrottled = errors.New("store is throttled")
)

// ExistsError means that the id is taken, by Pool.
type ExistsError struct{ Pool *Pool }

func (e *ExistsError) Error() string { return "pool id is taken" }

// TooLargeError means that the pool is larger than the store can hold in one item.
type TooLargeError struct{ Size, Max int }

func (e *TooLargeError) Error() string { return "pool is larger than the store can hold" }

// Store stores pools. Its methods are safe for concurrent use, retain nothing of
// what they are given and return nothing that they retain. A cancelled context
// ends a call with the context's error. What an acknowledged call wrote is seen
// by every later call: all reads are strongly consistent.
//
// pkg/store/storetest holds every implementation to this.
type Store interface {
	// Create stores a new pool. Where the id is taken it changes nothing and
	// returns an *ExistsError with the pool that is there, so that the caller can
	// tell its own earlier attempt (same CreateToken) from a collision. An ambiguous
	// write of its own is resolved by the token before it returns.
	// *TooLargeError means that nothing was written.
	Create(ctx context.Context, p *Pool) error
	// Get returns a pool, or ErrNotFound.
	Get(ctx context.Context, part Partition, id string) (*Pool, error)
	// List returns up to limit pools whose ids sort after the given one ("" is
	// the start), in ascending byte order of the ids, and whether there are more.
	List(ctx context.Context, part Partition, after string, limit int) (pools []Summary, more bool, err error)
	// Replace writes p over the stored pool of the same id, whose Revision has to
	// be p.Revision-1. Else ErrConflict, or ErrNotFound where it is gone.
	Replace(ctx context.Context, p *Pool) error
	// Delete removes a pool unless its DeletionProtection is ACTIVE
	// (ErrProtected) or is not there (ErrNotFound).
	Delete(ctx context.Context, part Partition, id string) error
	// CountPage counts the partition's pools, as many as one request to the store
	// reads. It goes on after an id: "" at the start, and then what the call before
	// returned as next, which is "" at the end.
	CountPage(ctx context.Context, part Partition, after string) (n int, next string, err error)
}
