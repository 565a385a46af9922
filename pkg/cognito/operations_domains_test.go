package cognito_test

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
)

// distribution is the form of a CloudFront host.
var distribution = regexp.MustCompile(`^d[a-z0-9]{13}\.cloudfront\.net$`)

const (
	nameTaken    = "Domain already associated with another user pool."
	hasDomain    = "User pool already has a domain configured."
	noSuchDomain = "No such domain or user pool exists."
)

// domain is what DescribeUserPoolDomain answers.
func (l *lab) domain(name string) obj {
	l.t.Helper()
	return l.do("DescribeUserPoolDomain", obj{"Domain": name})["DomainDescription"].(map[string]any)
}

func prefix(pool, name string) obj { return obj{"UserPoolId": pool, "Domain": name} }

// TestDomains_Life: a prefix domain and a custom one of a pool, and what the pool shows of them.
func TestDomains_Life(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	before := l.describe(pool)
	l.later(time.Hour)
	assert.Equal(t, `{"ManagedLoginVersion":1}`, string(l.send("CreateUserPoolDomain", prefix(pool, "mine")).Body))
	custom := l.do("CreateUserPoolDomain", customDomain.and(obj{"UserPoolId": pool, "ManagedLoginVersion": 2}))
	assert.Regexp(t, distribution, custom["CloudFrontDomain"])
	assert.Equal(t, obj{"CloudFrontDomain": custom["CloudFrontDomain"], "ManagedLoginVersion": 2.0}, custom)
	assert.Equal(t, custom["CloudFrontDomain"], l.domain("auth.example.com")["CloudFrontDistribution"])
	assert.NotEqual(t, custom["CloudFrontDomain"], l.domain("mine")["CloudFrontDistribution"])
	assert.Equal(t, before.and(obj{"Domain": "mine", "CustomDomain": "auth.example.com"}), l.describe(pool), "LastModifiedDate stands still")

	l.later(time.Hour)
	assert.Equal(t, `{"ManagedLoginVersion":2}`, string(l.send("UpdateUserPoolDomain", prefix(pool, "mine").with("ManagedLoginVersion", 2)).Body))
	members{"ManagedLoginVersion": 2, "Version": "20260924130000"}.in(t, l.domain("mine"))
	assert.Equal(t, `{}`, string(l.send("DeleteUserPoolDomain", prefix(pool, "mine")).Body))
	assert.Empty(t, l.domain("mine"))
	assert.Equal(t, before.with("CustomDomain", "auth.example.com"), l.describe(pool))
	l.do("DeleteUserPoolDomain", customDomain.with("UserPoolId", pool))
	assert.Empty(t, l.domain("auth.example.com"))
	assert.Equal(t, before, l.describe(pool))
	assert.Equal(t, cognito.Family{Begun: true}, l.stored(pool).Family)
	l.do("DeleteUserPool", obj{"UserPoolId": pool})
}

// TestUpdateUserPoolDomain_Omitted: CustomDomainConfig is replaced, the rest is kept.
func TestUpdateUserPoolDomain_Omitted(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	routing := obj{"Failover": obj{"SecondaryRegion": "us-west-2", "PrimaryRoute53HealthCheckId": "x"}}
	created := l.do("CreateUserPoolDomain", customDomain.and(obj{
		"UserPoolId": pool, "ManagedLoginVersion": 2, "Routing": routing,
		"CustomDomainConfig": obj{"CertificateArn": certificate, "SecurityPolicy": "TLS_V1"},
	}))
	members{"Routing": routing, "ManagedLoginVersion": 2}.in(t, created)
	l.later(time.Hour)
	assert.Equal(t, created, l.do("UpdateUserPoolDomain", customDomain.with("UserPoolId", pool)))
	members{"CustomDomainConfig": obj{"CertificateArn": certificate}, "Routing": routing, "ManagedLoginVersion": 2, "Version": "20260924120000"}.
		in(t, l.domain("auth.example.com"))
	r, err := l.service.Store.Find(t.Context(), cognito.Key{Kind: cognito.DomainRecord, ID: "auth.example.com"})
	require.NoError(t, err)
	assert.Equal(t, []any{int64(2), l.now, l.now.Add(-time.Hour)}, []any{r.Revision, r.Modified, r.Created})
	l.do("UpdateUserPoolDomain", customDomain.and(obj{"UserPoolId": pool, "ManagedLoginVersion": 1, "Routing": obj{}}))
	members{"Routing": obj{}, "ManagedLoginVersion": 1}.in(t, l.domain("auth.example.com"))
}

