package events_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestEvents_AWSShape keeps the two shapes from drifting apart.
func TestEvents_AWSShape(t *testing.T) {
	for _, name := range scenarios(t) {
		plain, ok := find(t, name+".json")
		if !ok {
			assert.Contains(t, awsOnly, name, "only these may have no plain form")
			continue
		}
		if *update {
			write(t, name+aws, asAWSSends(t, name, plain))
		}
		assert.Equal(t, asAWSSends(t, name, plain), read(t, name+aws), "go test ./events -update makes it anew")
	}
}

// awsOnly are what sam local cannot send: it decodes bodies itself.
var awsOnly = []string{"hostile-base64", "hostile-utf8"}

// asAWSSends turns an event as sam local sends it into one as AWS does
// (measured on it, and reported: https://github.com/ministackorg/ministack/pull/766):
// lower-case header names, what the gateway adds to them, a body in
// base64, its own host, id and milliseconds.
func asAWSSends(t *testing.T, name, plain string) string {
	t.Helper()
	var event events.APIGatewayV2HTTPRequest
	require.NoError(t, json.Unmarshal([]byte(plain), &event))
	headers := map[string]string{}
	for header, value := range event.Headers {
		headers[strings.ToLower(header)] = value
	}
	if headers["host"] == samHost {
		headers["host"] = gatewayHost
	}
	unlike := fnv.New64a()
	_, _ = unlike.Write([]byte(name))
	headers["x-amzn-trace-id"] = fmt.Sprintf("Root=1-%08x-%024x", noon.Unix(), unlike.Sum64())
	headers["x-forwarded-for"], headers["x-forwarded-port"], headers["x-forwarded-proto"] = callerIP, "443", "https"
	event.Headers = headers

	c := &event.RequestContext
	c.APIID, c.DomainName = "a1b2c3d4e5", headers["host"]
	c.DomainPrefix, _, _ = strings.Cut(c.DomainName, ".")
	c.RequestID = base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "%011x", unlike.Sum64())[:11])
	c.Time, c.TimeEpoch = noon.Format("02/Jan/2006:15:04:05 -0700"), noon.UnixMilli()
	c.HTTP.SourceIP, c.HTTP.UserAgent = callerIP, headers["user-agent"]
	if media, _, _ := strings.Cut(headers["content-type"], ";"); event.Body != "" && !isText(media) {
		event.Body, event.IsBase64Encoded = base64.StdEncoding.EncodeToString([]byte(event.Body)), true
	}
	return indented(t, withoutClientCert{event, requestContext{*c, nil}})
}

// withoutClientCert leaves out what only an API with mutual TLS sends, and what
// the event's own type cannot leave out.
type withoutClientCert struct {
	events.APIGatewayV2HTTPRequest
	RequestContext requestContext `json:"requestContext"`
}

type requestContext struct {
	events.APIGatewayV2HTTPRequestContext
	Authentication *struct{} `json:"authentication,omitempty"`
}

const (
	samHost     = "127.0.0.1:3000"
	gatewayHost = "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com"
	callerIP    = "192.0.2.1"
)

// isText is what AWS sends without base64.
func isText(media string) bool {
	return strings.HasPrefix(media, "text/") || slices.Contains([]string{"application/json", "application/javascript", "application/xml"}, media)
}

func indented(t *testing.T, v any) string {
	t.Helper()
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	require.NoError(t, encoder.Encode(v))
	return text.String()
}
