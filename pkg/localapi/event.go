package localapi

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"mime"
	"net"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"
)

// httpEvent is payload format 2.0 as an HTTP API without authorizer and mutual
// TLS sends it. The type in aws-lambda-go is made for reading: it would write
// members that AWS leaves out.
type httpEvent struct {
	Version        string            `json:"version"`
	RouteKey       string            `json:"routeKey"`
	RawPath        string            `json:"rawPath"`
	RawQueryString string            `json:"rawQueryString"`
	Cookies        []string          `json:"cookies,omitempty"`
	Headers        map[string]string `json:"headers"`
	RequestContext requestContext    `json:"requestContext"`
	Body           string            `json:"body,omitempty"`
	Encoded        bool              `json:"isBase64Encoded"`
}

type requestContext struct {
	AccountID    string      `json:"accountId"`
	APIID        string      `json:"apiId"`
	DomainName   string      `json:"domainName"`
	DomainPrefix string      `json:"domainPrefix"`
	HTTP         httpRequest `json:"http"`
	RequestID    string      `json:"requestId"`
	RouteKey     string      `json:"routeKey"`
	Stage        string      `json:"stage"`
	Time         string      `json:"time"`
	TimeEpoch    int64       `json:"timeEpoch"`
}

type httpRequest struct {
	Method    string `json:"method"`
	Path      string `json:"path"`
	Protocol  string `json:"protocol"`
	SourceIP  string `json:"sourceIp"`
	UserAgent string `json:"userAgent"`
}

// event is the request as an HTTP API would hand it to the function.
func (h *Handler) event(r *http.Request, body []byte) []byte {
	now := h.Now().UTC()
	host, source := hostname(r.Host), hostname(r.RemoteAddr)
	e := httpEvent{
		Version:        "2.0",
		RouteKey:       route,
		RawPath:        r.URL.EscapedPath(),
		RawQueryString: r.URL.RawQuery,
		Cookies:        cookies(r),
		Headers:        headers(r, len(body), source),
		RequestContext: requestContext{
			AccountID:    h.Account,
			APIID:        "local",
			DomainName:   host,
			DomainPrefix: firstLabel(host),
			HTTP:         httpRequest{r.Method, r.URL.EscapedPath(), r.Proto, source, r.UserAgent()},
			RequestID:    requestID(),
			RouteKey:     route,
			Stage:        "$default",
			Time:         now.Format("02/Jan/2006:15:04:05 -0700"),
			TimeEpoch:    now.UnixMilli(),
		},
	}
	e.Body, e.Encoded = encode(body, r.Header.Get("Content-Type"))
	payload, err := json.Marshal(e)
	if err != nil {
		panic(err) // strings and numbers always encode
	}
	return payload
}

// route is the only one that the template has.
const route = "POST /"

// headers has them as AWS hands them on: lower-case names, values of one name
// joined by commas, Host among them, cookies apart, and what the gateway adds.
func headers(r *http.Request, size int, source string) map[string]string {
	all := make(map[string]string, len(r.Header)+6)
	for name, values := range r.Header {
		all[strings.ToLower(name)] = strings.Join(values, ",")
	}
	delete(all, "cookie")
	all["host"] = r.Host
	all["content-length"] = strconv.Itoa(size)
	all["x-forwarded-for"] = source
	all["x-forwarded-port"] = port(r.Host)
	all["x-forwarded-proto"] = "http"
	all["x-amzn-trace-id"] = traceID()
	return all
}

func cookies(r *http.Request) []string {
	var all []string
	for _, line := range r.Header["Cookie"] {
		for _, cookie := range strings.Split(line, ";") {
			all = append(all, strings.TrimSpace(cookie))
		}
	}
	return all
}

// encode is what the gateway makes of a body: text where the content type says
// so, base64 everywhere else, a missing content type included (measured on AWS:
// ministackorg/ministack#766).
func encode(body []byte, contentType string) (text string, encoded bool) {
	media, _, err := mime.ParseMediaType(contentType)
	if len(body) == 0 || err == nil && isText(media) && utf8.Valid(body) {
		return string(body), false
	}
	return base64.StdEncoding.EncodeToString(body), true
}

func isText(media string) bool {
	switch media {
	case "application/json", "application/javascript", "application/xml":
		return true
	default:
		return strings.HasPrefix(media, "text/")
	}
}

func hostname(address string) string {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return address
	}
	return host
}

func port(address string) string {
	_, p, err := net.SplitHostPort(address)
	if err != nil {
		return "80"
	}
	return p
}

func firstLabel(host string) string {
	label, _, _ := strings.Cut(host, ".")
	return label
}

// requestID looks like the gateway's ("fXkLoh0rIAMEMTA="). It has to be unlike
// others, not secret.
func requestID() string {
	const size = 11
	return base64.StdEncoding.EncodeToString(random(size))
}

func traceID() string {
	const epoch, unique = 4, 12
	return fmt.Sprintf("Root=1-%s-%s", hex.EncodeToString(random(epoch)), hex.EncodeToString(random(unique)))
}

func random(size int) []byte {
	b := make([]byte, size)
	for i := range b {
		b[i] = byte(rand.Uint32()) //nolint:gosec // ids of requests, no secrets
	}
	return b
}