// TestCreateUserPoolDomain_Repeated: a repeat is answered as the first call was, whatever became of the domain and the
// pool since; any other call is refused.
func TestCreateUserPoolDomain_Repeated(t *testing.T) {
	t.Parallel()
	for _, request := range []obj{{"Domain": "mine", "ManagedLoginVersion": 2}, customDomain.with("ManagedLoginVersion", 2)} {
		l := newLab(t)
		pool := l.create(obj{"PoolName": "p"})
		request = request.with("UserPoolId", pool)
		l.token = "first"
		first := l.send("CreateUserPoolDomain", request).Body
		assert.Equal(t, first, l.send("CreateUserPoolDomain", request).Body)
		l.do("UpdateUserPoolDomain", request.with("ManagedLoginVersion", 1))
		now := l.domain(request["Domain"].(string))
		l.update(pool, obj{"UserPoolTier": "LITE"})
		l.service.Facts = &declared{Expired: true}
		assert.Equal(t, first, l.send("CreateUserPoolDomain", request).Body, "plan and certificate, which would refuse it now, came later")
		assert.Equal(t, now, l.domain(request["Domain"].(string)), "a repeat changes nothing")
		l.token, l.service.Facts = "second", nil
		l.invalid(hasDomain, "CreateUserPoolDomain", request.with("ManagedLoginVersion", 1))
	}
}

// TestCreateUserPoolDomain_LostAnswer: what a store does not know to have written is found by the repeat.
func TestCreateUserPoolDomain_LostAnswer(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	l.token = "first"
	lost := &lossy{Store: l.service.Store}
	l.service.Store = lost
	assert.Equal(t, http.StatusInternalServerError, l.send("CreateUserPoolDomain", customDomain.with("UserPoolId", pool)).Status)
	answer := l.do("CreateUserPoolDomain", customDomain.with("UserPoolId", pool))
	assert.Equal(t, l.domain("auth.example.com")["CloudFrontDistribution"], answer["CloudFrontDomain"])
	assert.Equal(t, 1, lost.writes)
}

// lossy makes writes and loses the answers.
type lossy struct {
	cognito.Store
	writes int
}

func (s *lossy) Write(ctx context.Context, w cognito.Write) error {
	s.writes++
	return errors.Join(s.Store.Write(ctx, w), errors.New("no answer"))
}

