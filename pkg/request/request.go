// Package request holds the HTTP request that transport, protocol and signature
// verification share. It imports the standard library only.
package request

import (
	"crypto/rand"
	"encoding/hex"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// Request is one HTTP request, whatever brought it here.
type Request struct {
	// Method is as sent: POST.
	Method string
	// Path is as sent, percent-encodings included, and not normalised: "/" or
	// "/prod". Empty means "/" to a signature.
	Path string
	// Query is what followed the question mark, undecoded.
	Query string
	// Header has lower-case names; several values of one name are joined by commas
	// in the order of their arrival, as API Gateway does and SigV4 wants it. "host"
	// is among them: what the client sent, not the name by which a proxy reached
	// this server.
	Header map[string]string
	// Body is the decoded body, byte for byte as the client sent it.
	Body []byte
	// Undecodable: the transport could not decode the body, which was marked as
	// base64 and was not.
	Undecodable bool
	// ID is what x-amzn-RequestId answers.
	ID string
}

// FromHTTP is r with its body as API Gateway would hand it on: Host is a header
// among the others, Cookie is none.
func FromHTTP(r *http.Request, body []byte) *Request {
	header := lowerNames(r.Header, func(values []string) string { return strings.Join(values, ",") })
	delete(header, "cookie")
	header["host"] = r.Host
	return &Request{Method: r.Method, Path: r.URL.EscapedPath(), Query: r.URL.RawQuery, Header: header, Body: body}
}

// LowerNames gives headers lower-case names. Values whose names differ in case
// alone are joined by commas, in the order of the names. Headers that have such
// names already, as those of API Gateway do, are returned themselves.
func LowerNames(header map[string]string) map[string]string {
	for name := range header {
		if asciiLower(name) != name {
			return lowerNames(header, func(value string) string { return value })
		}
	}
	return header
}

// lowerNames is LowerNames for headers of any kind, and has room for two more.
func lowerNames[V any](header map[string]V, text func(V) string) map[string]string {
	lower := make(map[string]string, len(header)+2)
	for name, value := range header {
		lower[asciiLower(name)] = text(value)
	}
	if len(lower) == len(header) {
		return lower
	}
	clear(lower) // names differ in case alone
	for _, name := range slices.Sorted(maps.Keys(header)) {
		key, value := asciiLower(name), text(header[name])
		if before, twice := lower[key]; twice {
			value = before + "," + value
		}
		lower[key] = value
	}
	return lower
}

// common are headers that every client of AWS sends, as net/http spells them.
var common = map[string]string{ //nolint:gosec // G101: names, no credentials
	"Accept": "accept", "Accept-Encoding": "accept-encoding", "Amz-Sdk-Invocation-Id": "amz-sdk-invocation-id",
	"Amz-Sdk-Request": "amz-sdk-request", "Authorization": "authorization", "Connection": "connection",
	"Content-Length": "content-length", "Content-Type": "content-type", "User-Agent": "user-agent",
	"X-Amz-Content-Sha256": "x-amz-content-sha256", "X-Amz-Date": "x-amz-date", "X-Amz-Security-Token": "x-amz-security-token",
	"X-Amz-Target": "x-amz-target", "X-Amz-User-Agent": "x-amz-user-agent",
}

// asciiLower leaves other letters alone: to Unicode the Kelvin sign is a K, too.
func asciiLower(s string) string {
	if lower, known := common[s]; known {
		return lower
	}
	isUpper := func(r rune) bool { return 'A' <= r && r <= 'Z' }
	if !strings.ContainsFunc(s, isUpper) {
		return s
	}
	b := []byte(s)
	for i, c := range b {
		if isUpper(rune(c)) {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// NewID is a random UUID, version 4 (RFC 9562), as AWS's request ids are.
func NewID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}
