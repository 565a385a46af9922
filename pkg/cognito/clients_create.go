package cognito

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"
	"slices"

	"userpools/pkg/trace"
)

// createUserPoolClient checks the rules and writes once. A call that repeats an earlier one (same Call.Token) gets
// the answer of the earlier one.
func (s *Service) createUserPoolClient(
	ctx context.Context, call Call, in *CreateUserPoolClientRequest,
) (*CreateUserPoolClientResponse, error) {
	client := &Client{Defaults: DefaultsVersion}
	made, err := s.newRecord(call, client)
	if err != nil {
		return nil, err
	}
	if client.Secrets, err = s.firstSecret(in, made.CreateToken, made.Created.Unix()); err != nil {
		return nil, err
	}
	err = s.retry(ctx, call, *in.UserPoolId, func() error {
		p, err := s.get(ctx, call, *in.UserPoolId)
		if err != nil {
			return err
		}
		made.Key = Key{ClientRecord, p.Owner(), s.clientID(p, *in.ClientName, made.CreateToken, 0)}
		named, err := s.mayMakeClient(ctx, p, client, in)
		if err != nil {
			return s.repeated(ctx, call, p, made, err)
		}
		return s.storeNewClient(ctx, p, made, named)
	})
	if err != nil {
		return nil, err
	}
	trace.Of(ctx).ClientID = made.ID
	return &CreateUserPoolClientResponse{answeredClient(made)}, nil
}

func (in *CreateUserPoolClientRequest) apply(c *Client) *clientChange {
	c.Name = *in.ClientName
	c.Settings = in.stored()
	generate, supplied := value(in.GenerateSecret), in.ClientSecret != nil
	return &clientChange{op: onCreateClient, secret: generate || supplied, secrets: generate && supplied}
}

// mayMakeClient checks the rules, and then the quota.
func (s *Service) mayMakeClient(
	ctx context.Context, p *Pool, c *Client, in *CreateUserPoolClientRequest,
) (named []*Record, err error) {
	named, err = s.applyToClient(ctx, p, c, in)
	if err != nil && named != nil {
		return nil, s.stillRefused(ctx, p, err, held(named)...)
	}
	if err != nil {
		return nil, err
	}
	return named, s.room(ctx, p, ClientRecord)
}

// storeNewClient writes a new client under the id that follows from its token, if what it names is unchanged. An id that
// is taken by the same token is this call's own client.
func (s *Service) storeNewClient(ctx context.Context, p *Pool, r *Record, named []*Record) error {
	family := p.with(p.Family.after(nil, r.client()))
	for n := range uint32(collisions) {
		r.ID = s.clientID(p, r.client().Name, r.CreateToken, n)
		err := s.write(ctx, Write{Pool: family, Put: []*Record{r}, Unchanged: held(named)})
		taken, ok := errors.AsType[*TakenError](err)
		if !ok {
			return err
		}
		if taken.Record.CreateToken == r.CreateToken {
			return r.asMade(taken.Record)
		}
	}
	return fmt.Errorf("no free client id after %d attempts", collisions)
}

// repeated is what a call that is refused gets: the client that its own earlier attempt made, which the pool
// has come to forbid since, else the refusal.
func (s *Service) repeated(ctx context.Context, call Call, p *Pool, r *Record, refusal error) error {
	if call.Token == nil || !p.Family.Begun {
		return refusal
	}
	for n := range uint32(collisions) {
		r.ID = s.clientID(p, r.client().Name, r.CreateToken, n)
		stored, err := s.Store.Find(ctx, r.Key)
		switch {
		case errors.Is(err, ErrNotFound):
			return refusal
		case err != nil:
			return err
		case stored.CreateToken == r.CreateToken:
			return r.asMade(stored)
		}
	}
	return refusal
}

// asMade makes of a record the one that the earlier call with the same token made, whatever became of that since: a
// caller who may only create learns nothing from a repeat. It has what the request specifies already; only what the
// first call added is stored.
func (r *Record) asMade(stored *Record) error {
	first, now := r.client(), stored.client()
	if err := knownDefaults("client", stored.ID, now.Defaults); err != nil {
		return err
	}
	r.ID, r.Created, r.Modified, first.Defaults = stored.ID, stored.Created, stored.Created, now.Defaults
	first.Secrets = slices.DeleteFunc(slices.Clone(now.Secrets), func(c ClientSecret) bool { return c.CreateToken != r.CreateToken })
	return nil
}

// clientID derives a client's id from the call that makes it and a counter that is 0 unless ids collided. Where ids
// can be chosen the first follows from the pool and the name, so that it is known before.
func (s *Service) clientID(p *Pool, name, token string, counter uint32) string {
	seed := binary.BigEndian.AppendUint32([]byte(token), counter)
	if s.ChosenIDs && counter == 0 {
		seed = []byte(p.ID + "/" + name)
	}
	sum := sha256.Sum256(seed)
	return base32(sum[:16])
}

// base32 is a number in digits 0-9 and a-v without leading zeros, which ids and secrets of clients are: 25 or 26
// digits of 128 bits, 51 or 52 of 256, rarely fewer.
func base32(number []byte) string { return new(big.Int).SetBytes(number).Text(32) }

// firstSecret is what a create asks for: the caller's secret, a new one or none.
func (s *Service) firstSecret(in *CreateUserPoolClientRequest, token string, at int64) ([]ClientSecret, error) {
	if in.ClientSecret == nil && !value(in.GenerateSecret) {
		return nil, nil
	}
	secret, err := s.secret(in.ClientSecret, token, at)
	return []ClientSecret{secret}, err
}

// secret is the caller's, or a new one.
func (s *Service) secret(supplied *string, token string, at int64) (made ClientSecret, err error) {
	made = ClientSecret{Created: at, CreateToken: token}
	if supplied != nil {
		made.Value = *supplied
		return made, nil
	}
	made.Value, err = s.newSecret()
	return made, err
}

// newSecret is random whatever the call: nothing else leads to it.
func (s *Service) newSecret() (string, error) {
	var b [32]byte
	if err := s.random(b[:]); err != nil {
		return "", err
	}
	return base32(b[:]), nil
}