// TestDomains_Race: who writes between a call's reading and its writing.
func TestDomains_Race(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		operation string
		// meanwhile is done once, before the first write, or where "read" is in the name before the domain is read.
		meanwhile     func(l *lab, pool, other string)
		code, message string
	}{
		"another pool takes the name": {"CreateUserPoolDomain",
			func(l *lab, _, other string) { l.do("CreateUserPoolDomain", prefix(other, "new")) }, "InvalidParameterException", nameTaken},
		"the pool gets another domain": {"CreateUserPoolDomain",
			func(l *lab, pool, _ string) { l.do("CreateUserPoolDomain", prefix(pool, "third")) }, "InvalidParameterException", hasDomain},
		"the pool gets this domain": {"CreateUserPoolDomain",
			func(l *lab, pool, _ string) { l.do("CreateUserPoolDomain", prefix(pool, "new")) }, "InvalidParameterException", hasDomain},
		"the call itself": {"CreateUserPoolDomain", // an attempt that was slow
			func(l *lab, pool, _ string) { l.do("CreateUserPoolDomain", prefix(pool, "new")) }, "", ""},
		"the pool is changed": {"CreateUserPoolDomain",
			func(l *lab, pool, _ string) { l.update(pool, obj{"MfaConfiguration": "OFF"}) }, "", ""},
		"the pool ends": {"CreateUserPoolDomain",
			func(l *lab, pool, _ string) { l.do("DeleteUserPool", obj{"UserPoolId": pool}) }, "ResourceNotFoundException", "User pool <pool> does not exist."},
		"the pool ends, and another takes the name": {"CreateUserPoolDomain",
			func(l *lab, pool, other string) {
				l.do("DeleteUserPool", obj{"UserPoolId": pool})
				l.do("CreateUserPoolDomain", prefix(other, "new"))
			}, "ResourceNotFoundException", "User pool <pool> does not exist."},
		"the domain is deleted before an update": {"UpdateUserPoolDomain",
			func(l *lab, pool, _ string) { l.do("DeleteUserPoolDomain", prefix(pool, "new")) }, "InvalidParameterException", noSuchDomain},
		"the domain is another pool's before an update": {"UpdateUserPoolDomain",
			func(l *lab, pool, other string) {
				l.do("DeleteUserPoolDomain", prefix(pool, "new"))
				l.do("CreateUserPoolDomain", prefix(other, "new"))
			}, "InvalidParameterException", noSuchDomain},
		"the domain is another of the pool before an update": {"UpdateUserPoolDomain",
			func(l *lab, pool, _ string) {
				l.do("DeleteUserPoolDomain", prefix(pool, "new"))
				l.later(time.Hour)
				l.do("CreateUserPoolDomain", prefix(pool, "new"))
			}, "", ""},
		"the domain is deleted before it is read": {"UpdateUserPoolDomain",
			func(l *lab, pool, _ string) { l.do("DeleteUserPoolDomain", prefix(pool, "new")) }, "InvalidParameterException", noSuchDomain},
		"the domain is another pool's before it is read": {"UpdateUserPoolDomain",
			func(l *lab, pool, other string) {
				l.do("DeleteUserPoolDomain", prefix(pool, "new"))
				l.do("CreateUserPoolDomain", prefix(other, "new"))
			}, "InvalidParameterException", noSuchDomain},
		"the domain is updated before an update": {"UpdateUserPoolDomain",
			func(l *lab, pool, _ string) { l.do("UpdateUserPoolDomain", prefix(pool, "new")) }, "", ""},
		"the pool is changed before a delete": {"DeleteUserPoolDomain",
			func(l *lab, pool, _ string) { l.update(pool, obj{"MfaConfiguration": "OFF"}) }, "", ""},
		"the domain is updated before a delete": {"DeleteUserPoolDomain",
			func(l *lab, pool, _ string) {
				l.do("UpdateUserPoolDomain", prefix(pool, "new").with("ManagedLoginVersion", 2))
			}, "", ""},
		"the domain is deleted before a delete": {"DeleteUserPoolDomain",
			func(l *lab, pool, _ string) { l.do("DeleteUserPoolDomain", prefix(pool, "new")) }, "InvalidParameterException", noSuchDomain},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			pool, other := l.create(obj{"PoolName": "p"}), l.create(obj{"PoolName": "other"})
			if tc.operation != "CreateUserPoolDomain" {
				l.do("CreateUserPoolDomain", prefix(pool, "new"))
			}
			if name == "the call itself" {
				l.token = "first"
			}
			method := "Write"
			if strings.HasSuffix(name, "read") {
				method = "Find"
			}
			l.meanwhile(method, func() { tc.meanwhile(l, pool, other) })
			if tc.code != "" {
				l.refuse(tc.code, strings.Replace(tc.message, "<pool>", pool, 1), tc.operation, prefix(pool, "new"))
			} else {
				l.do(tc.operation, prefix(pool, "new"))
			}
			if p := l.stored(pool); p != nil { // the pool and the domains agree
				for _, name := range []string{"new", "third"} {
					got := l.domain(name)
					assert.Equal(t, p.Family.Domain == name, got["UserPoolId"] == pool, name)
					if got["UserPoolId"] == pool {
						assert.Equal(t, l.now.Format("20060102150405"), got["Version"], "the last one's")
					}
				}
			}
		})
	}
}

