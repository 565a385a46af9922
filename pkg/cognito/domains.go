package cognito

import (
	"cmp"
	"context"
	"errors"

	"userpools/pkg/apierror"
	"userpools/pkg/trace"
)

// createUserPoolDomain writes the pool and the domain at once: a pool has one prefix domain
// and one custom domain at most. A call that repeats an earlier one (same Call.Token) gets
// the answer of the earlier one.
func (s *Service) createUserPoolDomain(ctx context.Context, call Call, in *CreateUserPoolDomainRequest) (*DomainAnswer, error) {
	r := &Record{Key: Key{Kind: DomainRecord, ID: *in.Domain}, Revision: 1}
	d := &Domain{DomainSettings: in.DomainSettings}
	r.Body = d
	retain(&d.ManagedLoginVersion, classicLogin)
	var err error
	if r.CreateToken, err = s.createToken(call); err != nil {
		return nil, err
	}
	if d.CustomDomainConfig != nil {
		if d.Distribution, err = s.newDistribution(); err != nil {
			return nil, err
		}
	}
	id := *in.UserPoolId
	err = s.retry(ctx, call, id, func() error {
		p, err := s.get(ctx, call, id)
		if err != nil {
			return err
		}
		return s.addDomain(ctx, p, r, d)
	})
	if err != nil {
		return nil, err
	}
	return d.answer(), nil
}

// addDomain stores a new domain of a pool. Where the call had made it before, only what the
// first attempt added counts.
func (s *Service) addDomain(ctx context.Context, p *Pool, r *Record, d *Domain) error {
	now := s.now()
	r.Owner, r.Created, r.Modified = p.Owner(), now, now
	family := p.Family.begun()
	place := family.domain(d.CustomDomainConfig != nil)
	var there *Record
	var err error
	if *place != "" { // by an earlier attempt, perhaps
		if there, err = s.Store.Find(ctx, r.Key); err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		if r.takes(there) {
			return nil
		}
		if *place == r.ID && (there == nil || there.Owner != r.Owner) {
			return ErrConflict // it has gone since: by whom it was made is not known any more
		}
	}
	if err := s.checkDomain(p, r.ID, &d.DomainSettings); err != nil {
		return err
	}
	if *place != "" {
		return domainTaken(p, there)
	}
	*place = r.ID
	err = s.write(ctx, Write{Pool: p.with(family), Put: []*Record{r}})
	taken, ok := errors.AsType[*TakenError](err)
	switch {
	case !ok:
		return err
	case r.takes(taken.Record):
		return nil
	}
	return s.stillRefused(ctx, p, domainTaken(p, taken.Record)) // the pool may have gone before the name was taken
}

// takes tells whether a stored domain is this one, made by an earlier attempt of the call, and takes from it what that
// attempt added.
func (r *Record) takes(there *Record) bool {
	if there == nil || there.Owner != r.Owner || there.CreateToken != r.CreateToken {
		return false
	}
	r.domain().Distribution = there.domain().Distribution
	return true
}

// domainTaken refuses a domain whose name is taken, by another pool or account perhaps, or
// whose pool has one. This is the one answer that tells of another account, as on AWS: that
// it has the name, and nothing else.
func domainTaken(p *Pool, there *Record) error {
	if there != nil && there.Owner != p.Owner() {
		return withRule("domain-taken", invalid("Domain already associated with another user pool."))
	}
	return withRule("pool-has-domain", invalid("User pool already has a domain configured."))
}

// domain is where a pool's own record has the name of its custom domain or prefix domain.
func (f *Family) domain(custom bool) *string {
	if custom {
		return &f.CustomDomain
	}
	return &f.Domain
}

// anyDomain is the custom domain, else the prefix domain, "" where the pool has neither.
func (f *Family) anyDomain() string { return cmp.Or(f.CustomDomain, f.Domain) }

// hasDomain tells whether a domain is the pool's, and which of the two it is.
func (f *Family) hasDomain(name string) (custom, found bool) {
	return name == f.CustomDomain, name == f.CustomDomain || name == f.Domain
}

// describeUserPoolDomain finds a domain by its name alone. What is not there, or another
// account's or region's, has an empty description.
func (s *Service) describeUserPoolDomain(
	ctx context.Context, call Call, in *DescribeUserPoolDomainRequest,
) (*DescribeUserPoolDomainResponse, error) {
	part := s.partition(call)
	r, err := s.Store.Find(ctx, Key{Kind: DomainRecord, Owner: Owner{Partition: part}, ID: *in.Domain})
	if errors.Is(err, ErrNotFound) || err == nil && r.Owner.Partition != part {
		return &DescribeUserPoolDomainResponse{}, nil
	}
	if err != nil {
		return nil, StoreError("", err)
	}
	trace.Of(ctx).PoolID = r.Owner.PoolID
	return &DescribeUserPoolDomainResponse{describedDomain(r)}, nil
}

// updateUserPoolDomain replaces a custom domain's CustomDomainConfig as a whole. What else is
// omitted stays.
func (s *Service) updateUserPoolDomain(ctx context.Context, call Call, in *UpdateUserPoolDomainRequest) (*DomainAnswer, error) {
	id := *in.UserPoolId
	var d *Domain
	err := s.retry(ctx, call, id, func() error {
		p, err := s.get(ctx, call, id)
		if err != nil {
			return err
		}
		if err := s.checkDomainUpdate(p, in); err != nil {
			return err
		}
		r, err := s.findDomain(ctx, p, *in.Domain)
		if err != nil {
			return err
		}
		r.Revision++
		r.Modified = s.now()
		d = r.domain()
		d.update(in.DomainSettings)
		return s.write(ctx, Write{Put: []*Record{r}})
	})
	if err != nil {
		return nil, err
	}
	return d.answer(), nil
}

func (d *Domain) update(requested DomainSettings) {
	retain(&requested.ManagedLoginVersion, d.ManagedLoginVersion)
	retain(&requested.Routing, d.Routing)
	d.DomainSettings = requested
}

// findDomain reads a domain that the pool has. Where it is not there any more the change
// starts over.
func (s *Service) findDomain(ctx context.Context, p *Pool, name string) (*Record, error) {
	r, err := s.findNamed(ctx, Key{Kind: DomainRecord, Owner: p.Owner(), ID: name})
	if err == nil && r.Owner != p.Owner() {
		err = ErrConflict
	}
	return r, err
}

// deleteUserPoolDomain answers what is not there, the pool too, in one sentence.
func (s *Service) deleteUserPoolDomain(
	ctx context.Context, call Call, in *DeleteUserPoolDomainRequest,
) (*DeleteUserPoolDomainResponse, error) {
	id := *in.UserPoolId
	err := s.retry(ctx, call, id, func() error {
		p, err := s.get(ctx, call, id)
		if refused, ok := apierror.As(err); ok && refused.Code == apierror.ResourceNotFound {
			return noSuchDomain()
		}
		if err != nil {
			return err
		}
		custom, found := p.Family.hasDomain(*in.Domain)
		if !found {
			return noSuchDomain()
		}
		r, err := s.findDomain(ctx, p, *in.Domain)
		if err != nil {
			return err
		}
		family := p.Family
		*family.domain(custom) = ""
		return s.write(ctx, Write{Pool: p.with(family), Remove: []*Record{r}})
	})
	if err != nil {
		return nil, err
	}
	return &DeleteUserPoolDomainResponse{}, nil
}

func noSuchDomain() error {
	return withRule("domain-not-found", invalid("No such domain or user pool exists."))
}
