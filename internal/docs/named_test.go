package docs_test

import (
	"go/scanner"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// elsewhere are documents that are named and are not in the tree: files that a reader writes, placeholders, and files
// of other repositories.
var elsewhere = []string{
	"body.json", "request.json", "keys.json", "left.json", "old.json", "new.json",
	"x.json", "x.aws.json", "answers/x.json",
	"testdata/aws/cognito/login_workflows.json", "testdata/aws/cognito/*.json", // radkawar/stackd
	"data/cognito-idp/2016-04-18/service-2.json", // botocore
}

var (
	// named is a document's path, as text has it.
	named = regexp.MustCompile(`(?:[\w./*-]|<\w+>)*(?:[\w*]|<\w+>)\.(?:md|jsonl|json)\b`)
	// address is what leads out of the tree, a URL or owner/repository:path, or is
	// no more than the text of a link, whose target TestPages_Links follows.
	address = regexp.MustCompile(`\w+://\S+|[\w.-]+/[\w.-]+:\S+|\[[^\[\]]*\]\(`)
	// placeholder is a part of a path that stands for others.
	placeholder = regexp.MustCompile(`<\w+>`)
)

// TestDocuments_Named: a comment or a page that sends its reader to a document sends them to one that is there. Paths lead
// from the root, from the page's or the package's directory, or from its testdata.
func TestDocuments_Named(t *testing.T) {
	used := map[string]bool{}
	for _, name := range elsewhere {
		used[name] = false
	}
	for _, file := range written(t) {
		for _, name := range named.FindAllString(address.ReplaceAllString(prose(t, file), " "), -1) {
			if _, away := used[name]; away {
				used[name] = true
				continue
			}
			assert.True(t, isThere(file, name), "%s names %s, which is not there", file, name)
		}
	}
	for name := range used {
		assert.True(t, used[name], "nothing names %s any more", name)
	}
}

// written are the Go and Markdown files of the tree, by their paths in it.
func written(t *testing.T) (all []string) {
	t.Helper()
	require.NoError(t, fs.WalkDir(os.DirFS(root), ".", func(file string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (file == "build" || entry.Name() == "node_modules" || strings.HasPrefix(entry.Name(), ".") && file != "."):
			return fs.SkipDir
		case path.Ext(file) == ".go" || path.Ext(file) == ".md":
			all = append(all, file)
		}
		return nil
	}))
	require.Greater(t, len(all), 100)
	return all
}

// prose is a page, or the comments of a Go file.
func prose(t *testing.T, file string) string {
	t.Helper()
	text := read(t, file)
	if path.Ext(file) != ".go" {
		return text
	}
	var comments strings.Builder
	var s scanner.Scanner
	s.Init(token.NewFileSet().AddFile(file, -1, len(text)), []byte(text), nil, scanner.ScanComments)
	for _, kind, literal := s.Scan(); kind != token.EOF; _, kind, literal = s.Scan() {
		if kind == token.COMMENT {
			comments.WriteString(literal + "\n")
		}
	}
	return comments.String()
}

func isThere(file, name string) bool {
	pattern := placeholder.ReplaceAllString(name, "*")
	for _, from := range []string{"", path.Dir(file), path.Join(path.Dir(file), "testdata")} {
		if found, _ := filepath.Glob(filepath.Join(root, from, pattern)); len(found) > 0 {
			return true
		}
	}
	return false
}