// TestDomains_Others: a domain of another account or region is not there, but for its name.
func TestDomains_Others(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	l.do("CreateUserPoolDomain", prefix(pool, "mine"))
	l.do("CreateUserPoolDomain", customDomain.with("UserPoolId", pool))
	for name, tc := range map[string]struct {
		account, region string
		prefixTaken     bool
	}{
		"another account":    {"210987654321", labRegion, true},
		"another region":     {labAccount, "eu-west-1", false},
		"another of another": {"210987654321", "eu-west-1", false},
	} {
		l.account, l.service.Region = tc.account, tc.region
		theirs := l.create(obj{"PoolName": "theirs"})
		for _, domain := range []string{"mine", "auth.example.com"} {
			assert.Equal(t, `{"DomainDescription":{}}`, string(l.send("DescribeUserPoolDomain", obj{"Domain": domain}).Body), name)
			assert.Empty(t, l.entry.PoolID)
			l.invalid(noSuchDomain, "UpdateUserPoolDomain", prefix(theirs, domain))
			l.invalid(noSuchDomain, "DeleteUserPoolDomain", prefix(theirs, domain))
			l.invalid(noSuchDomain, "DeleteUserPoolDomain", prefix(pool, domain))
		}
		l.invalid(nameTaken, "CreateUserPoolDomain", customDomain.with("UserPoolId", theirs))
		if tc.prefixTaken {
			l.invalid(nameTaken, "CreateUserPoolDomain", prefix(theirs, "mine"))
			continue
		}
		l.do("CreateUserPoolDomain", prefix(theirs, "mine"))
		members{"UserPoolId": theirs, "AWSAccountId": tc.account}.in(t, l.domain("mine"))
		l.do("DeleteUserPoolDomain", prefix(theirs, "mine"))
	}
	l.account, l.service.Region = labAccount, labRegion
	members{"UserPoolId": pool}.in(t, l.domain("mine"))
	assert.Equal(t, pool, l.entry.PoolID)
}

// TestDomains_StoreCalls: how often each operation asks the store, refused ones too.
func TestDomains_StoreCalls(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool, other := l.create(obj{"PoolName": "p"}), l.create(obj{"PoolName": "other"})
	storeCalls{
		{"CreateUserPoolDomain", prefix(pool, "Mine"), "Get"},
		{"CreateUserPoolDomain", prefix(pool, "mine"), "Get Write"},
		{"CreateUserPoolDomain", prefix(pool, "mine"), "Get Find"},
		{"CreateUserPoolDomain", prefix(pool, "other"), "Get Find"},
		{"CreateUserPoolDomain", prefix(other, "mine"), "Get Write Get"},
		{"DescribeUserPoolDomain", obj{"Domain": "mine"}, "Find"},
		{"DescribeUserPoolDomain", obj{"Domain": "nothing"}, "Find"},
		{"DescribeUserPool", obj{"UserPoolId": pool}, "Get"},
		{"DeleteUserPool", obj{"UserPoolId": pool}, "Delete"},
		{"UpdateUserPoolDomain", prefix(pool, "mine"), "Get Find Write"},
		{"UpdateUserPoolDomain", prefix(pool, "nothing"), "Get"},
		{"DeleteUserPoolDomain", prefix(pool, "nothing"), "Get"},
		{"DeleteUserPoolDomain", prefix(pool, "mine"), "Get Find Write"},
	}.of(l, nil)
}

// TestDomains_Hosts: a region has one distribution for its prefixes, and every custom domain its own.
func TestDomains_Hosts(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	seen := map[any]string{}
	for region, bucket := range map[string]string{
		"us-east-1": "iad", "us-west-2": "pdx", "ap-northeast-1": "nrt", "eu-central-1": "fra", "il-central-1": "il-central-1", "us-gov-west-1": "us-gov-west-1",
	} {
		l.service.Region = region
		hosts := map[any]bool{}
		for _, name := range []string{"a", "b"} {
			l.do("CreateUserPoolDomain", prefix(l.create(obj{"PoolName": "p"}), name))
			hosts[l.domain(name)["CloudFrontDistribution"]] = true
			assert.Equal(t, "aws-cognito-prod-"+bucket+"-assets", l.domain(name)["S3Bucket"])
		}
		require.Len(t, hosts, 1)
		for host := range hosts {
			assert.Regexp(t, distribution, host)
			assert.Empty(t, seen[host], "%s has it, too", region)
			seen[host] = region
		}
	}
	for _, name := range []string{"a.example.com", "b.example.com"} {
		made := l.do("CreateUserPoolDomain", customDomain.and(prefix(l.create(obj{"PoolName": "p"}), name)))
		assert.Empty(t, seen[made["CloudFrontDomain"]])
		seen[made["CloudFrontDomain"]] = name
	}
}

