package cognito_test

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
	"userpools/pkg/shape"
)

// subject is what a rule looks at: a request for a stored pool or client of it, and facts.
type subject struct {
	name   string
	in     any
	stored *cognito.Pool
	client *cognito.Client
	// servers and providers are the pool's.
	servers, providers []*cognito.Record
	facts              *declared
}

// subjects are those of every case that is known.
func subjects(t *testing.T) (all []subject) {
	t.Helper()
	var trials []trial
	for _, file := range ruleFiles(t) {
		trials = append(trials, file.Cases...)
	}
	for _, f := range facts(t) {
		trials = append(trials, f.Cases...)
	}
	for _, r := range refusals(t) {
		trials = append(trials, r.Cases...)
	}
	for i := range trials {
		c := &trials[i]
		if !slices.Contains(ruled, c.Operation) {
			continue
		}
		l, pool := c.prepared(t)
		op := operationNamed(t, c.Operation)
		s := subject{name: c.Operation + " " + c.Name, in: reflect.New(op.RequestType()).Interface(), stored: l.stored(pool), facts: cmp.Or(c.Facts, &declared{})}
		if s.stored == nil {
			s.stored = &cognito.Pool{Partition: l.partition()}
		}
		s.client = new(cognito.Client)
		if stored := l.records(pool); c.Operation == "UpdateUserPoolClient" && len(stored) > 0 {
			s.client = stored[len(stored)-1].Body.(*cognito.Client)
		}
		s.servers, s.providers = l.recordsOf(pool, cognito.ServerRecord), l.recordsOf(pool, cognito.ProviderRecord)
		if v, err := shape.Decode([]byte(c.body(l, pool)), op.Input); err == nil && shape.Check(&v, op.Input) == nil {
			shape.Bind(&v, s.in)
			all = append(all, s)
		}
	}
	return all
}

// ruled are the operations that have rules.
var ruled = []string{"CreateUserPool", "UpdateUserPool", "SetUserPoolMfaConfig", "AddCustomAttributes", "CreateUserPoolClient", "UpdateUserPoolClient"}

// verdicts are what each rule of the operation alone says to the subject: its refusal, and
// what it asks of the facts. Those of other operations look at it, too, and do not panic.
func (s *subject) verdicts() map[string]string {
	verdicts := map[string]string{}
	cognito.EachRule(s.in, s.stored, s.client, slices.Concat(s.servers, s.providers), s.facts, func(id string, applies bool, check func() error) {
		s.facts.questions = ""
		err := check()
		if applies {
			verdicts[id] = s.facts.questions
			if err != nil {
				verdicts[id] += err.Error()
			}
		}
	})
	return verdicts
}

// mutation is a change of one place of a subject.
type mutation struct {
	// path is as Rule.Reads has it.
	path string
	// presence: something comes or goes. below: and with it what is below.
	presence, below bool
}

// touches tells whether the mutation changes what a read is about.
func (m *mutation) touches(read string) bool {
	path, presence := strings.CutSuffix(read, "?")
	if path == m.path {
		return m.presence || !presence
	}
	if !m.below {
		return false
	}
	if m.path == "SmsMfaConfiguration" {
		return strings.HasPrefix(path, "SmsConfiguration") || strings.HasPrefix(path, "SmsAuthenticationMessage")
	}
	rest, below := strings.CutPrefix(path, strings.TrimSuffix(m.path, "{}"))
	return below && rest != "" && strings.ContainsAny(rest[:1], ".[{")
}

// public is the path of a place in a request or a stored pool as Rule.Reads has it.
func public(path string) string {
	for _, renamed := range [][2]string{{"SmsMfaConfiguration.", ""}, {"CustomAttributes", "Schema"}, {"Custom[", "SchemaAttributes["}} {
		if rest, found := strings.CutPrefix(path, renamed[0]); found {
			return renamed[1] + rest
		}
	}
	if path == "Custom" {
		return "SchemaAttributes"
	}
	return path
}

// mutator changes every place of a subject, one at a time, and hands each change to look.
type mutator struct {
	look func(mutation)
	// seen are the values of all subjects, by their places; ARNs are exchanged between places.
	seen map[string][]reflect.Value
	// merging: what is absent is kept as it is stored.
	merging bool
}

// kind is under which name a value of a place is seen.
func kind(path string, v reflect.Value) string {
	if v.Kind() == reflect.String && strings.HasPrefix(v.String(), "arn:") {
		return "arn"
	}
	return path
}

// note remembers a value as one that another subject may have.
func (m *mutator) note(path string, v reflect.Value) {
	path = kind(path, v)
	for _, seen := range m.seen[path] {
		if reflect.DeepEqual(seen.Interface(), v.Interface()) {
			return
		}
	}
	m.seen[path] = append(m.seen[path], v)
}

