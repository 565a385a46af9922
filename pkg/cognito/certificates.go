package cognito

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"
	"sync"
	"time"
)

// The certificates that a pool has, by the ids of their records: one for the requests that it would sign, one for the
// assertions that SAML providers would encrypt. Each is made when it is first asked for and kept. Nothing is signed or
// decrypted here, so that no private key is kept (docs/departures.md#certificates).
const (
	signingCertificate    = "SIGNING"
	encryptionCertificate = "ENCRYPTION"
)

// certificate is the body of a CertificateRecord.
func (r *Record) certificate() *Certificate { return r.Body.(*Certificate) } //nolint:errcheck // as NewBody has it

// text is the certificate in base64, without the lines of PEM.
func (c *Certificate) text() string { return base64.StdEncoding.EncodeToString(c.DER) }

// getSigningCertificate makes the certificate with the first call, and only looks for it from then on, beside the queue. Of
// several at once one is the first, and all answer with its certificate.
func (s *Service) getSigningCertificate(
	ctx context.Context, call Call, in *GetSigningCertificateRequest,
) (*GetSigningCertificateResponse, error) {
	maker := s.certificateMaker()
	var r *Record
	err := s.repeat(ctx, call, *in.UserPoolId, 1, func() error {
		p, err := s.get(ctx, call, *in.UserPoolId)
		if err != nil {
			return err
		}
		var isNew bool
		if r, isNew, err = s.certificate(ctx, p, signingCertificate, maker); err != nil || !isNew {
			return err
		}
		err = s.write(ctx, Write{Pool: p.with(p.Family.begun()), Put: []*Record{r}})
		if taken, ok := errors.AsType[*TakenError](err); ok {
			r, err = taken.Record, nil
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return &GetSigningCertificateResponse{r.certificate().text()}, nil
}

// certificate is the one that a pool has, or a new one that is yet to be written.
func (s *Service) certificate(ctx context.Context, p *Pool, id string, maker certificateMaker) (r *Record, isNew bool, err error) {
	key := Key{CertificateRecord, p.Owner(), id}
	if p.Family.Begun {
		if r, err = s.Store.Find(ctx, key); !errors.Is(err, ErrNotFound) {
			return r, false, err
		}
	}
	r, err = maker()
	if err != nil {
		return nil, false, err
	}
	r.Key = key
	return r, true, nil
}

// certificateMaker makes a new certificate, the same one each time that it is called: a key costs a good part of a second.
type certificateMaker func() (*Record, error)

func (s *Service) certificateMaker() certificateMaker {
	return sync.OnceValues(func() (*Record, error) {
		certificate := new(Certificate)
		r, err := s.newRecord(Call{}, certificate)
		if err != nil {
			return nil, err
		}
		if certificate.DER, err = s.newCertificate(r.Created); err != nil {
			return nil, fmt.Errorf("certificate: %w", err)
		}
		return r, nil
	})
}

// newCertificate is self-signed and valid for ten years. What the service's subjects are is not known.
func (s *Service) newCertificate(now time.Time) (der []byte, err error) {
	key, err := s.newKey()
	if err != nil {
		return nil, err
	}
	var serial [16]byte
	if err := s.random(serial[:]); err != nil {
		return nil, err
	}
	serial[0] = serial[0]&0x7f | 0x40 // positive, and always as long
	template := &x509.Certificate{
		SerialNumber: new(big.Int).SetBytes(serial[:]),
		Subject:      pkix.Name{CommonName: s.Region},
		NotBefore:    now, NotAfter: now.AddDate(10, 0, 0),
	}
	return x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
}

// newKey is by NewKey, or else of RSA with 2,048 bits.
func (s *Service) newKey() (crypto.Signer, error) {
	if s.NewKey != nil {
		return s.NewKey()
	}
	const bits = 2048
	return rsa.GenerateKey(rand.Reader, bits)
}