// TestDomains_NoRandom: neither a host nor CloudFront's request id is made up without.
func TestDomains_NoRandom(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	l.do("CreateUserPoolDomain", customDomain.with("UserPoolId", pool))
	l.token, l.service.Random, l.service.Facts = "t", strings.NewReader("too short"), &declared{Expired: true}
	for _, operation := range []string{"CreateUserPoolDomain", "UpdateUserPoolDomain"} {
		assert.Equal(t, http.StatusInternalServerError, l.send(operation, customDomain.with("UserPoolId", pool)).Status)
		assert.ErrorContains(t, l.entry.Cause, "random source")
	}
}

// TestDomains_Certificate: the request of CloudFront's sentence is another each time.
func TestDomains_Certificate(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool, seen := l.create(obj{"PoolName": "p"}), map[string]bool{}
	l.service.Facts = &declared{Expired: true}
	for range 2 {
		_, message := refusalOf(t, l.send("CreateUserPoolDomain", customDomain.with("UserPoolId", pool)))
		assert.Regexp(t, `Request ID: [0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\)$`, message)
		assert.False(t, seen[message])
		seen[message] = true
	}
}

// TestDomains_Order: where a request breaks several things, what refuses it first (docs/departures.md#domain-order).
func TestDomains_Order(t *testing.T) {
	t.Parallel()
	eu := obj{"CertificateArn": strings.Replace(certificate, "us-east-1", "eu-west-1", 1)}
	routing := obj{"Failover": obj{"SecondaryRegion": "us-west-2", "PrimaryRoute53HealthCheckId": "x"}}
	for _, tc := range []struct {
		name, operation string
		request         obj
		first           string
	}{
		{"constraints before the pool", "CreateUserPoolDomain", obj{"UserPoolId": "us-east-1_nowhere", "Domain": ""}, "constraint domain"},
		{"the pool before the name", "CreateUserPoolDomain", obj{"UserPoolId": "us-east-1_nowhere", "Domain": "My_Prefix"}, ""},
		{"characters before reserved words", "CreateUserPoolDomain", obj{"Domain": "-aws"}, "rule domain-name"},
		{"reserved words before the plan", "CreateUserPoolDomain", obj{"Domain": "aws", "ManagedLoginVersion": 2}, "rule domain-reserved-word"},
		{"characters before the parent", "CreateUserPoolDomain", obj{"Domain": "A", "CustomDomainConfig": eu}, "rule domain-host"},
		{"the parent before the certificate", "CreateUserPoolDomain", obj{"Domain": "a", "CustomDomainConfig": eu}, "rule domain-parent"},
		{"the certificate before the plan", "CreateUserPoolDomain",
			obj{"Domain": "auth.example.com", "CustomDomainConfig": eu, "ManagedLoginVersion": 2}, "rule domain-certificate"},
		{"the plan before the routing", "CreateUserPoolDomain", obj{"Domain": "a", "ManagedLoginVersion": 2, "Routing": routing}, "rule domain-feature-plan"},
		{"the version before the routing", "CreateUserPoolDomain", obj{"Domain": "a", "ManagedLoginVersion": 3, "Routing": routing}, "rule domain-version"},
		{"the routing before whose the name is", "CreateUserPoolDomain", obj{"Domain": "theirs", "Routing": routing}, "rule domain-routing"},
		{"whose the name is before what the pool has", "CreateUserPoolDomain", obj{"Domain": "theirs"}, "rule domain-taken"},
		{"whether it is custom before whether it is there", "UpdateUserPoolDomain", obj{"Domain": "nothing", "CustomDomainConfig": eu}, "rule domain-not-custom"},
		{"whether it is there before the plan", "UpdateUserPoolDomain", obj{"Domain": "nothing", "ManagedLoginVersion": 2}, "rule domain-not-found"},
		{"the plan before the routing of an update", "UpdateUserPoolDomain", obj{"Domain": "mine", "ManagedLoginVersion": 2, "Routing": routing}, "rule domain-feature-plan"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			l.do("CreateUserPoolDomain", prefix(l.create(obj{"PoolName": "other"}), "theirs"))
			pool := l.create(obj{"PoolName": "p", "UserPoolTier": "LITE"})
			l.do("CreateUserPoolDomain", prefix(pool, "mine"))
			answer := l.send(tc.operation, obj{"UserPoolId": pool}.and(tc.request))
			assert.Equal(t, http.StatusBadRequest, answer.Status)
			assert.Equal(t, tc.first, l.entry.Refused, "%s", answer.Body)
		})
	}
}
