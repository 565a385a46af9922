package sigv4

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"slices"
	"strings"
)

// flaw is what is wrong with a well-formed claim whatever its key, given the
// SHA-256 of the body: these are the demands on what must be signed. A claim
// without a flaw has a canonical request no longer than the request itself,
// because each of its headers stands there once.
func (c *Claim) flaw(body [sha256.Size]byte) error {
	for i, name := range c.signed {
		if name != strings.ToLower(name) || i > 0 && c.signed[i-1] >= name {
			return namesOutOfForm.with(strings.Join(c.signed, ";"))
		}
	}
	for _, name := range c.signed {
		if _, ok := c.req.Header[name]; !ok {
			return headerAbsent.with(name)
		}
	}
	if names := c.unsigned(); names != nil {
		return headerUnsigned.with(strings.Join(names, "', '"))
	}
	payload, ok := c.req.Header["x-amz-content-sha256"]
	if ok && payload != hex.EncodeToString(body[:]) {
		return otherPayload.with(payload)
	}
	return nil
}

// unsigned lists the headers that should have been signed and were not. AWS asks
// for the same of "x-amz-*" in its documentation; Content-Type is our demand.
func (c *Claim) unsigned() (names []string) {
	for name := range c.req.Header {
		must := name == "content-type" || strings.HasPrefix(name, "x-amz-")
		if _, signed := slices.BinarySearch(c.signed, name); must && !signed {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// canonicalRequest is what was signed: the request in the one spelling that
// client and server agree on.
func (c *Claim) canonicalRequest(body [sha256.Size]byte) []byte {
	b := make([]byte, 0, 1024)
	b = append(append(b, c.req.Method...), '\n')
	b = append(appendEscaped(b, cmp.Or(c.req.Path, "/"), "/"), '\n')
	b = append(appendQuery(b, c.req.Query), '\n')
	for _, name := range c.signed {
		b = append(append(b, name...), ':')
		b = append(appendTrimmed(b, c.req.Header[name]), '\n')
	}
	b = append(b, '\n')
	b = append(append(b, strings.Join(c.signed, ";")...), '\n')
	return hex.AppendEncode(b, body[:])
}

// appendEscaped percent-encodes every byte but letters, digits, "-._~" and those
// of except. What is percent-encoded already is so twice: that is the rule for
// the path of every service except S3.
func appendEscaped(b []byte, s, except string) []byte {
	for i := range len(s) {
		switch ch := s[i]; {
		case 'a' <= ch && ch <= 'z', 'A' <= ch && ch <= 'Z', '0' <= ch && ch <= '9',
			strings.IndexByte("-._~", ch) >= 0, strings.IndexByte(except, ch) >= 0:
			b = append(b, ch)
		default:
			const digits = "0123456789ABCDEF"
			b = append(b, '%', digits[ch>>4], digits[ch&15])
		}
	}
	return b
}

// appendQuery writes the parameters of a query, encoded anew and then sorted by
// name and value. A plus sign is a plus sign. The API has no parameters: this
// is here so that a stray one cannot be added to a signed request.
func appendQuery(b []byte, query string) []byte {
	type pair struct{ name, value string }
	var pairs []pair
	for part := range strings.SplitSeq(query, "&") {
		if name, value, _ := strings.Cut(part, "="); part != "" {
			pairs = append(pairs, pair{reescape(name), reescape(value)})
		}
	}
	slices.SortFunc(pairs, func(x, y pair) int {
		return cmp.Or(strings.Compare(x.name, y.name), strings.Compare(x.value, y.value))
	})
	for i, p := range pairs {
		if i > 0 {
			b = append(b, '&')
		}
		b = append(append(append(b, p.name...), '='), p.value...)
	}
	return b
}

// reescape brings a name or value of the query into the canonical encoding. One
// that cannot be decoded is taken as it is.
func reescape(s string) string {
	if plain, err := url.PathUnescape(s); err == nil {
		s = plain
	}
	return string(appendEscaped(nil, s, ""))
}

// appendTrimmed writes a header's value without the space around it and with
// single spaces within, inside quotes as well.
func appendTrimmed(b []byte, value string) []byte {
	value = strings.Trim(value, " \t")
	for i := range len(value) {
		if value[i] != ' ' || value[i-1] != ' ' {
			b = append(b, value[i])
		}
	}
	return b
}
