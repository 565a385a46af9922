package cognito_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
)

// Blocks of a risk configuration.
var (
	compromised = obj{"CompromisedCredentialsRiskConfiguration": obj{"Actions": obj{"EventAction": "BLOCK"}, "EventFilter": list{"SIGN_UP"}}}
	ranges      = obj{"RiskExceptionConfiguration": obj{"BlockedIPRangeList": list{"192.0.2.1/32"}, "SkippedIPRangeList": list{"2001:db8::/32"}}}
)

// risk is what DescribeRiskConfiguration answers, setRisk what SetRiskConfiguration does.
func (l *lab) risk(of obj) obj {
	l.t.Helper()
	return l.do("DescribeRiskConfiguration", of)["RiskConfiguration"].(map[string]any)
}

func (l *lab) setRisk(of, blocks obj) obj {
	l.t.Helper()
	return l.do("SetRiskConfiguration", of.and(blocks))["RiskConfiguration"].(map[string]any)
}

// riskRecords are the risk configurations of a pool as they are stored.
func (l *lab) riskRecords(pool string) []*cognito.Record {
	l.t.Helper()
	all, _, err := l.service.Store.Records(l.t.Context(), l.stored(pool).Owner(), cognito.RiskRecord, "", 60)
	require.NoError(l.t, err)
	return all
}

// TestRisk_Life: each Set replaces all, of the pool or of a client; ids alone leave nothing but a date.
func TestRisk_Life(t *testing.T) {
	t.Parallel()
	for name, ofClient := range map[string]bool{"of a pool": false, "of a client": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			pool := l.create(obj{"PoolName": "p"})
			l.createClient(pool, nil)
			of, other := obj{"UserPoolId": pool}, l.ofClient(pool, nil)
			if ofClient {
				of, other = other, of
			}
			before, client := l.describe(pool), l.describeClient(pool)
			assert.Equal(t, of, l.risk(of), "nothing was ever set")
			for _, blocks := range []obj{compromised, ranges, compromised.and(ranges), {}, ranges} {
				l.later(time.Hour)
				want := plain(t, of.and(blocks).with("LastModifiedDate", l.now.Unix()))
				assert.Equal(t, want, map[string]any(l.setRisk(of, blocks)))
				assert.Equal(t, want, map[string]any(l.risk(of)))
			}
			assert.Equal(t, other, l.risk(other), "the two are apart")
			assert.Equal(t, before, l.describe(pool), "the pool's LastModifiedDate stands still")
			assert.Equal(t, client, l.describeClient(pool), "and the client's")
			assert.Len(t, l.riskRecords(pool), 1)
			assert.Equal(t, ofClient, l.records(pool)[0].Body.(*cognito.Client).OwnRisk)
			l.updateClient(pool, nil)
			assert.Equal(t, ofClient, l.records(pool)[0].Body.(*cognito.Client).OwnRisk, "an update keeps it")
			assert.True(t, l.stored(pool).Family.Begun)
			l.do("DeleteUserPool", obj{"UserPoolId": pool})
		})
	}
}

// TestRisk_EventFilter: all events where none is said, as the enumeration has them; what is said stays, in its order.
func TestRisk_EventFilter(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	of := obj{"UserPoolId": l.create(obj{"PoolName": "p"})}
	for _, tc := range []struct{ said, want any }{
		{nil, list{"SIGN_IN", "PASSWORD_CHANGE", "SIGN_UP"}}, {list{}, list{}}, {list{"SIGN_UP", "SIGN_IN"}, list{"SIGN_UP", "SIGN_IN"}},
	} {
		blocks := obj{"CompromisedCredentialsRiskConfiguration": obj{"Actions": obj{"EventAction": "BLOCK"}, "EventFilter": tc.said}}
		for _, answer := range []obj{l.setRisk(of, blocks), l.risk(of)} {
			members{"CompromisedCredentialsRiskConfiguration.EventFilter": tc.want}.in(t, answer)
		}
	}
}

// TestRisk_Notifications: what is said comes back as it was said, and nothing is added.
func TestRisk_Notifications(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	of := obj{"UserPoolId": l.create(obj{"PoolName": "p", "UserPoolTier": "LITE"})}
	action := obj{"EventAction": "BLOCK", "Notify": true}
	for _, takeover := range []obj{
		{"Actions": obj{}},
		{"Actions": obj{"LowAction": action, "MediumAction": action, "HighAction": action}}, // and nothing to notify with
		{"Actions": obj{}, "NotifyConfiguration": obj{
			"SourceArn": "arn:aws:ses:eu-west-1:999999999999:identity/a@example.com", "From": "nobody", "ReplyTo": "x",
			"BlockEmail": obj{"Subject": "s"}, "MfaEmail": obj{"Subject": "s", "HtmlBody": "<html>"}, "NoActionEmail": obj{"Subject": "s", "TextBody": "a text"},
		}},
	} {
		want := plain(t, takeover)
		for _, answer := range []obj{l.setRisk(of, obj{"AccountTakeoverRiskConfiguration": takeover}), l.risk(of)} {
			assert.Equal(t, want, answer["AccountTakeoverRiskConfiguration"])
		}
	}
}

