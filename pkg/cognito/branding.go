package cognito

import (
	"context"
	"crypto/sha256"

	"userpools/pkg/apierror"
	"userpools/pkg/shape"
)

// createManagedLoginBranding writes the style and the client that has it, at most one, at once. A call that repeats an
// earlier one (same Call.Token) gets the answer of the earlier one.
func (s *Service) createManagedLoginBranding(
	ctx context.Context, call Call, in *CreateManagedLoginBrandingRequest,
) (*BrandingAnswer, error) {
	style := &Branding{ClientID: *in.ClientId}
	style.apply(&in.BrandingSettings)
	made, err := s.newRecord(call, style)
	if err != nil {
		return nil, err
	}
	err = s.retry(ctx, call, *in.UserPoolId, func() error {
		p, client, err := s.client(ctx, call, *in.UserPoolId, *in.ClientId)
		if err != nil {
			return err
		}
		if err := in.check(); err != nil {
			return err
		}
		if client.client().Branding != "" {
			return s.brandedBefore(ctx, client, made)
		}
		made.Key = Key{BrandingRecord, p.Owner(), s.brandingID(client, made.CreateToken)}
		return s.addBranding(ctx, p, client, made)
	})
	if err != nil {
		return nil, err
	}
	return describedBranding(made, false), nil
}

// brandedBefore is for a client that has a style: the call's own, made by an earlier attempt, or another.
func (s *Service) brandedBefore(ctx context.Context, client, made *Record) error {
	stored, err := s.findNamed(ctx, Key{BrandingRecord, client.Owner, client.client().Branding})
	if err != nil {
		return err
	}
	made.Key = stored.Key
	return made.orOwn(stored, withRule("branding-exists", apierror.New(apierror.ManagedLoginBrandingExists,
		"A ManagedLoginBranding already exists for client "+client.ID)))
}

// addBranding stores a new style.
func (s *Service) addBranding(ctx context.Context, p *Pool, client, made *Record) error {
	if err := s.room(ctx, p, BrandingRecord); err != nil {
		return err
	}
	after := client.nextClient()
	after.client().Branding = made.ID
	return s.writeFree(ctx, Write{Put: []*Record{made, after}})
}

func (s *Service) describeManagedLoginBranding(
	ctx context.Context, call Call, in *DescribeManagedLoginBrandingRequest,
) (*BrandingAnswer, error) {
	r, err := s.read(ctx, call, *in.UserPoolId, aBranding(*in.ManagedLoginBrandingId))
	if err != nil {
		return nil, err
	}
	return describedBranding(r, value(in.ReturnMergedResources)), nil
}

func (s *Service) describeManagedLoginBrandingByClient(
	ctx context.Context, call Call, in *DescribeManagedLoginBrandingByClientRequest,
) (*BrandingAnswer, error) {
	var r *Record
	err := s.look(ctx, call, *in.UserPoolId, func() error {
		_, client, err := s.client(ctx, call, *in.UserPoolId, *in.ClientId)
		if err != nil {
			return err
		}
		id := client.client().Branding
		if id == "" {
			return withRule("branding-client-none", noSuch("ManagedLoginBranding for client "+client.ID+" does not exist."))
		}
		r, err = s.findNamed(ctx, Key{BrandingRecord, client.Owner, id})
		return err
	})
	if err != nil {
		return nil, err
	}
	return describedBranding(r, value(in.ReturnMergedResources)), nil
}

// updateManagedLoginBranding changes what is given. Assets take the place of those of the same Category and ColorMode.
func (s *Service) updateManagedLoginBranding(
	ctx context.Context, call Call, in *UpdateManagedLoginBrandingRequest,
) (*BrandingAnswer, error) {
	r, err := s.editRecord(ctx, call, *in.UserPoolId, aBranding(*in.ManagedLoginBrandingId), nil, func(r *Record) (bool, error) {
		if err := in.check(); err != nil {
			return false, err
		}
		r.branding().apply(&in.BrandingSettings)
		return true, nil
	})
	if err != nil {
		return nil, err
	}
	return describedBranding(r, false), nil
}

// deleteManagedLoginBranding writes the client as well, which may have another style then. Its answer has no bytes.
func (s *Service) deleteManagedLoginBranding(ctx context.Context, call Call, in *DeleteManagedLoginBrandingRequest) (any, error) {
	return nil, s.retry(ctx, call, *in.UserPoolId, func() error {
		r, err := s.read(ctx, call, *in.UserPoolId, aBranding(*in.ManagedLoginBrandingId))
		if err != nil {
			return err
		}
		client, err := s.findNamed(ctx, Key{ClientRecord, r.Owner, r.branding().ClientID})
		if err != nil {
			return err
		}
		after := client.nextClient()
		after.client().Branding = ""
		return s.write(ctx, Write{Put: []*Record{after}, Remove: []*Record{r}})
	})
}

func aBranding(id string) sought {
	return sought{BrandingRecord, id, noSuch("ManagedLoginBranding does not exist.")}
}

// branding is the body of a BrandingRecord.
func (r *Record) branding() *Branding { return r.Body.(*Branding) } //nolint:errcheck // as NewBody has it

// apply takes over what a request gives. A source that is given replaces the other: the service's values the caller's
// Settings, and these the service's values.
func (b *Branding) apply(in *BrandingSettings) {
	b.UseCognitoProvidedValues = value(in.UseCognitoProvidedValues)
	b.Settings = in.Settings
	b.Assets = mergedAssets(b.Assets, in.Assets)
}

// describedBranding is a style as it is answered. Merged with the service's own document, which is not known, Settings
// are what the caller gave (docs/departures.md#branding-merged).
func describedBranding(r *Record, merged bool) *BrandingAnswer {
	b := r.branding()
	out := &ManagedLoginBrandingType{
		Assets:                   append([]AssetType{}, b.Assets...),
		CreationDate:             r.Created,
		LastModifiedDate:         r.Modified,
		ManagedLoginBrandingId:   r.ID,
		Settings:                 b.Settings,
		UseCognitoProvidedValues: b.UseCognitoProvidedValues,
		UserPoolId:               r.Owner.PoolID,
	}
	if merged && out.Settings == nil {
		out.Settings = shape.Document("{}")
	}
	return &BrandingAnswer{out}
}

// brandingID derives a style's id from the call that makes it: a UUID that is one of version 4 by its form. Where ids
// can be chosen it follows from the client, as the client's does from its name.
func (s *Service) brandingID(client *Record, token string) string {
	seed := token
	if s.ChosenIDs {
		seed = client.Owner.PoolID + "/" + client.ID
	}
	sum := sha256.Sum256([]byte(seed))
	return formatUUID([16]byte(sum[:16]))
}