// set puts a value into a place for a look. commit makes it count.
func (m *mutator) set(path string, at, value reflect.Value, commit func(), presence, below bool) {
	old := reflect.ValueOf(at.Interface())
	at.Set(value)
	commit()
	m.look(mutation{path, presence, below})
	at.Set(old)
	commit()
}

func (m *mutator) walk(path string, at reflect.Value, commit func()) {
	switch at.Kind() {
	case reflect.Struct:
		for i := range at.NumField() {
			f := at.Type().Field(i)
			if f.Anonymous {
				m.walk(path, at.Field(i), commit)
				continue
			}
			m.walk(public(strings.TrimPrefix(path+"."+f.Name, ".")), at.Field(i), commit)
		}
	case reflect.Pointer:
		m.pointer(path, at, commit)
	case reflect.Slice:
		m.slice(path, at, commit)
	case reflect.Map:
		m.mapping(path, at, commit)
	default:
		m.note(path, reflect.ValueOf(at.Interface()))
		others := m.seen[kind(path, at)]
		if at.Kind() == reflect.String {
			others = append(slices.Clip(others), reflect.ValueOf("another"))
		}
		for _, other := range others {
			if !other.Equal(at) {
				m.set(path, at, other, commit, false, false)
			}
		}
	}
}

func (m *mutator) pointer(path string, at reflect.Value, commit func()) {
	elem := at.Type().Elem()
	if !at.IsNil() {
		if path != "PoolName" && path != "ClientName" { // a create requires it
			m.set(path, at, reflect.Zero(at.Type()), commit, true, true)
		}
		m.walk(path, at.Elem(), commit)
		return
	}
	values := m.seen[path]
	if elem.Kind() == reflect.Struct {
		values = []reflect.Value{reflect.Zero(elem)}
	}
	for _, v := range values {
		p := reflect.New(elem)
		p.Elem().Set(v)
		m.set(path, at, p, commit, true, m.merging)
	}
}

func (m *mutator) slice(path string, at reflect.Value, commit func()) {
	other := reflect.Zero(at.Type())
	if at.IsNil() {
		other = reflect.MakeSlice(at.Type(), 0, 0)
	}
	m.set(path, at, other, commit, true, at.Len() > 0 || m.merging)
	without := func(i int) reflect.Value {
		return reflect.AppendSlice(reflect.AppendSlice(reflect.MakeSlice(at.Type(), 0, at.Len()), at.Slice(0, i)), at.Slice(min(i+1, at.Len()), at.Len()))
	}
	for _, v := range m.seen[path+"[]"] {
		m.set(path+"[]", at, reflect.Append(without(at.Len()), v), commit, true, true)
	}
	for i := range at.Len() {
		m.set(path+"[]", at, without(i), commit, true, true)
		if at.Type().Elem().Kind() == reflect.Struct {
			m.note(path+"[]", reflect.ValueOf(at.Index(i).Interface()))
		}
		m.walk(path+"[]", at.Index(i), commit)
	}
}

func (m *mutator) mapping(path string, at reflect.Value, commit func()) {
	other := reflect.Zero(at.Type())
	if at.IsNil() {
		other = reflect.MakeMap(at.Type())
	}
	m.set(path, at, other, commit, true, at.Len() > 0 || m.merging)
	// with is the map without a key, and with an entry; invalid values are none.
	with := func(without, key, value reflect.Value) reflect.Value {
		entries := reflect.MakeMap(at.Type())
		for _, k := range at.MapKeys() {
			entries.SetMapIndex(k, at.MapIndex(k))
		}
		entries.SetMapIndex(without, reflect.Value{})
		entries.SetMapIndex(key, value)
		return entries
	}
	keys, values := m.seen[path+"{key}"], m.seen[path+"{}"]
	keys, values = keys[:min(len(keys), 4)], values[:min(len(values), 4)] // there are maps of fifty
	for _, k := range keys {
		for _, v := range values {
			if !at.MapIndex(k).IsValid() {
				m.set(path+"{}", at, with(k, k, v), commit, true, true)
			}
		}
	}
	for _, k := range at.MapKeys() {
		m.note(path+"{key}", k)
		m.note(path+"{}", at.MapIndex(k))
		m.set(path+"{}", at, with(k, k, reflect.Value{}), commit, true, true)
		for _, other := range keys {
			if !at.MapIndex(other).IsValid() {
				m.set(path+"{key}", at, with(k, other, at.MapIndex(k)), commit, false, false)
			}
		}
		value := reflect.New(at.Type().Elem()).Elem()
		value.Set(at.MapIndex(k))
		m.walk(path+"{}", value, func() { at.SetMapIndex(k, value); commit() })
	}
}

