package cognito

import (
	"context"
	"errors"
	"strings"

	"userpools/pkg/apierror"
	"userpools/pkg/shape"
)

// createIdentityProvider checks the rules and writes once: the provider, and with it the identifiers that it names and,
// with the pool's first SAML provider, the certificate that it is described with. A call that repeats an earlier one
// (same Call.Token) gets the answer of the earlier one.
func (s *Service) createIdentityProvider(
	ctx context.Context, call Call, in *CreateIdentityProviderRequest,
) (*ProviderAnswer, error) {
	r, err := s.newRecord(call, nil)
	if err != nil {
		return nil, err
	}
	certificate := s.certificateMaker()
	err = s.retry(ctx, call, *in.UserPoolId, func() error {
		p, err := s.get(ctx, call, *in.UserPoolId)
		if err != nil {
			return err
		}
		r.Key = Key{ProviderRecord, p.Owner(), *in.ProviderName}
		r.Body = &IdentityProvider{ProviderType: *in.ProviderType}
		others, err := s.mayAddProvider(ctx, p, r, &in.ProviderSettings)
		if held, ok := errors.AsType[*heldError](err); ok {
			return s.orProviderMade(ctx, call, p, r, &in.ProviderSettings, held.refusal(apierror.DuplicateProvider, p), held.by)
		}
		if _, refused := apierror.As(err); refused {
			return s.orProviderMade(ctx, call, p, r, &in.ProviderSettings, err)
		}
		if err != nil {
			return err
		}
		more, err := s.addCertificate(ctx, p, r, certificate)
		if err != nil {
			return err
		}
		taken := withRule("provider-exists", apierror.New(apierror.DuplicateProvider, nameTaken(p, r.ID)))
		return s.writeNew(ctx, p, r, append(others, more...), taken)
	})
	if err != nil {
		return nil, err
	}
	return answeredProvider(r, in.IdpIdentifiers), nil
}

// mayAddProvider completes a new provider and holds it to the rules and the quota. claims are the records of its
// identifiers. A *heldError means that another one names one of them.
func (s *Service) mayAddProvider(ctx context.Context, p *Pool, r *Record, in *ProviderSettings) (claims []*Record, err error) {
	if err := checkProviderName(r); err != nil {
		return nil, err
	}
	if err := r.provider().apply(p, in, r.Created); err != nil {
		return nil, err
	}
	if err := s.room(ctx, p, ProviderRecord); err != nil {
		return nil, err
	}
	return s.claims(ctx, p, r, nil)
}

// addCertificate adds the pool's certificate to the details of a SAML provider. made is the certificate's record where
// there was none.
func (s *Service) addCertificate(ctx context.Context, p *Pool, r *Record, maker certificateMaker) (made []*Record, err error) {
	if r.provider().ProviderType != samlType {
		return nil, nil
	}
	certificate, isNew, err := s.certificate(ctx, p, encryptionCertificate, maker)
	if err != nil {
		return nil, err
	}
	r.provider().ProviderDetails[activeCertificate] = certificate.certificate().text()
	if isNew {
		made = append(made, certificate)
	}
	return made, nil
}

// orProviderMade is what a create that is refused gets: the provider that its own earlier attempt made, at whose time the
// certificates of metadata were good, else the refusal.
func (s *Service) orProviderMade(
	ctx context.Context, call Call, p *Pool, r *Record, in *ProviderSettings, refusal error, read ...*Record,
) error {
	if err := s.orMadeBefore(ctx, call, p, r, refusal, read...); err != nil {
		return err
	}
	r.Body = &IdentityProvider{ProviderType: r.provider().ProviderType}
	if err := r.provider().apply(p, in, r.Created); err != nil {
		return err
	}
	_, err := s.addCertificate(ctx, p, r, s.certificateMaker())
	return err
}

// checkProviderName: a social provider has the name of its type, and no other provider has the name of a social type.
func checkProviderName(r *Record) error {
	name, kind := r.ID, r.provider().ProviderType
	named, isType := providerTypes[name]
	if name != kind && (providerTypes[kind].social || isType && named.social) {
		return withRule("provider-name", invalid("Provider %s cannot be of type %s.", name, kind))
	}
	return nil
}

// checkMapping: what is mapped to are attributes of the pool, and the user name, and all that the pool requires are.
func checkMapping(p *Pool, mapping map[string]string) error {
	var unknown, missing []string
	for name := range mapping {
		if name != "username" && !p.Settings.hasAttribute(name) {
			unknown = append(unknown, name)
		}
	}
	if unknown != nil {
		return withRule("provider-mapping-attribute",
			invalid("AttributeMapping contains invalid mapping: %s", collection(shape.HashMapOrder(unknown))))
	}
	for _, a := range createdSchema(&p.Settings) {
		if _, mapped := mapping[*a.Name]; !mapped && *a.Required && *a.Name != "sub" {
			missing = append(missing, *a.Name)
		}
	}
	if missing != nil {
		return withRule("provider-mapping-required",
			invalid("The attribute mapping is missing required attributes %s", collection(missing)))
	}
	return nil
}

// collection is a list of names as the service prints one.
func collection(names []string) string { return "[" + strings.Join(names, ", ") + "]" }
