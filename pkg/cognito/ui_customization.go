package cognito

import (
	"context"
	"encoding/base64"
	"errors"
)

// wholePool is the ID of the record that a pool has for all its app clients, beside those that single ones have.
const wholePool = "ALL"

// getUICustomization answers for a client without a customization of its own what is set for the whole pool.
func (s *Service) getUICustomization(
	ctx context.Context, call Call, in *GetUICustomizationRequest,
) (*UICustomizationAnswer, error) {
	var p *Pool
	var r *Record
	err := s.retry(ctx, call, *in.UserPoolId, func() error {
		var client *Record
		var err error
		if p, client, err = s.customizable(ctx, call, *in.UserPoolId, in.ClientId); err != nil {
			return err
		}
		if r, err = s.customization(ctx, p, client); err != nil || r != nil || client == nil {
			return err
		}
		if r, err = s.customization(ctx, p, nil); err != nil {
			return err
		}
		return s.unchanged(ctx, client)
	})
	if err != nil {
		return nil, err
	}
	return describedUI(p, r), nil
}

// setUICustomization replaces both halves, and with neither ends the customization. The domain that it needs is there
// when it is written.
func (s *Service) setUICustomization(
	ctx context.Context, call Call, in *SetUICustomizationRequest,
) (*UICustomizationAnswer, error) {
	var p *Pool
	var after *Record
	err := s.retry(ctx, call, *in.UserPoolId, func() error {
		var client *Record
		var err error
		if p, client, err = s.customizable(ctx, call, *in.UserPoolId, in.ClientId); err != nil {
			return err
		}
		if err := in.check(p); err != nil && client != nil {
			return s.stillRefused(ctx, p, err)
		} else if err != nil {
			return err
		}
		domain, err := s.findDomain(ctx, p, p.Family.anyDomain())
		if err != nil {
			return err
		}
		before, err := s.customization(ctx, p, client)
		if err != nil {
			return err
		}
		if after, err = s.customized(p, client, before, in); err != nil {
			return err
		}
		return s.writeUI(ctx, domain, client, before, after)
	})
	if err != nil {
		return nil, err
	}
	return describedUI(p, after), nil
}

// customizable reads what a customization is for: a pool, and one of its clients or, where none is named, nil.
func (s *Service) customizable(ctx context.Context, call Call, poolID string, clientID *string) (*Pool, *Record, error) {
	if id := orElse(clientID, wholePool); id != wholePool {
		return s.client(ctx, call, poolID, id)
	}
	p, err := s.get(ctx, call, poolID)
	return p, nil, err
}

// customization is what a client has of its own, or the whole pool where there is no client; nil where nothing is set.
func (s *Service) customization(ctx context.Context, p *Pool, client *Record) (*Record, error) {
	key := uiKey(p, client)
	if client != nil {
		if !client.client().OwnUI {
			return nil, nil
		}
		return s.findNamed(ctx, key)
	}
	r, err := s.Store.Find(ctx, key)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	return r, err
}

func uiKey(p *Pool, client *Record) Key {
	if client != nil {
		return Key{UIRecord, p.Owner(), client.ID}
	}
	return Key{UIRecord, p.Owner(), wholePool}
}

// customized is the record that comes after another or nil; nil where the request sets nothing. An empty half is none.
func (s *Service) customized(p *Pool, client, before *Record, in *SetUICustomizationRequest) (after *Record, err error) {
	body := &UICustomization{Image: in.ImageFile}
	if value(in.CSS) != "" {
		body.CSS = in.CSS
	}
	if body.CSS == nil && len(body.Image) == 0 {
		return nil, nil
	}
	now := s.now()
	if before != nil {
		after = new(*before)
		after.Revision++
	} else {
		after = &Record{Key: uiKey(p, client), Created: now, Revision: 1}
		after.CreateToken, err = s.createToken(Call{}) // one that comes and goes is told from the next by it
	}
	after.Modified, after.Body = now, body
	return after, err
}

// writeUI writes what changes, which is the client too where its first customization comes or its own goes.
func (s *Service) writeUI(ctx context.Context, domain, client, before, after *Record) error {
	w := Write{Unchanged: []*Record{domain}}
	switch {
	case after != nil:
		w.Put = append(w.Put, after)
	case before != nil:
		w.Remove = append(w.Remove, before)
	default:
		return nil
	}
	if client != nil && (before == nil) != (after == nil) {
		client = client.nextClient()
		client.client().OwnUI = after != nil
		w.Put = append(w.Put, client)
	}
	return s.writeFree(ctx, w)
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
