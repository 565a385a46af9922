package cognito

import (
	"context"
	"errors"

	"userpools/pkg/trace"
)

func (s *Service) describeUserPoolClient(
	ctx context.Context, call Call, in *DescribeUserPoolClientRequest,
) (*DescribeUserPoolClientResponse, error) {
	_, r, err := s.client(ctx, call, *in.UserPoolId, *in.ClientId)
	if err != nil {
		return nil, err
	}
	return &DescribeUserPoolClientResponse{describedClient(r)}, nil
}

// updateUserPoolClient replaces the settings, member by member.
func (s *Service) updateUserPoolClient(
	ctx context.Context, call Call, in *UpdateUserPoolClientRequest,
) (*UpdateUserPoolClientResponse, error) {
	r, err := s.editClient(ctx, call, *in.UserPoolId, *in.ClientId, func(p *Pool, r *Record) ([]*Record, error) {
		r.Modified = s.now()
		return s.applyToClient(ctx, p, r.client(), in)
	})
	if err != nil {
		return nil, err
	}
	return &UpdateUserPoolClientResponse{answeredClient(r)}, nil
}

// apply resets what is omitted, whatever it was, but for the name and the rotation of
// refresh tokens (docs/departures.md#client-update-omission).
func (in *UpdateUserPoolClientRequest) apply(c *Client) *clientChange {
	rotation := c.Settings.RefreshTokenRotation
	c.Name = orElse(in.ClientName, c.Name)
	c.Settings = in.stored()
	retain(&c.Settings.RefreshTokenRotation, rotation)
	return &clientChange{op: onUpdateClient, secret: len(c.Secrets) > 0}
}

// deleteUserPoolClient deletes what hangs on the client as well. Its answer has no bytes.
func (s *Service) deleteUserPoolClient(ctx context.Context, call Call, in *DeleteUserPoolClientRequest) (any, error) {
	return nil, s.retry(ctx, call, *in.UserPoolId, func() error {
		p, r, err := s.client(ctx, call, *in.UserPoolId, *in.ClientId)
		if err != nil {
			return err
		}
		deleted := []*Record{r}
		for _, k := range r.hanging() {
			hanging, err := s.findNamed(ctx, k)
			if err != nil {
				return err
			}
			deleted = append(deleted, hanging)
		}
		return s.write(ctx, Write{Pool: p.with(p.Family.after(r.client(), nil)), Remove: deleted})
	})
}

// findNamed reads a record that another one names, or its pool. Where it is not there any more the change starts over.
func (s *Service) findNamed(ctx context.Context, k Key) (*Record, error) {
	r, err := s.Store.Find(ctx, k)
	if errors.Is(err, ErrNotFound) {
		err = ErrConflict
	}
	return r, err
}

// unchanged reads a record again, and starts over where it was written since.
func (s *Service) unchanged(ctx context.Context, r *Record) error {
	now, err := s.findNamed(ctx, r.Key)
	if err == nil && now.Revision != r.Revision {
		err = ErrConflict
	}
	return err
}

// client reads an app client, whose defaults are known, and its pool: the pool first, so that a client of a pool
// that is not there is not told from one that is.
func (s *Service) client(ctx context.Context, call Call, poolID, id string) (*Pool, *Record, error) {
	p, err := s.get(ctx, call, poolID)
	if err != nil {
		return nil, nil, err
	}
	r, err := s.find(ctx, p, sought{ClientRecord, id, noSuch("User pool client does not exist.")})
	if err != nil {
		return nil, nil, err
	}
	trace.Of(ctx).ClientID = id
	return p, r, knownDefaults("client", id, r.client().Defaults)
}

// editClient changes a stored app client: it reads it, lets apply change a copy, and writes that, and the pool where
// the change is something to it, if nobody else wrote meanwhile, neither to what apply has read: named, nil where it has
// not looked.
func (s *Service) editClient(
	ctx context.Context, call Call, poolID, id string, apply func(p *Pool, after *Record) (named []*Record, err error),
) (after *Record, err error) {
	err = s.retry(ctx, call, poolID, func() error {
		p, before, err := s.client(ctx, call, poolID, id)
		if err != nil {
			return err
		}
		after = before.nextClient()
		named, err := apply(p, after)
		switch {
		case err == nil:
			family := p.Family.after(before.client(), after.client())
			return s.write(ctx, Write{Pool: p.with(family), Put: []*Record{after}, Unchanged: held(named)})
		case named == nil:
			return s.stillRefused(ctx, p, err)
		default:
			return s.stillRefused(ctx, p, err, append(held(named), before)...)
		}
	})
	return after, err
}

// nextClient is a copy of an app client's record for its next write.
func (r *Record) nextClient() *Record {
	after := r.next()
	after.Body = new(*r.client())
	return after
}

// stillRefused is a refusal for what a pool and what belongs to it are. Where the pool or one of the records has changed
// since it was read, they were perhaps never there together, and the change starts over.
func (s *Service) stillRefused(ctx context.Context, p *Pool, refusal error, read ...*Record) error {
	if len(read) > 0 {
		if err := s.write(ctx, Write{Unchanged: read}); err != nil {
			return err
		}
	}
	now, err := s.Store.Get(ctx, p.Partition, p.ID)
	switch {
	case errors.Is(err, ErrNotFound) || err == nil && (now.Owner() != p.Owner() || now.Revision != p.Revision):
		return ErrConflict
	case err != nil:
		return err
	}
	return refusal
}

// write makes a change of what was read before. Where that is gone since, the change starts over, and finds out
// what is gone.
func (s *Service) write(ctx context.Context, w Write) error {
	err := s.Store.Write(ctx, w.inOrder())
	if err == nil {
		s.counts.wrote(w)
	}
	if errors.Is(err, ErrNotFound) {
		return ErrConflict
	}
	if large, ok := errors.AsType[*TooLargeError](err); ok {
		return withRule("item-size", invalid("The configuration is too large: %d bytes, at most %d can be stored.", large.Size, large.Max))
	}
	return err
}

// writeFree makes a change of what was read before with a record that was not there. Where its key is taken since, the
// change starts over.
func (s *Service) writeFree(ctx context.Context, w Write) error {
	err := s.write(ctx, w)
	if _, taken := errors.AsType[*TakenError](err); taken {
		return ErrConflict
	}
	return err
}

// client is the body of a ClientRecord.
func (r *Record) client() *Client { return r.Body.(*Client) } //nolint:errcheck // as NewBody has it

// after is what a pool knows once one of its clients has changed. Before and after are nil where the client is made
// or deleted.
func (f Family) after(before, after *Client) Family {
	f = f.begun()
	if before.rotates() {
		f.Rotating--
	}
	if after.rotates() {
		f.Rotating++
	}
	return f
}

// rotates: refresh tokens of the client are exchanged at their use.
func (c *Client) rotates() bool {
	return c != nil && c.Settings.rotates()
}

func (s *ClientSettings) rotates() bool {
	return value(value(s.RefreshTokenRotation).Feature) == rotationOn
}

// begun is what a pool knows once it has a first record.
func (f Family) begun() Family {
	f.Begun = true
	return f
}

// with is the pool that knows of its family what is new, as a Write has it; nil where nothing is.
func (p *Pool) with(f Family) *Pool {
	if f == p.Family {
		return nil
	}
	after := *p
	after.Family = f
	after.Revision++
	return &after
}
