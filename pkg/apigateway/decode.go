package apigateway

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
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

// newUUID is a random UUID, version 4 (RFC 9562), as AWS's request ids are.
func newUUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}
