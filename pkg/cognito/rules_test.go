package cognito_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
)

// ruleFile is testdata/rules/<rule>.json: the cases that break a rule, and such
// that just do not.
type ruleFile struct {
	Rule string
	// Evidence are the ids of facts.json behind the rule.
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
			assert.Equal(t, rule.Evidence, file.Evidence)
			assert.True(t, strings.HasSuffix(rule.Summary, "."), "a sentence")
			verdicts := map[bool]int{}
			for i := range file.Cases {
				c := &file.Cases[i]
				verdicts[c.Accepted]++
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
