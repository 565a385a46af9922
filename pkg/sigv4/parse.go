package sigv4

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"

	"userpools/pkg/request"
)

// Claim is what a request claims of its signature. Nothing of it is verified before
// [Verifier.Check] has returned nil.
type Claim struct {
	// KeyID is the id of the access key that the request names: any characters,
	// or none.
	KeyID string

	req        *request.Request
	stamp      string // the date of X-Amz-Date, or else of Date, as sent
	credential string
	signed     []string // SignedHeaders
	signature  string
	scope      string // the credential without the key id
}

// Parse reads the claim of req and refuses what needs no key to be refused: rows
// 1 to 12 of the table, which are form, date, scope and session token. The error
// is an [*Error]. The claim keeps req, which must not change before Check.
func (v *Verifier) Parse(req *request.Request) (*Claim, error) {
	c := &Claim{req: req}
	value, err := c.authorization()
	if err != nil {
		return nil, err
	}
	if err := c.read(value); err != nil {
		return nil, err
	}
	if !slices.Contains(c.signed, "host") {
		return nil, hostUnsigned.with()
	}
	if err := checkStamp(c.stamp, v.now()); err != nil {
		return nil, err
	}
	if err := c.checkScope(v.region, v.service); err != nil {
		return nil, err
	}
	if _, ok := c.req.Header["x-amz-security-token"]; ok {
		return nil, anyToken.with()
	}
	return c, nil
}

// authorization is the value of the one Authorization header.
func (c *Claim) authorization() (string, error) {
	query := strings.ToLower(c.req.Query)
	if strings.Contains(query, "x-amz-signature=") || strings.Contains(query, "x-amz-algorithm=") {
		return "", presigned.with()
	}
	value := c.req.Header["authorization"]
	if value == "" {
		return "", noAuthorization.with()
	}
	if strings.Count(value, algorithm) > 1 { // joined by a comma on the way here
		return "", twoAuthorizations.with()
	}
	return value, nil
}

// read takes the Authorization header apart.
//
// A single word is answered as a header without parts (row 5) and not as one
// with another algorithm (row 2), whatever the word: so Cognito was recorded.
func (c *Claim) read(value string) error {
	word, rest, _ := strings.Cut(strings.Trim(value, " \t"), " ")
	parts := map[string]string{}
	if rest != "" && word != algorithm {
		return otherAlgorithm.with(word)
	}
	// Spaces separate parts like commas do: of "Credential= id/date/..., " users
	// quote that 'id/date/...' is no key=value pair.
	for part := range strings.FieldsFuncSeq(rest, func(r rune) bool { return strings.ContainsRune(", \t", r) }) {
		name, text, ok := strings.Cut(part, "=")
		if !ok {
			return notKeyValue.with(part, value)
		}
		parts[name] = text
	}
	if lacks := c.take(parts); lacks != nil {
		sum := sha256.Sum256([]byte(value))
		return partsMissing.with(strings.Join(lacks, " "), base64.StdEncoding.EncodeToString(sum[:]))
	}
	return nil
}

// take fills the claim from the parts of the Authorization header and the date
// header, and names in sentences what is missing.
func (c *Claim) take(parts map[string]string) (lacks []string) {
	for _, name := range []string{"Credential", "Signature", "SignedHeaders"} {
		if _, ok := parts[name]; !ok {
			lacks = append(lacks, fmt.Sprintf(noPart, name))
		}
	}
	var ok bool
	if c.stamp, ok = c.req.Header["x-amz-date"]; !ok {
		c.stamp, ok = c.req.Header["date"]
	}
	if !ok {
		lacks = append(lacks, noDate)
	}
	c.credential, c.signature = parts["Credential"], parts["Signature"]
	c.signed = strings.Split(parts["SignedHeaders"], ";")
	return lacks
}

// checkStamp holds the request's date against the clock, to the second.
func checkStamp(stamp string, now time.Time) error {
	at, err := time.Parse(stampLayout, stamp)
	if err != nil || at.Format(stampLayout) != stamp { // time.Parse takes fractions of a second
		return notBasicFormat.with(stamp)
	}
	now = now.UTC().Truncate(time.Second)
	oldest, newest := now.Add(-Window), now.Add(Window)
	switch minutes := int(Window.Minutes()); {
	case at.Before(oldest):
		return tooOld.with(stamp, oldest.Format(stampLayout), now.Format(stampLayout), minutes)
	case at.After(newest):
		return tooNew.with(stamp, newest.Format(stampLayout), now.Format(stampLayout), minutes)
	}
	return nil
}

// checkScope holds the credential against the verifier's region and service and
// the request's date, and names everything that differs.
func (c *Claim) checkScope(region, service string) error {
	e := strings.Split(c.credential, "/")
	if len(e) != 5 {
		return notFiveElements.with(c.credential)
	}
	var wrong []string
	differs := func(got, want, format string, blanks ...any) {
		if got != want {
			wrong = append(wrong, fmt.Sprintf(format, blanks...))
		}
	}
	day := c.stamp[:len("20060102")]
	differs(e[2], region, otherRegion, e[2])
	differs(e[3], service, otherService, service)
	differs(e[4], terminator, otherTerminator, e[4])
	differs(e[1], day, otherDate, e[1], day, c.stamp)
	if wrong != nil {
		return otherScope.with(strings.Join(wrong, " "))
	}
	c.KeyID, c.scope = e[0], strings.Join(e[1:], "/")
	return nil
}