// apiServer is a resource server with a scope.
var apiServer = []*cognito.Record{{Key: cognito.Key{Kind: cognito.ServerRecord, ID: "api"},
	Body: &cognito.ResourceServer{Scopes: []cognito.ResourceServerScopeType{{ScopeName: new("read")}}}}}

// googleProvider is an identity provider.
var googleProvider = []*cognito.Record{{Key: cognito.Key{Kind: cognito.ProviderRecord, ID: "Google"}, Body: &cognito.IdentityProvider{}}}

// mutate goes through the places of a subject.
func (m *mutator) mutate(s *subject) {
	_, pool := s.in.(*cognito.UpdateUserPoolRequest)
	_, client := s.in.(*cognito.UpdateUserPoolClientRequest)
	m.merging = pool || client
	m.walk("", reflect.ValueOf(s.in).Elem(), func() {})
	m.merging = false
	m.walk("", reflect.ValueOf(&s.stored.Settings).Elem(), func() {})
	m.walk("", reflect.ValueOf(&s.stored.Mfa).Elem(), func() {})
	m.walk("LogConfigurations", reflect.ValueOf(&s.stored.LogConfigurations).Elem(), func() {})
	m.walk("", reflect.ValueOf(&s.client.Settings).Elem(), func() {})
	for _, secrets := range [][]cognito.ClientSecret{nil, {{Value: "a"}}} {
		m.set("ClientSecret", reflect.ValueOf(&s.client.Secrets).Elem(), reflect.ValueOf(secrets), func() {}, true, false)
	}
	for path, values := range map[string]struct {
		at     any
		values []any
	}{
		"PoolName":             {&s.stored.Name, []any{"another"}},
		"account":              {&s.stored.Partition.Account, []any{"999999999999", labAccount}},
		"region":               {&s.stored.Partition.Region, []any{labRegion, "eu-west-1", "us-gov-west-1"}},
		"servers":              {&s.servers, []any{[]*cognito.Record(nil), apiServer}},
		"providers":            {&s.providers, []any{[]*cognito.Record(nil), googleProvider}},
		"rotating":             {&s.stored.Family.Rotating, []any{0, 1}},
		"facts.SMSRole":        {&s.facts.Role, []any{&struct{ Trusted, Publishes bool }{}, &struct{ Trusted, Publishes bool }{true, false}}},
		"facts.SESIdentity":    {&s.facts.Identity, []any{&struct{ Verified, Authorised bool }{}, &struct{ Verified, Authorised bool }{true, false}}},
		"facts.KMSKey":         {&s.facts.Key, []any{"", "no"}},
		"facts.LambdaFunction": {&s.facts.Function, []any{"", "no"}},
		"facts.TierChange":     {&s.facts.Tiers, []any{[]string{"clients"}}},
		"facts.TagKey":         {&s.facts.Tag, []any{"cost", "a", "k0"}},
	} {
		for _, v := range values.values {
			m.set(path, reflect.ValueOf(values.at).Elem(), reflect.ValueOf(v), func() {}, false, false)
		}
	}
}

// TestRules_Reads: what a rule does not declare does not change its verdict, and each of
// what it declares does in some case, where nothing else that it declares changes.
func TestRules_Reads(t *testing.T) {
	t.Parallel()
	all, rules := subjects(t), cognito.Rules()
	m := &mutator{look: func(mutation) {}, seen: map[string][]reflect.Value{}}
	for i := range all {
		m.mutate(&all[i]) // sees all values
	}
	matters := map[string]bool{}
	for i := range all {
		s := &all[i]
		before := s.verdicts()
		m.look = func(change mutation) {
			after := s.verdicts()
			for r := range rules {
				if after[rules[r].ID] != before[rules[r].ID] {
					readBy(t, &rules[r], &change, s, matters)
				}
			}
		}
		m.mutate(s)
		require.Equal(t, before, s.verdicts(), "every mutation is undone")
	}
	for _, r := range rules {
		for _, read := range r.Reads {
			assert.True(t, matters[r.ID+" "+read], "%s reads %s, and no case shows it", r.ID, read)
		}
	}
}

// readBy notes which of the rule's reads made the difference, if only one can have.
func readBy(t *testing.T, r *cognito.Rule, m *mutation, s *subject, matters map[string]bool) {
	t.Helper()
	touched := slices.DeleteFunc(slices.Clone(r.Reads), func(read string) bool { return !m.touches(read) })
	assert.NotEmpty(t, touched, "%s does not say that it reads %s: %s", r.ID, m.path, s.name)
	if len(touched) == 1 && m.presence == strings.HasSuffix(touched[0], "?") {
		matters[r.ID+" "+touched[0]] = true
	}
}
