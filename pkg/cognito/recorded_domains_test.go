package cognito_test

import (
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
)

// recordedDomain is an entry of testdata/recorded/domains.json: a domain as it was described by the service, and
// what makes it here.
type recordedDomain struct {
	Source, Region string
	Create         obj
	// Created is the answer to the create, where it was recorded.
	Created     obj
	Description obj
	// Newer are members that the record is too old for.
	Newer obj
}

// TestRecorded_Domains: distributions stand for others in the records, but for that of us-east-1.
func TestRecorded_Domains(t *testing.T) {
	t.Parallel()
	var all []recordedDomain
	decode(t, "testdata/recorded/domains.json", &all)
	require.Len(t, all, 5)
	for _, r := range all {
		t.Run(r.Source, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			l.service.Region, l.service.ChosenIDs = r.Region, true
			at, err := time.Parse("20060102150405", r.Description["Version"].(string))
			require.NoError(t, err)
			l.now = at.Add(999 * time.Millisecond)
			pool := l.create(obj{"PoolName": "p", "UserPoolTags": obj{cognito.IDTag: r.Description["UserPoolId"]}})
			answer := l.do("CreateUserPoolDomain", r.Create.with("UserPoolId", pool))
			if r.Created != nil {
				assert.Equal(t, r.Created, answer)
			}
			l.later(time.Hour)
			got := l.do("DescribeUserPoolDomain", obj{"Domain": r.Create["Domain"]})["DomainDescription"].(map[string]any)
			if r.Description["CloudFrontDistribution"] != "d3oia8etllorh5.cloudfront.net" {
				assert.Regexp(t, distribution, got["CloudFrontDistribution"])
				got["CloudFrontDistribution"] = r.Description["CloudFrontDistribution"]
			}
			want := maps.Clone(r.Description)
			maps.Copy(want, r.Newer)
			assert.Equal(t, map[string]any(want), got)
		})
	}
}

// TestRecorded_NoDomain: domain-describe-unknown, byte for byte.
func TestRecorded_NoDomain(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	for _, name := range []string{"nothing-here", "auth.example.com", "My_Prefix", "us-east-1#x", "/", strings.Repeat("𝄞", 63)} {
		assert.Equal(t, `{"DomainDescription":{}}`, string(l.send("DescribeUserPoolDomain", obj{"Domain": name}).Body), name)
	}
}
