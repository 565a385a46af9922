package docs_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What a reader of the pages makes in the repository, keys and Terraform's state among it, is not to be committed by accident.
func TestGitignore_HasWhatPagesMake(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, ".gitignore"))
	require.NoError(t, err)
	patterns := strings.Fields(string(text))
	ignored := func(path string) bool {
		for _, pattern := range patterns {
			if ok, err := filepath.Match(strings.Trim(pattern, "/"), filepath.Base(path)); ok && err == nil {
				return true
			}
		}
		return false
	}
	made := []string{"samconfig.toml", ".terraform", ".terraform.lock.hcl", "terraform.tfstate", "terraform.tfstate.backup"}
	redirected := regexp.MustCompile(`(?m)^(?: {4}|[a-z(]).* > ([\w./-]+)`)
	for _, page := range pages(t) {
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		for _, command := range redirected.FindAllStringSubmatch(string(text), -1) {
			made = append(made, command[1])
		}
	}
	assert.Contains(t, made, "keys.json")
	for _, path := range made {
		assert.True(t, ignored(path), path)
	}
}
