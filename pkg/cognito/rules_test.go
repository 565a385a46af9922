package cognito_test

import (
	"encoding/json"
	"io/fs"
	"os"
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

func ruleFiles(t *testing.T) map[string]*ruleFile {
	t.Helper()
	paths, err := fs.Glob(os.DirFS("."), "testdata/rules/*.json")
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

func TestEveryRuleHasACaseFileAndEveryCaseFileARule(t *testing.T) {
	files := ruleFiles(t)
	seen := map[string]bool{}
	for _, rule := range cognito.Rules() {
		require.False(t, seen[rule.ID], "%s stands twice in the list", rule.ID)
		seen[rule.ID] = true
		file := files[rule.ID]
		require.NotNil(t, file, "%s has no case file", rule.ID)
		require.Equal(t, rule.Evidence, file.Evidence, rule.ID)
		require.True(t, strings.HasSuffix(rule.Summary, "."), "%s says no sentence", rule.ID)
	}
	for id := range files {
		require.True(t, seen[id], "testdata/rules/%s.json is of no rule", id)
	}
}

func TestEveryRuleIsBrokenByACaseAndJustNotByAnother(t *testing.T) {
	for id, file := range ruleFiles(t) {
		var refused, accepted int
		for i := range file.Cases {
			if file.Cases[i].Accepted {
				accepted++
			} else {
				refused++
			}
		}
		require.NotZero(t, refused, "%s: no case breaks it", id)
		require.NotZero(t, accepted, "%s: no case just does not break it", id)
	}
}

func TestRules(t *testing.T) {
	files := ruleFiles(t)
	for _, rule := range cognito.Rules() {
		t.Run(rule.ID, func(t *testing.T) {
			t.Parallel()
			for i := range files[rule.ID].Cases {
				c := &files[rule.ID].Cases[i]
				t.Run(c.Name, func(t *testing.T) { c.run(t, "rule "+rule.ID) })
			}
		})
	}
}

func TestRules_Copied(t *testing.T) {
	cognito.Rules()[0].ID = "another"
	assert.NotEqual(t, "another", cognito.Rules()[0].ID)
}

// TestRules_EveryChange: a rule that is listed for a wrong operation may judge wrongly, and does not panic.
func TestRules_EveryChange(t *testing.T) {
	seen := map[string]bool{}
	cognito.EachRule(t, func(r *cognito.Rule, operation string, check func() error) {
		seen[r.ID+" on "+operation] = true
		assert.NotPanics(t, func() { _ = check() }, "%s on %s", r.ID, operation)
	})
	for _, file := range ruleFiles(t) {
		for i := range file.Cases {
			file.Cases[i].run(t, "")
		}
	}
	assert.Len(t, seen, 4*len(ruleFiles(t)))
}
