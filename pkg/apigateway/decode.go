package apigateway

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"maps"
	"slices"
	"strings"

	"userpools/pkg/shape"
)

// body decodes an event's body. One that is too large is cut off one byte above
// the bound, before anything is decoded, so that it is refused for its size.
func body(s string, encoded bool) (body []byte, undecodable bool) {
	bound := shape.MaxBody
	if encoded {
		bound = base64.StdEncoding.EncodedLen(shape.MaxBody)
	}
	if len(s) > bound {
		return []byte(s[:shape.MaxBody+1]), false
	}
	if !encoded {
		return []byte(s), false
	}
	return decode(s)
}

// strict refuses what a lenient reader would take for the same body: bits behind
// the last byte here, line breaks in decode.
var strict = base64.StdEncoding.Strict()

func decode(s string) (body []byte, undecodable bool) {
	if strings.ContainsAny(s, "\r\n") {
		return nil, true
	}
	body, err := strict.DecodeString(s)
	if err != nil {
		return nil, true
	}
	return body, false
}

// lowerCase gives headers lower-case names. Values whose names differ in case
// alone are joined by commas, in the order of the names.
func lowerCase(headers map[string]string) map[string]string {
	if !anyUpper(headers) {
		return headers
	}
	lower := make(map[string]string, len(headers))
	for _, name := range slices.Sorted(maps.Keys(headers)) {
		key, value := asciiLower(name), headers[name]
		if before, twice := lower[key]; twice {
			value = before + "," + value
		}
		lower[key] = value
	}
	return lower
}

func anyUpper(headers map[string]string) bool {
	for name := range headers {
		if strings.ContainsAny(name, upper) {
			return true
		}
	}
	return false
}

const upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// asciiLower leaves other letters alone: to Unicode the Kelvin sign is a K, too.
func asciiLower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// newUUID is a random UUID, version 4 (RFC 9562), as AWS's request ids are.
func newUUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}
