package cognito

import (
	"context"
	"errors"
)

// What is set for a pool as a whole, and may be set for single app clients of it: risk configurations and
// customizations of the classic hosted UI. A client that has one of its own knows it, so that it takes it along at its end.

// wholePool is the ID of the record that a pool has for all its app clients, beside those that single ones have.
const wholePool = "ALL"

// target is what there is a setting of a kind for: an app client, or the pool as a whole where client is nil.
type target struct {
	kind   RecordKind
	pool   *Pool
	client *Record
}

// target reads a pool, and the client that is named.
func (s *Service) target(ctx context.Context, call Call, kind RecordKind, poolID string, clientID *string) (target, error) {
	t := target{kind: kind}
	var err error
	if clientID == nil {
		t.pool, err = s.get(ctx, call, poolID)
	} else {
		t.pool, t.client, err = s.client(ctx, call, poolID, *clientID)
	}
	return t, err
}

func (t target) key() Key {
	if t.client != nil {
		return Key{t.kind, t.pool.Owner(), t.client.ID}
	}
	return Key{t.kind, t.pool.Owner(), wholePool}
}

// setting reads what is set for a target itself, nil where nothing is.
func (s *Service) setting(ctx context.Context, t target) (*Record, error) {
	if t.client != nil {
		if !*t.client.client().own(t.kind) {
			return nil, nil
		}
		return s.findNamed(ctx, t.key())
	}
	if !t.pool.Family.Begun {
		return nil, nil
	}
	return s.wholeSetting(ctx, t)
}

// wholeSetting reads what is set for the pool as a whole. For a client the pool's Begun does not count: it may have been read
// before there was a client.
func (s *Service) wholeSetting(ctx context.Context, t target) (*Record, error) {
	r, err := s.Store.Find(ctx, Key{t.kind, t.pool.Owner(), wholePool})
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	return r, err
}

// set replaces what is set for a target, and with a body of nil ends it: after is nil then. The client is written where its
// first setting of the kind comes or its own goes.
func (s *Service) set(ctx context.Context, t target, body any, unchanged ...*Record) (after *Record, err error) {
	before, err := s.setting(ctx, t)
	if err != nil || before == nil && body == nil {
		return nil, err
	}
	w := Write{Pool: t.pool.with(t.pool.Family.begun()), Unchanged: unchanged}
	if body == nil {
		w.Remove = append(w.Remove, before)
	} else {
		if after, err = s.nextSetting(t, before, body); err != nil {
			return nil, err
		}
		w.Put = append(w.Put, after)
	}
	if t.client != nil && (before == nil) != (after == nil) {
		client := t.client.nextClient()
		*client.client().own(t.kind) = after != nil
		w.Put = append(w.Put, client)
	}
	return after, s.writeFree(ctx, w)
}

// nextSetting is the record that takes the place of another or, where that is nil, is the first. One that comes and goes is
// told from the next by its token, which is no call's.
func (s *Service) nextSetting(t target, before *Record, body any) (after *Record, err error) {
	if before != nil {
		after = before.next()
		after.Modified, after.Body = s.now(), body
		return after, nil
	}
	if after, err = s.newRecord(Call{}, body); err != nil {
		return nil, err
	}
	after.Key = t.key()
	return after, nil
}

// own is where a client's own record says that it has a setting of its own.
func (c *Client) own(kind RecordKind) *bool {
	if kind == RiskRecord {
		return &c.OwnRisk
	}
	return &c.OwnUI
}

// hanging are the keys of the records that go with a client: the client's own has their names, so that one without costs
// no look for them.
func (r *Record) hanging() (keys []Key) {
	if style := r.client().Branding; style != "" {
		keys = append(keys, Key{BrandingRecord, r.Owner, style})
	}
	for _, kind := range []RecordKind{RiskRecord, UIRecord} {
		if *r.client().own(kind) {
			keys = append(keys, Key{kind, r.Owner, r.ID})
		}
	}
	return keys
}
