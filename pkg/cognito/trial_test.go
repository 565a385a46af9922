package cognito_test

import (
	"cmp"
	"encoding/json"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
)

// trial is one request and what becomes of it, as the files in testdata/rules
// and testdata/facts hold it. It goes the whole way: target, JSON types,
// constraints, rules, store.
type trial struct {
	// Name is a sentence.
	Name      string
	Operation string
	// Region is us-east-1 and Account 123456789012 unless set.
	Region, Account string
	// Before are requests that run first and are accepted.
	Before []struct {
		Operation string
		Request   json.RawMessage
	}
	// Facts are declared after Before and hold for the request.
	Facts *declared
	// Request may hold recipes and <pool> and <arn>, the id and ARN of the pool, and <client>, the id of
	// the app client that Before made last, and <style>, that of the managed login style.
	Request json.RawMessage
	// Body goes out byte for byte in the place of Request.
	Body *string
	// Header is laid over the request's header.
	Header map[string]string
	// Error is the refusal to expect; Accepted that there is none.
	Error    *refusal
	Accepted bool
}

// refusal is an exception. In a message <...> stands for any text. No message
// means that the answer's body has none.
type refusal struct {
	Type, Message string
	// Status is 400 unless set.
	Status int
}

// declared are facts about an account that is as cognito.Permissive has it otherwise.
type declared struct {
	cognito.Permissive `json:"-"`

	Role     *struct{ Trusted, Publishes bool }   `json:"smsRole"`
	Unpassed bool                                 `json:"groupRoleUnpassable"`
	Identity *struct{ Verified, Authorised bool } `json:"sesIdentity"`
	Key      string                               `json:"kmsKey"`
	Function string                               `json:"lambdaFunction"`
	Expired  bool                                 `json:"certificateInvalid"`
	Tiers    []string                             `json:"tierChange"`
	Tag      string                               `json:"forbiddenTag"`
	Quota    *int                                 `json:"poolQuota"`
	// questions are what was asked.
	questions string
}

func (d *declared) asked(about ...string) { d.questions += strings.Join(about, " ") + "? " }

func (d *declared) SMSRole(account, arn, externalID string) (trusted, publishes bool) {
	d.asked("SMSRole", account, arn, externalID)
	return d.Role == nil || d.Role.Trusted, d.Role == nil || d.Role.Publishes
}

func (d *declared) GroupRole(account, arn string) bool {
	d.asked("GroupRole", account, arn)
	return !d.Unpassed
}

func (d *declared) SESIdentity(account, arn string) (verified, authorised bool) {
	d.asked("SESIdentity", account, arn)
	return d.Identity == nil || d.Identity.Verified, d.Identity == nil || d.Identity.Authorised
}

func (d *declared) KMSKey(account, arn string) string {
	d.asked("KMSKey", account, arn)
	return d.Key
}

func (d *declared) LambdaFunction(account, arn string) string {
	d.asked("LambdaFunction", account, arn)
	return d.Function
}

func (d *declared) Certificate(account, arn string) bool {
	d.asked("Certificate", account, arn)
	return !d.Expired
}

func (d *declared) TierChange(account, from, to string) []string {
	d.asked("TierChange", account, from, to)
	return d.Tiers
}

func (d *declared) TagKey(account, key string) bool {
	d.asked("TagKey", account, key)
	return key != d.Tag
}

func (d *declared) PoolQuota(string) (pools int, stated bool) {
	if d.Quota == nil {
		return 0, false
	}
	return *d.Quota, true
}

