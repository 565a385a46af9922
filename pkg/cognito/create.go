package cognito

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"userpools/pkg/apierror"
	"userpools/pkg/trace"
)

// createUserPool checks the rules, and writes once. A call that repeats an
// earlier one (same Call.Token) gets the answer of the earlier one.
func (s *Service) createUserPool(ctx context.Context, call Call, in *CreateUserPoolRequest) (*CreateUserPoolResponse, error) {
	now := s.now()
	p := &Pool{Partition: s.partition(call), Created: now, Modified: now, Defaults: DefaultsVersion, Revision: 1}
	if err := s.applyTo(p, in); err != nil {
		return nil, err
	}
	var err error
	if p.CreateToken, err = s.createToken(call); err != nil {
		return nil, err
	}
	made, err := s.storeNew(ctx, p)
	if err != nil {
		return nil, err
	}
	trace.Of(ctx).PoolID = made.ID
	return &CreateUserPoolResponse{createdPool(made)}, nil
}

func (in *CreateUserPoolRequest) apply(p *Pool) *change {
	p.Name = *in.PoolName
	p.Settings = Settings{PoolSettings: in.PoolSettings, CreateOnly: in.CreateOnly}
	p.Settings.UserPoolTier = createdTier(&in.PoolSettings)
	p.Settings.addSchema(in.Schema)
	return &change{op: onCreate, requested: in.PoolSettings, schema: in.Schema}
}

// createToken names the call, so that a lost answer does not make a second pool:
// no other call has this token. A call that has none is always one of its own.
func (s *Service) createToken(call Call) (string, error) {
	if call.Token != nil {
		return call.Token(), nil
	}
	var b [32]byte
	if err := s.random(b[:]); err != nil {
		return "", err
	}
	return hex.EncodeToString(b[:]), nil
}

// collisions is how many ids are tried. With nine characters of 62 even a second
// try is a once-in-a-lifetime event.
const collisions = 8

// asMade is the pool as the earlier call with the same token made it, whatever
// became of it since: a caller who may only create must learn nothing from a repeat.
// p has what the request specifies; only what the first call added is stored.
func (p *Pool) asMade(stored *Pool) (*Pool, error) {
	if err := knownDefaults("pool", stored.ID, stored.Defaults); err != nil {
		return nil, err
	}
	first := *p
	first.ID, first.Defaults = stored.ID, stored.Defaults
	first.Created, first.Modified = stored.Created, stored.Created
	return &first, nil
}

// storeNew writes a new pool under the id that follows from its token. An id that
// is taken by the same token is this call's own pool.
func (s *Service) storeNew(ctx context.Context, p *Pool) (*Pool, error) {
	ids, err := s.ids(p)
	if err != nil {
		return nil, err
	}
	if quota, limited := s.quota(p.Partition.Account); limited {
		full, err := s.fullOfPools(ctx, p.Partition, quota)
		if err != nil {
			return nil, StoreError(ids(0), err)
		}
		if full {
			return s.earlier(ctx, p, ids(0), quota)
		}
	}
	for n := range uint32(collisions) {
		p.ID = ids(n)
		err := s.Store.Create(ctx, p)
		if err == nil {
			s.counts.changed(countedPools(p.Partition), p.ID, 1)
			return p, nil
		}
		taken, ok := errors.AsType[*ExistsError](err)
		switch {
		case !ok:
			return nil, StoreError(p.ID, err)
		case taken.Pool.CreateToken == p.CreateToken:
			return p.asMade(taken.Pool)
		case s.choosesID(p):
			return nil, withRule("chosen-id", invalid("User pool %s already exists.", p.ID))
		}
	}
	return nil, fmt.Errorf("no free pool id after %d attempts", collisions)
}

// IDTag is the reserved tag that chooses a pool's id where Service.ChosenIDs is
// on: "us-east-1_Example12", or only what follows the underscore.
const IDTag = "userpools:pool-id"

// chosenID is compiled at its first use: an extension costs nothing at start.
var chosenID = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\A[0-9a-zA-Z]{1,32}\z`) })

func (s *Service) choosesID(p *Pool) bool {
	_, specified := p.Settings.UserPoolTags[IDTag]
	return s.ChosenIDs && specified
}

// ids gives the ids to try, in order.
func (s *Service) ids(p *Pool) (func(n uint32) string, error) {
	if !s.choosesID(p) {
		return func(n uint32) string { return poolID(s.Region, p.CreateToken, n) }, nil
	}
	prefix := s.Region + "_"
	chosen := strings.TrimPrefix(p.Settings.UserPoolTags[IDTag], prefix)
	if !chosenID().MatchString(chosen) {
		return nil, withRule("chosen-id", invalid("The value of the tag %s has to be 1 to 32 letters and digits, with or without %s in front.", IDTag, prefix))
	}
	return func(uint32) string { return prefix + chosen }, nil
}

// quota is the most pools that the account may have, where that is limited.
func (s *Service) quota(account string) (pools int, limited bool) {
	if quota, declared := s.facts().PoolQuota(account); declared {
		return quota, true
	}
	return s.Quota, s.Quota != 0
}

// earlier is what an account that is full gets: the pool of the caller's own earlier
// attempt, else the refusal.
func (s *Service) earlier(ctx context.Context, p *Pool, id string, quota int) (*Pool, error) {
	existing, err := s.Store.Get(ctx, p.Partition, id)
	if err == nil && existing.CreateToken == p.CreateToken {
		return p.asMade(existing)
	}
	if err != nil && !errors.Is(err, ErrNotFound) {
		return nil, StoreError(id, err)
	}
	return nil, withRule("quota", apierror.New(apierror.LimitExceeded, fmt.Sprintf("The maximum number of user pools, %d, has been reached for this account.", quota)))
}
