package cognito

import (
	"context"
	"errors"
	"time"

	"userpools/pkg/apierror"
)

// provider is the body of a ProviderRecord.
func (r *Record) provider() *IdentityProvider { return r.Body.(*IdentityProvider) } //nolint:errcheck // as NewBody has it

func (s *Service) describeIdentityProvider(
	ctx context.Context, call Call, in *DescribeIdentityProviderRequest,
) (*ProviderAnswer, error) {
	r, err := s.read(ctx, call, *in.UserPoolId, aProvider(*in.UserPoolId, *in.ProviderName))
	if err != nil {
		return nil, err
	}
	return describedProvider(r), nil
}

func aProvider(poolID, name string) sought {
	return sought{ProviderRecord, name, withRule("provider-not-found", noProvider(poolID, name))}
}

func noProvider(poolID, name string) error {
	return noSuch("Identity provider " + name + " for tenantId " + poolID + " does not exist.")
}

// getIdentityProviderByIdentifier finds the provider that names an identifier. What the service says where none does is
// not known: it is the sentence about a name here.
func (s *Service) getIdentityProviderByIdentifier(
	ctx context.Context, call Call, in *GetIdentityProviderByIdentifierRequest,
) (*ProviderAnswer, error) {
	p, err := s.get(ctx, call, *in.UserPoolId)
	if err != nil {
		return nil, err
	}
	r, err := s.holder(ctx, p, *in.IdpIdentifier)
	if errors.Is(err, ErrNotFound) {
		return nil, withRule("provider-identifier-not-found", noProvider(p.ID, *in.IdpIdentifier))
	}
	if err != nil {
		return nil, StoreError(p.ID, err)
	}
	return describedProvider(r), nil
}

// updateIdentityProvider replaces, member by member, what the request has, and keeps the rest.
func (s *Service) updateIdentityProvider(
	ctx context.Context, call Call, in *UpdateIdentityProviderRequest,
) (*ProviderAnswer, error) {
	id, name := *in.UserPoolId, *in.ProviderName
	want := sought{ProviderRecord, name, withRule("provider-not-found-update",
		noSuch("Identity provider "+name+" in User Pool "+id+" does not exist."))}
	var after *Record
	err := s.retry(ctx, call, id, func() error {
		p, err := s.get(ctx, call, id)
		if err != nil {
			return err
		}
		before, err := s.find(ctx, p, want)
		if err != nil {
			return err
		}
		after = before.next()
		after.Body, after.Modified = new(*before.provider()), s.now()
		return s.writeProvider(ctx, p, before, after, &in.ProviderSettings)
	})
	if err != nil {
		return nil, err
	}
	return answeredProvider(after, in.IdpIdentifiers), nil
}

// writeProvider applies settings to a provider and writes it, if nobody else wrote meanwhile.
func (s *Service) writeProvider(ctx context.Context, p *Pool, before, after *Record, in *ProviderSettings) error {
	if err := after.provider().apply(p, in, after.Modified); err != nil {
		return s.stillRefused(ctx, p, err)
	}
	claims, err := s.claims(ctx, p, after, before.provider().IdpIdentifiers)
	if held, ok := errors.AsType[*heldError](err); ok {
		return s.stillRefused(ctx, p, held.refusal(apierror.InvalidParameter, p), before, held.by)
	}
	if err != nil {
		return err
	}
	return s.writeFree(ctx, Write{Put: append(claims, after)})
}

// deleteIdentityProvider has an answer without bytes. The identifiers are free with it, and clients that name the provider
// go on naming it.
func (s *Service) deleteIdentityProvider(ctx context.Context, call Call, in *DeleteIdentityProviderRequest) (any, error) {
	return nil, s.remove(ctx, call, *in.UserPoolId, aProvider(*in.UserPoolId, *in.ProviderName))
}

func (s *Service) listIdentityProviders(
	ctx context.Context, call Call, in *ListIdentityProvidersRequest,
) (*ListIdentityProvidersResponse, error) {
	providers := list{ProviderRecord, providerName, listProvidersLimit.Max.N}
	page, next, err := s.page(ctx, call, providers, *in.UserPoolId, in.MaxResults, in.NextToken)
	if err != nil {
		return nil, err
	}
	return &ListIdentityProvidersResponse{next, each(page, listedProvider)}, nil
}

func listedProvider(r *Record) ProviderDescription {
	return ProviderDescription{r.Created, r.Modified, r.ID, r.provider().ProviderType}
}

// answeredProvider is a provider in the form of CreateIdentityProvider's and UpdateIdentityProvider's answer, which has
// identifiers only where the request has the member.
func answeredProvider(r *Record, requested []string) *ProviderAnswer {
	out := describedProvider(r)
	if requested == nil {
		out.IdentityProvider.IdpIdentifiers = nil
	}
	return out
}

// describedProvider is a provider in the form of the other answers.
func describedProvider(r *Record) *ProviderAnswer {
	settings := r.provider().ProviderSettings
	settings.IdpIdentifiers = append([]string{}, settings.IdpIdentifiers...)
	return &ProviderAnswer{IdentityProviderType{
		CreationDate:     r.Created,
		LastModifiedDate: r.Modified,
		ProviderName:     r.ID,
		ProviderType:     r.provider().ProviderType,
		UserPoolId:       r.Owner.PoolID,
		ProviderSettings: settings,
	}}
}

// apply takes over what is specified. A new provider has no details yet; of any other what is omitted stays.
func (i *IdentityProvider) apply(p *Pool, in *ProviderSettings, now time.Time) error {
	t, isNew := providerTypes[i.ProviderType], i.ProviderDetails == nil
	if in.ProviderDetails != nil {
		details, err := t.completed(in.ProviderDetails, now)
		if err != nil {
			return err
		}
		if certificate, has := i.ProviderDetails[activeCertificate]; has {
			details[activeCertificate] = certificate
		}
		i.ProviderDetails = details
	}
	if isNew || in.AttributeMapping != nil {
		i.AttributeMapping = t.completedMapping(in.AttributeMapping)
		if err := checkMapping(p, i.AttributeMapping); err != nil {
			return err
		}
	}
	if in.IdpIdentifiers != nil {
		i.IdpIdentifiers = unique(in.IdpIdentifiers)
	}
	if in.AcrMapping != nil {
		i.AcrMapping = in.AcrMapping
	}
	return nil
}
