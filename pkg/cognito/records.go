package cognito

import (
	"context"
	"errors"

	"userpools/pkg/apierror"
)

// What the operations share on records that are found by a name of the caller's: groups, resource servers and others.

// find reads a record of a pool, or refuses with a sentence where there is none.
func (s *Service) find(ctx context.Context, p *Pool, kind RecordKind, id, missing string) (*Record, error) {
	r, err := s.Store.Find(ctx, Key{kind, p.Owner(), id})
	if errors.Is(err, ErrNotFound) {
		return nil, apierror.New(apierror.ResourceNotFound, missing)
	}
	if err != nil {
		return nil, StoreError(p.ID, err)
	}
	return r, nil
}

// add makes a record under the ID that it has. may, where there is one, checks it against the pool, before its quota;
// taken is the refusal where another record has the ID. A call that repeats an earlier one (same Call.Token) is answered
// as that one was, whatever became of its record since.
func (s *Service) add(ctx context.Context, call Call, poolID string, r *Record, may func(*Pool) error, taken error) error {
	token, err := s.createToken(call)
	if err != nil {
		return err
	}
	now := s.now()
	r.Created, r.Modified, r.Revision, r.CreateToken = now, now, 1, token
	return s.retry(ctx, call, poolID, func() error {
		p, err := s.get(ctx, call, poolID)
		if err != nil {
			return err
		}
		r.Owner = p.Owner()
		if err := s.mayAdd(ctx, p, r.Kind, may); err != nil {
			return s.orMadeBefore(ctx, call, p, r, err)
		}
		err = s.write(ctx, Write{Pool: p.with(p.Family.begun()), Put: []*Record{r}})
		if there, ok := errors.AsType[*TakenError](err); ok {
			return r.orOwn(there.Record, taken)
		}
		return err
	})
}

func (s *Service) mayAdd(ctx context.Context, p *Pool, kind RecordKind, may func(*Pool) error) error {
	if may != nil {
		if err := may(p); err != nil {
			return err
		}
	}
	return s.room(ctx, p, kind)
}

// orMadeBefore is what a create that is refused gets: the record that its own earlier attempt made, else the refusal.
func (s *Service) orMadeBefore(ctx context.Context, call Call, p *Pool, r *Record, refusal error) error {
	if call.Token == nil || !p.Family.Begun {
		return refusal
	}
	there, err := s.Store.Find(ctx, r.Key)
	switch {
	case errors.Is(err, ErrNotFound):
		return s.stillRefused(ctx, p, refusal)
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

// editRecord changes a record of a pool: find reads it, and change tells whether it has changed it.
func (s *Service) editRecord(
	ctx context.Context, call Call, poolID string, find func(*Pool) (*Record, error), change func(*Record) bool,
) (r *Record, err error) {
	err = s.retry(ctx, call, poolID, func() error {
		p, err := s.get(ctx, call, poolID)
		if err != nil {
			return err
		}
		if r, err = find(p); err != nil || !change(r) {
			return err
		}
		r.Modified = s.now()
		r.Revision++
		return s.write(ctx, Write{Put: []*Record{r}})
	})
	return r, err
}

// remove deletes a record of a pool, which find reads.
func (s *Service) remove(ctx context.Context, call Call, poolID string, find func(*Pool) (*Record, error)) error {
	return s.retry(ctx, call, poolID, func() error {
		p, err := s.get(ctx, call, poolID)
		if err != nil {
			return err
		}
		r, err := find(p)
		if err != nil {
			return err
		}
		return s.write(ctx, Write{Remove: []*Record{r}})
	})
}
