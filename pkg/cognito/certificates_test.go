package cognito_test

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"crypto"
)

// certificateOf is what GetSigningCertificate answers, read.
func (l *lab) certificateOf(pool string) *x509.Certificate {
	l.t.Helper()
	der, err := base64.StdEncoding.DecodeString(l.do("GetSigningCertificate", obj{"UserPoolId": pool})["Certificate"].(string))
	require.NoError(l.t, err)
	certificate, err := x509.ParseCertificate(der)
	require.NoError(l.t, err)
	return certificate
}

// TestGetSigningCertificate: it is the pool's own, made at the first call and kept, and another than that of encryption.
func TestGetSigningCertificate(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.service.NewKey = nil
	pool := l.create(obj{"PoolName": "p"})
	made := l.now
	first := l.certificateOf(pool)
	key, ok := first.PublicKey.(*rsa.PublicKey)
	require.True(t, ok)
	assert.Equal(t, 2048, key.N.BitLen())
	assert.NoError(t, first.CheckSignature(first.SignatureAlgorithm, first.RawTBSCertificate, first.Signature))
	assert.Equal(t, labRegion, first.Subject.CommonName)
	assert.Equal(t, first.Subject, first.Issuer)
	assert.Equal(t, []time.Time{made, made.AddDate(10, 0, 0)}, []time.Time{first.NotBefore, first.NotAfter})
	assert.Equal(t, 127, first.SerialNumber.BitLen())
	l.later(20 * 365 * 24 * time.Hour)
	assert.Equal(t, first, l.certificateOf(pool))

	l.service.NewKey = nil
	other := l.certificateOf(l.create(obj{"PoolName": "p"}))
	assert.NotEqual(t, first.PublicKey, other.PublicKey)
	assert.NotEqual(t, first.SerialNumber, other.SerialNumber)
}

// TestCertificates_Encryption: all SAML providers of a pool are described with one certificate, which does not sign.
func TestCertificates_Encryption(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool, other := l.create(obj{"PoolName": "p"}), l.create(obj{"PoolName": "p"})
	of := func(pool, name string) any {
		return l.createProvider(pool, name, "SAML", samlDetails, nil)["ProviderDetails"].(map[string]any)["ActiveEncryptionCertificate"]
	}
	first := of(pool, "One")
	assert.Equal(t, first, of(pool, "Two"))
	assert.NotEqual(t, first, of(other, "One"))
	assert.NotEqual(t, first, l.do("GetSigningCertificate", obj{"UserPoolId": pool})["Certificate"])
}

// TestCertificates_Faults: what cannot be made is a fault, and is made by the next call.
func TestCertificates_Faults(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	newKey, random := l.service.NewKey, l.service.Random
	for _, break_ := range []func(){
		func() { l.service.NewKey = func() (crypto.Signer, error) { return nil, errors.New("no key") } },
		func() { l.service.NewKey, l.service.Random = newKey, strings.NewReader("too short") },
	} {
		break_()
		assert.Equal(t, http.StatusInternalServerError, l.send("GetSigningCertificate", obj{"UserPoolId": pool}).Status)
		assert.Error(t, l.entry.Cause)
		assert.Empty(t, l.belongings(pool))
	}
	l.service.Random = random
	l.certificateOf(pool)
	assert.Len(t, l.belongings(pool), 1)
}
