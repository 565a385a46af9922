package cognito

import (
	"strconv"
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
	// LogConfigurations are the destinations of logs as SetLogDeliveryConfiguration specified them, nil for none.
	LogConfigurations []LogConfigurationType
	// Family is what the pool knows of that belongs to it.
	Family Family
}

// Family is what of the records that belong to a pool decides about its operations, so that
// these read nothing else and no two writers miss each other: who changes it writes the pool.
// It is no setting: Modified does not move.
type Family struct {
	// Begun is set with the first record and stays.
	Begun bool `json:",omitzero"`
	// Domain is the prefix domain and CustomDomain the custom one, if any.
	Domain       string `json:",omitzero"`
	CustomDomain string `json:",omitzero"`
	// Rotating is the number of app clients with refresh token rotation.
	Rotating int `json:",omitzero"`
}

// Life tells this pool from an earlier one of the same id, also where the same call made both:
// it did so at different times.
func (p *Pool) Life() string { return LifeOf(p.CreateToken, p.Created) }

// LifeOf is the Life of the pool that a call made at a time.
func LifeOf(createToken string, created time.Time) string {
	const letters = 16 // of 64: 64 bits
	return createToken[:min(letters, len(createToken))] + "-" + strconv.FormatInt(created.UnixMilli(), 36)
}

// Owner is the pool as the one that records belong to.
func (p *Pool) Owner() Owner { return Owner{p.Partition, p.ID, p.Life()} }

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
