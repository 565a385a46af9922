package cognito_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/apierror"
	"userpools/pkg/cognito"
)

// ruleFile is testdata/rules/<rule>.json: the cases that break a rule, and such
// that just do not.
type ruleFile struct {
	Rule string
	// Evidence are the ids of testdata/facts behind the rule.
	Evidence []string
	// Confidence is the best of the evidence's.
	Confidence string
	// Note says what of the cases is not recorded, if anything.
	Note  string
	Cases []trial
}

func ruleFiles(t *testing.T) map[string]*ruleFile {
	t.Helper()
	paths, err := filepath.Glob("testdata/rules/*.json")
	require.NoError(t, err)
	files := map[string]*ruleFile{}
	for _, path := range paths {
		var file ruleFile
		decode(t, path, &file)
		require.Equal(t, file.Rule, strings.TrimSuffix(filepath.Base(path), ".json"), path)
		files[file.Rule] = &file
	}
	return files
}

func TestRules(t *testing.T) {
	files := ruleFiles(t)
	for _, rule := range cognito.Rules() {
		file := files[rule.ID]
		require.NotNil(t, file, "%s has no case file, or stands twice in the list", rule.ID)
		delete(files, rule.ID)
		t.Run(rule.ID, func(t *testing.T) {
			t.Parallel()
			assert.True(t, strings.HasSuffix(rule.Summary, "."), "a sentence")
			verdicts := map[bool]int{}
			for i := range file.Cases {
				c := &file.Cases[i]
				verdicts[c.Accepted]++
				assert.True(t, c.Accepted || slices.Contains(rule.Operations(), c.Operation), c.Name)
				t.Run(c.Name, func(t *testing.T) { c.run(t, "rule "+rule.ID) })
			}
			assert.Len(t, verdicts, 2, "a case breaks it, and another just does not")
		})
	}
	assert.Empty(t, files, "case files of no rule")
}

func TestRules_Copied(t *testing.T) {
	cognito.Rules()[0].ID = "another"
	assert.NotEqual(t, "another", cognito.Rules()[0].ID)
}

// TestRules_Members: a refusal has the members that its rule reads, as the operation names them.
func TestRules_Members(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	id := l.create(obj{"PoolName": "p"})
	for operation, tc := range map[string]struct {
		request obj
		want    []string
	}{
		"CreateUserPool": {obj{"PoolName": "p", "EmailConfiguration": obj{"EmailSendingAccount": "DEVELOPER"}},
			[]string{"EmailConfiguration.EmailSendingAccount", "EmailConfiguration.SourceArn"}},
		"SetUserPoolMfaConfig": {obj{"MfaConfiguration": "ON", "SmsMfaConfiguration": obj{"SmsConfiguration": sms.with("SnsRegion", "eu-west-1")}},
			[]string{"SmsMfaConfiguration.SmsConfiguration.SnsRegion"}},
		"AddCustomAttributes": {obj{"CustomAttributes": list{customText("a").with("Required", true)}},
			[]string{"CustomAttributes[].Name", "CustomAttributes[].Required"}},
	} {
		_, err := l.run(t.Context(), cognito.Call{Account: labAccount}, operation, tc.request.with("UserPoolId", id))
		refusal, refused := apierror.As(err)
		require.True(t, refused, operation)
		assert.Equal(t, tc.want, refusal.Members)
	}
}
