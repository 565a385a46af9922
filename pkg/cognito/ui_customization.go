package cognito

import (
	"context"
	"encoding/base64"
)

// getUICustomization answers for a client without a customization of its own what is set for the whole pool.
func (s *Service) getUICustomization(
	ctx context.Context, call Call, in *GetUICustomizationRequest,
) (*UICustomizationAnswer, error) {
	var t target
	var r *Record
	err := s.look(ctx, call, *in.UserPoolId, func() (err error) {
		if t, err = s.customizable(ctx, call, *in.UserPoolId, in.ClientId); err != nil {
			return err
		}
		if r, err = s.setting(ctx, t); err != nil || r != nil || t.client == nil {
			return err
		}
		if r, err = s.wholeSetting(ctx, t); err != nil {
			return err
		}
		return s.unchanged(ctx, t.client)
	})
	if err != nil {
		return nil, err
	}
	return describedUI(t.pool, r), nil
}

// setUICustomization replaces both halves, and with neither ends the customization. The domain that it needs is there
// when it is written.
func (s *Service) setUICustomization(
	ctx context.Context, call Call, in *SetUICustomizationRequest,
) (*UICustomizationAnswer, error) {
	var t target
	var after *Record
	err := s.retry(ctx, call, *in.UserPoolId, func() (err error) {
		if t, err = s.customizable(ctx, call, *in.UserPoolId, in.ClientId); err != nil {
			return err
		}
		if err := in.check(t.pool); err != nil && t.client != nil {
			return s.stillRefused(ctx, t.pool, err)
		} else if err != nil {
			return err
		}
		domain, err := s.findDomain(ctx, t.pool, t.pool.Family.anyDomain())
		if err != nil {
			return err
		}
		after, err = s.set(ctx, t, in.stored(), domain)
		return err
	})
	if err != nil {
		return nil, err
	}
	return describedUI(t.pool, after), nil
}

// customizable reads what a customization is for. The pool as a whole may be named as well.
func (s *Service) customizable(ctx context.Context, call Call, poolID string, clientID *string) (target, error) {
	if value(clientID) == wholePool {
		clientID = nil
	}
	return s.target(ctx, call, UIRecord, poolID, clientID)
}

// stored is what a request sets, nil for nothing. An empty half is none.
func (in *SetUICustomizationRequest) stored() any {
	if value(in.CSS) == "" && len(in.ImageFile) == 0 {
		return nil
	}
	body := &UICustomization{Image: in.ImageFile}
	if value(in.CSS) != "" {
		body.CSS = in.CSS
	}
	return body
}

// ui is the body of a UIRecord.
func (r *Record) ui() *UICustomization { return r.Body.(*UICustomization) } //nolint:errcheck // as NewBody has it

// describedUI is a customization as it is answered.
func describedUI(p *Pool, r *Record) *UICustomizationAnswer {
	if r == nil {
		return &UICustomizationAnswer{&UICustomizationType{}}
	}
	version := r.Modified.UTC().Format("20060102150405")
	out := &UICustomizationType{
		CSS: r.ui().CSS, CSSVersion: &version, ClientId: &r.ID,
		CreationDate: &r.Created, LastModifiedDate: &r.Modified, UserPoolId: &p.ID,
	}
	if len(r.ui().Image) > 0 {
		out.ImageUrl = new(imageURL(p, r.ID, version))
	}
	return &UICustomizationAnswer{out}
}

// imageURL is where the service would have the image, in the forms of its documentation. Nobody serves it here
// (docs/departures.md#ui-image).
func imageURL(p *Pool, id, version string) string {
	host, place := p.Family.CustomDomain, "/"+id+"/"+version
	switch {
	case host == "":
		host, place = sharedDistribution(p.Partition.Region), "/"+p.ID+place
	case id == wholePool:
		place = ""
	}
	return "https://" + host + place + "/assets/images/image.jpg"
}

const (
	maxImage     = 100 << 10
	maxUIRequest = 135 << 10
)

// check holds a request to the pool, and to what is known of it by itself.
func (in *SetUICustomizationRequest) check(p *Pool) error {
	if p.Family.anyDomain() == "" {
		return withRule("ui-domain", invalid("There has to be an existing domain associated with this user pool."))
	}
	if len(value(in.CSS))+base64.StdEncoding.EncodedLen(len(in.ImageFile)) > maxUIRequest {
		return withRule("ui-size", invalid("request parameters too large"))
	}
	if err := checkCSS(value(in.CSS)); err != nil {
		return err
	}
	image := in.ImageFile
	if len(image) > maxImage || len(image) > 0 && !isImage("PNG", image) && !isImage("JPEG", image) {
		return withRule("ui-image", invalid("The uploaded image must be a PNG or JPEG file of at most 100 KB."))
	}
	return nil
}