// TestRisk_StoreCalls: how often the two ask the store.
func TestRisk_StoreCalls(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	of := obj{"UserPoolId": pool}
	storeCalls{
		{"DescribeRiskConfiguration", of, "Get"},
		{"SetRiskConfiguration", of, "Get Write"},
		{"DescribeRiskConfiguration", of, "Get Find"},
		{"SetRiskConfiguration", of, "Get Find Write"},
	}.of(l, nil)
	l.createClient(pool, nil)
	storeCalls{
		{"DescribeRiskConfiguration", nil, "Get Find"},
		{"SetRiskConfiguration", nil, "Get Find Write"},
		{"DescribeRiskConfiguration", nil, "Get Find Find"},
		{"SetRiskConfiguration", nil, "Get Find Find Write"},
	}.of(l, l.ofClient(pool, nil))
}

// TestRisk_Race: who writes between a call's reading and its writing.
func TestRisk_Race(t *testing.T) {
	t.Parallel()
	noClient, noPool := "User pool client does not exist.", "User pool <pool> does not exist."
	for name, tc := range map[string]struct {
		ofClient, set, reads bool
		meanwhile            func(l *lab, pool string)
		message              string
	}{
		"the first of a pool":    {meanwhile: func(l *lab, pool string) { l.setRisk(obj{"UserPoolId": pool}, compromised) }},
		"another of a pool":      {set: true, meanwhile: func(l *lab, pool string) { l.setRisk(obj{"UserPoolId": pool}, compromised) }},
		"the first of a client":  {ofClient: true, meanwhile: func(l *lab, pool string) { l.setRisk(l.ofClient(pool, nil), compromised) }},
		"another of a client":    {ofClient: true, set: true, meanwhile: func(l *lab, pool string) { l.setRisk(l.ofClient(pool, nil), compromised) }},
		"the client is changed":  {ofClient: true, meanwhile: func(l *lab, pool string) { l.updateClient(pool, obj{"ClientName": "renamed"}) }},
		"the pool is changed":    {meanwhile: func(l *lab, pool string) { l.update(pool, obj{"PoolName": "renamed"}) }},
		"the pool ends":          {meanwhile: endPool, message: noPool},
		"the client's pool ends": {ofClient: true, meanwhile: endPool, message: noPool},
		"the client is deleted": {ofClient: true, message: noClient,
			meanwhile: func(l *lab, pool string) { l.do("DeleteUserPoolClient", l.ofClient(pool, nil)) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			pool := l.create(obj{"PoolName": "p"})
			of := obj{"UserPoolId": pool}
			if l.createClient(pool, nil); tc.ofClient {
				of = l.ofClient(pool, nil)
			}
			if tc.set {
				l.setRisk(of, compromised)
			}
			l.meanwhile("Write", func() { tc.meanwhile(l, pool) })
			if tc.message != "" {
				l.refuse("ResourceNotFoundException", strings.Replace(tc.message, "<pool>", pool, 1), "SetRiskConfiguration", of.and(ranges))
				return
			}
			want := l.setRisk(of, ranges)
			assert.Equal(t, want, l.risk(of), "it came last")
			assert.Len(t, l.riskRecords(pool), 1)
			if tc.ofClient {
				assert.True(t, l.records(pool)[0].Body.(*cognito.Client).OwnRisk)
			}
		})
	}
}

func endPool(l *lab, pool string) { l.do("DeleteUserPool", obj{"UserPoolId": pool}) }

// TestDescribeRiskConfiguration_ClientGone: a client that is deleted after it was read is not there.
func TestDescribeRiskConfiguration_ClientGone(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	l.createClient(pool, nil)
	of := l.ofClient(pool, nil)
	l.setRisk(of, ranges)
	finds, own := 0, l.service.Store
	l.hook().Before = func(ctx context.Context, method string, _ *cognito.Pool) error {
		if finds++; method == "Find" && finds == 3 { // after Get and Find
			return own.Write(ctx, cognito.Write{Remove: append(l.records(pool), l.riskRecords(pool)...)})
		}
		return nil
	}
	l.refuse("ResourceNotFoundException", "User pool client does not exist.", "DescribeRiskConfiguration", of)
}