// run sends a trial and holds the answer to it. refused is what the log has to
// name as the rule, constraint or stage that refused; "" is not looked at.
func (c *trial) run(t *testing.T, refused string) {
	t.Helper()
	require.NotEqual(t, c.Accepted, c.Error != nil, "a case is either accepted or refused")
	l, pool := c.prepared(t)
	before, pools, belongings := l.stored(pool), l.pages(60), l.belongings(pool)
	answer := l.sendWith(c.Operation, c.body(l, pool), c.Header)
	if c.Accepted {
		require.Equal(t, http.StatusOK, answer.Status, "%s", answer.Body)
		return
	}
	require.Equal(t, cmp.Or(c.Error.Status, http.StatusBadRequest), answer.Status, "%s", answer.Body)
	gotType, gotMessage := refusalOf(t, answer)
	require.Equal(t, c.Error.Type, gotType, gotMessage)
	if want := filled(c.Error.Message, l, pool); !matches(want, gotMessage) {
		require.Equal(t, want, gotMessage)
	}
	if refused != "" {
		require.Equal(t, refused, l.entry.Refused)
	}
	require.Equal(t, before, l.stored(pool), "a refused call changes nothing")
	require.Equal(t, pools, l.pages(60), "and makes no pool")
	require.Equal(t, belongings, l.belongings(pool), "and nothing of a pool, nor changes it")
}

// prepared is a lab in which all that comes before the request was done, and the id
// of the pool that was made last.
func (c *trial) prepared(t *testing.T) (l *lab, pool string) {
	t.Helper()
	l = newLab(t)
	l.service.Region, l.account = cmp.Or(c.Region, labRegion), cmp.Or(c.Account, labAccount)
	for _, step := range c.Before {
		answer := l.do(step.Operation, filled(string(step.Request), l, pool))
		if id, made := answer.at("UserPool.Id"); made && step.Operation == "CreateUserPool" {
			pool = id.(string)
		}
	}
	if c.Facts != nil {
		l.service.Facts = c.Facts
	}
	return l, pool
}

func (c *trial) body(l *lab, pool string) string {
	if c.Body != nil {
		return *c.Body
	}
	return filled(string(c.Request), l, pool)
}

// recipes are what a text only describes: {"<50 x>": {"Name": "c<n>"}} is a list of
// 50 entries c0 to c49, {"<50 x>": "c<n>"} one of texts, {"<51 x k<n>>": "v"} a map of 51, and <129 x a> 129 times a.
var recipes = []struct {
	find                      *regexp.Regexp
	open, entry, between, end string
}{
	{regexp.MustCompile(`\{"<(\d+) x>": (\{[^{}]*\}|"[^"]*")\}`), "[", "$2", ", ", "]"},
	{regexp.MustCompile(`"<(\d+) x ([^<>]*<n>)>": ("[^"]*")`), "", `"$2": $3`, ", ", ""},
	{regexp.MustCompile(`<(\d+) x ([^<>])>`), "", "$2", "", ""},
}

// filled writes out recipes, and puts the pool in its place.
func filled(text string, l *lab, pool string) string {
	for _, r := range recipes {
		text = r.find.ReplaceAllStringFunc(text, func(m string) string {
			n, err := strconv.Atoi(r.find.ReplaceAllString(m, "$1"))
			require.NoError(l.t, err)
			entries := make([]string, n)
			for i := range entries {
				entries[i] = strings.ReplaceAll(r.find.ReplaceAllString(m, r.entry), "<n>", strconv.Itoa(i))
			}
			return r.open + strings.Join(entries, r.between) + r.end
		})
	}
	return strings.NewReplacer("<pool>", pool, "<arn>", l.arn(pool), "<client>", l.client, "<style>", l.style).Replace(text)
}

// matches tells whether a text is the one that is wanted, <...> being any text.
func matches(want, got string) bool {
	parts := strings.Split(want, "<...>")
	for i, p := range parts {
		parts[i] = regexp.QuoteMeta(p)
	}
	return regexp.MustCompile(`(?s)\A` + strings.Join(parts, ".*") + `\z`).MatchString(got)
}

// decode reads JSON strictly, so that no misspelt member goes unnoticed.
func decode(t *testing.T, path string, into any) {
	t.Helper()
	f, err := os.Open(path)
	require.NoError(t, err)
	defer func() { require.NoError(t, f.Close()) }()
	decoder := json.NewDecoder(f)
	decoder.DisallowUnknownFields()
	require.NoError(t, decoder.Decode(into), path)
}
