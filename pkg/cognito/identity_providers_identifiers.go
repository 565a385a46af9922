package cognito

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"userpools/pkg/apierror"
)

// An identifier is named by one provider of a pool at most. The record of an identifier says which provider that is, and
// counts while that provider names it. Whoever begins to name one writes its record together with the provider, so that
// of two at once one is second. Nothing removes such a record: it goes with the pool.

// holder finds the provider that names an identifier, or ErrNotFound.
func (s *Service) holder(ctx context.Context, p *Pool, identifier string) (*Record, error) {
	claim, err := s.Store.Find(ctx, Key{IdentifierRecord, p.Owner(), identifier})
	if err != nil {
		return nil, err
	}
	return s.claimant(ctx, claim)
}

// claimant is the provider of an identifier's record, ErrNotFound where that does not name it any more.
func (s *Service) claimant(ctx context.Context, claim *Record) (*Record, error) {
	r, err := s.Store.Find(ctx, Key{ProviderRecord, claim.Owner, claim.identifier().Provider})
	if err == nil && !r.provider().names(claim.ID) {
		err = ErrNotFound
	}
	return r, err
}

// claims are the records of the identifiers that a provider names and did not name before. A *heldError means that another
// one names one of them.
func (s *Service) claims(ctx context.Context, p *Pool, r *Record, before []string) (claims []*Record, err error) {
	for _, identifier := range r.provider().IdpIdentifiers {
		if slices.Contains(before, identifier) {
			continue
		}
		claim, err := s.claim(ctx, p, r, identifier)
		if err != nil {
			return nil, err
		}
		claims = append(claims, claim)
	}
	return claims, nil
}

// claim is the record of an identifier that a provider begins to name.
func (s *Service) claim(ctx context.Context, p *Pool, r *Record, identifier string) (*Record, error) {
	claim := &Record{
		Key: Key{IdentifierRecord, r.Owner, identifier}, Created: r.Modified, Modified: r.Modified,
		Revision: 1, CreateToken: r.CreateToken, Body: &IdpIdentifier{r.ID},
	}
	if !p.Family.Begun {
		return claim, nil
	}
	stored, err := s.Store.Find(ctx, claim.Key)
	if errors.Is(err, ErrNotFound) {
		return claim, nil
	}
	if err != nil {
		return nil, err
	}
	if stored.identifier().Provider != r.ID {
		by, err := s.claimant(ctx, stored)
		switch {
		case err == nil:
			return nil, &heldError{identifier, by}
		case !errors.Is(err, ErrNotFound):
			return nil, err
		}
	}
	claim.Created, claim.CreateToken, claim.Revision = stored.Created, stored.CreateToken, stored.Revision+1
	return claim, nil
}

// identifier is the body of an IdentifierRecord.
func (r *Record) identifier() *IdpIdentifier { return r.Body.(*IdpIdentifier) } //nolint:errcheck // as NewBody has it

// names tells whether a provider names an identifier.
func (i *IdentityProvider) names(identifier string) bool {
	return slices.Contains(i.IdpIdentifiers, identifier)
}

// heldError means that a provider names an identifier already.
type heldError struct {
	identifier string
	by         *Record
}

func (e *heldError) Error() string { return "identifier " + e.identifier + " is named by " + e.by.ID }

// refusal has the sentence about a name that is taken: the service's own is not known.
func (e *heldError) refusal(code apierror.Code, p *Pool) error {
	return withRule("provider-identifier-taken", apierror.New(code, nameTaken(p, e.identifier)))
}

func nameTaken(p *Pool, name string) string {
	return fmt.Sprintf("%s already exists for tenant %s.", name, p.ID)
}
