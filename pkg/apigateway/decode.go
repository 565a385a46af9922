package apigateway

import (
	"encoding/base64"
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

// strict refuses what a lenient reader would take for the same body: bits after
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
