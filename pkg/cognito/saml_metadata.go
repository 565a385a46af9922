package cognito

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"time"
)

// samlMetadata is what is read of the metadata of a SAML identity provider (OASIS, saml-metadata-2.0-os).
type samlMetadata struct {
	// signOn and logout are the addresses of the first services with the HTTP-Redirect binding; "" where there is none.
	signOn, logout string
	// certificates are those that can be read of the keys that sign.
	certificates []*x509.Certificate
}

// expired tells whether there are signing certificates and none is valid any more.
func (m *samlMetadata) expired(now time.Time) bool {
	for _, c := range m.certificates {
		if !now.After(c.NotAfter) {
			return false
		}
	}
	return len(m.certificates) > 0
}

const (
	metadataSpace  = "urn:oasis:names:tc:SAML:2.0:metadata"
	signatureSpace = "http://www.w3.org/2000/09/xmldsig#"
	httpRedirect   = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
	// mostSAMLLevels bounds the depth of a document, whose deepest element that counts is at level 7.
	mostSAMLLevels = 32
	// byteOrderMark is what some programs write documents with.
	byteOrderMark = "\ufeff"
)

var errNotMetadata = errors.New("not the metadata of a SAML entity")

// readSAMLMetadata reads a document of which only the size is known to be in bounds. It has to be well-formed XML in
// UTF-8 with an EntityDescriptor. One with a document type, and so with entities of its own, is refused; nothing that it
// names is fetched.
func readSAMLMetadata(document string) (*samlMetadata, error) {
	r := samlReader{decoder: xml.NewDecoder(strings.NewReader(strings.TrimPrefix(document, byteOrderMark)))}
	for {
		token, err := r.decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if err := r.take(token); err != nil {
			return nil, err
		}
	}
	if !r.isEntity {
		return nil, errNotMetadata
	}
	return &r.found, nil
}

// samlReader is where the reading of a document is.
type samlReader struct {
	decoder *xml.Decoder
	// within are the elements that are open, from the root.
	within []xml.Name
	// rooted: there was a root.
	rooted bool
	// isEntity: there was an EntityDescriptor. signs: the key that is read, if any, signs.
	isEntity, signs bool
	// certificate is the text of the X509Certificate that is read.
	certificate strings.Builder
	found       samlMetadata
}

func (r *samlReader) take(token xml.Token) error {
	switch t := token.(type) {
	case xml.Directive:
		return errNotMetadata
	case xml.StartElement:
		if r.rooted && len(r.within) == 0 || len(r.within) == mostSAMLLevels {
			return errNotMetadata
		}
		r.rooted = true
		r.within = append(r.within, t.Name)
		r.open(&t)
	case xml.EndElement:
		r.close()
		r.within = r.within[:len(r.within)-1]
	case xml.CharData:
		if len(r.within) == 0 && len(bytes.TrimSpace(t)) > 0 {
			return errNotMetadata
		}
		if r.signs && r.at(signatureSpace, "X509Certificate") {
			r.certificate.Write(t)
		}
	}
	return nil
}

// at tells whether the innermost open element is this one.
func (r *samlReader) at(space, name string) bool {
	depth := len(r.within)
	return depth > 0 && r.within[depth-1] == xml.Name{Space: space, Local: name}
}

// ofProvider tells whether what is read is of the role of an identity provider: an entity may have others.
func (r *samlReader) ofProvider() bool {
	for _, name := range r.within {
		if name == (xml.Name{Space: metadataSpace, Local: "IDPSSODescriptor"}) {
			return r.isEntity
		}
	}
	return false
}

func (r *samlReader) open(e *xml.StartElement) {
	switch {
	case r.at(metadataSpace, "EntityDescriptor"):
		r.isEntity = r.isEntity || len(r.within) == 1 || r.within[0] == xml.Name{Space: metadataSpace, Local: "EntitiesDescriptor"}
	case !r.ofProvider():
	case r.at(metadataSpace, "KeyDescriptor"):
		use := attribute(e, "use")
		r.signs = use == "" || use == "signing"
	case r.at(metadataSpace, "SingleSignOnService"):
		r.service(e, &r.found.signOn)
	case r.at(metadataSpace, "SingleLogoutService"):
		r.service(e, &r.found.logout)
	case r.at(signatureSpace, "X509Certificate"):
		r.certificate.Reset()
	}
}

// service keeps the first address of a service with the HTTP-Redirect binding.
func (r *samlReader) service(e *xml.StartElement, address *string) {
	if *address == "" && attribute(e, "Binding") == httpRedirect {
		*address = attribute(e, "Location")
	}
}

func (r *samlReader) close() {
	switch {
	case r.at(metadataSpace, "KeyDescriptor"):
		r.signs = false
	case r.signs && r.at(signatureSpace, "X509Certificate"):
		r.keep(r.certificate.String())
	}
}

// keep keeps a certificate. One that cannot be read counts as none.
func (r *samlReader) keep(text string) {
	der, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
	if err != nil {
		return
	}
	if c, err := x509.ParseCertificate(der); err == nil {
		r.found.certificates = append(r.found.certificates, c)
	}
}

// attribute is the value of an attribute without a namespace, "" where the element has none.
func attribute(e *xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name == (xml.Name{Local: name}) {
			return a.Value
		}
	}
	return ""
}
