package cognito

import (
	"context"
	"errors"

	"userpools/pkg/apierror"
)

// What the operations share on records that are found by a name of the caller's: groups, resource servers and others.

// sought is a record that a request names.
type sought struct {
	kind RecordKind
	id   string
	// missing is the refusal where the pool has no such record.
	missing error
}

// noSuch is the refusal for a record that is not there.
func noSuch(sentence string) error { return apierror.New(apierror.ResourceNotFound, sentence) }

// find reads a record of a pool.
func (s *Service) find(ctx context.Context, p *Pool, want sought) (*Record, error) {
	r, err := s.Store.Find(ctx, Key{want.kind, p.Owner(), want.id})
	if errors.Is(err, ErrNotFound) {
		return nil, want.missing
	}
	if err != nil {
		return nil, StoreError(p.ID, err)
	}
	return r, nil
}

// read reads a record of a pool, and the pool first.
func (s *Service) read(ctx context.Context, call Call, poolID string, want sought) (*Record, error) {
	p, err := s.get(ctx, call, poolID)
	if err != nil {
		return nil, err
	}
	return s.find(ctx, p, want)
}

// newRecord is a record of a call's own, made now. Its key is yet to come.
func (s *Service) newRecord(call Call, body any) (*Record, error) {
	token, err := s.createToken(call)
	if err != nil {
		return nil, err
	}
	now := s.now()
	return &Record{Created: now, Modified: now, Revision: 1, CreateToken: token, Body: body}, nil
}

// next is a copy of a record for its next write. A change of its body is one of a copy.
func (r *Record) next() *Record {
	after := *r
	after.Revision++
	return &after
}

// addition is a record that a request makes.
type addition struct {
	kind RecordKind
	id   string
	body any
	// may, where there is one, checks it against the pool, before its quota.
	may func(*Pool) error
	// taken is the refusal where another record has the id.
	taken error
}

// add makes a record. A call that repeats an earlier one (same Call.Token) is answered as that one was, whatever became
// of its record since.
func (s *Service) add(ctx context.Context, call Call, poolID string, a addition) (*Record, error) {
	r, err := s.newRecord(call, a.body)
	if err != nil {
		return nil, err
	}
	return r, s.retry(ctx, call, poolID, func() error {
		p, err := s.get(ctx, call, poolID)
		if err != nil {
			return err
		}
		r.Key = Key{a.kind, p.Owner(), a.id}
		if err := s.mayAdd(ctx, p, r.Kind, a.may); err != nil {
			return s.orMadeBefore(ctx, call, p, r, err)
		}
		return s.writeNew(ctx, p, r, nil, a.taken)
	})
}

// writeNew writes a new record and what comes with it. Where the record's own ID is taken, that is by an earlier attempt of
// the call, or else taken is the refusal.
func (s *Service) writeNew(ctx context.Context, p *Pool, r *Record, others []*Record, taken error) error {
	err := s.write(ctx, Write{Pool: p.with(p.Family.begun()), Put: append([]*Record{r}, others...)})
	there, isTaken := errors.AsType[*TakenError](err)
	switch {
	case !isTaken:
		return err
	case there.Record.Kind != r.Kind:
		return ErrConflict // what comes with it was made by another call meanwhile
	}
	return r.orOwn(there.Record, taken)
}

func (s *Service) mayAdd(ctx context.Context, p *Pool, kind RecordKind, may func(*Pool) error) error {
	if may != nil {
		if err := may(p); err != nil {
			return err
		}
	}
	return s.room(ctx, p, kind)
}

// orMadeBefore is what a create that is refused gets, for what the pool and the records read are: the record that its own
// earlier attempt made, else the refusal.
func (s *Service) orMadeBefore(ctx context.Context, call Call, p *Pool, r *Record, refusal error, read ...*Record) error {
	if call.Token == nil || !p.Family.Begun {
		return refusal
	}
	there, err := s.Store.Find(ctx, r.Key)
	switch {
	case errors.Is(err, ErrNotFound):
		return s.stillRefused(ctx, p, refusal, read...)
	case err != nil:
		return err
	}
	return r.orOwn(there, refusal)
}

// orOwn makes of a record the one that an earlier attempt of the call made, if that is what is there. It has what the
// request specifies already: a caller who may only create learns nothing else from a repeat.
func (r *Record) orOwn(there *Record, refusal error) error {
	if there.CreateToken != r.CreateToken {
		return refusal
	}
	r.Created, r.Modified = there.Created, there.Created
	return nil
}

// editRecord changes a record of a pool. may, where there is one, checks the request against the pool, before it is looked
// whether the record is there; change tells whether it has changed it.
func (s *Service) editRecord(
	ctx context.Context, call Call, poolID string, want sought, may func(*Pool) error, change func(*Record) (bool, error),
) (r *Record, err error) {
	err = s.retry(ctx, call, poolID, func() error {
		p, err := s.get(ctx, call, poolID)
		if err != nil {
			return err
		}
		if may != nil {
			if err := may(p); err != nil {
				return err
			}
		}
		if r, err = s.find(ctx, p, want); err != nil {
			return err
		}
		if changed, err := change(r); err != nil || !changed {
			return err
		}
		r.Modified = s.now()
		r.Revision++
		return s.write(ctx, Write{Put: []*Record{r}})
	})
	return r, err
}

// remove deletes a record of a pool.
func (s *Service) remove(ctx context.Context, call Call, poolID string, want sought) error {
	return s.retry(ctx, call, poolID, func() error {
		r, err := s.read(ctx, call, poolID, want)
		if err != nil {
			return err
		}
		return s.write(ctx, Write{Remove: []*Record{r}})
	})
}
