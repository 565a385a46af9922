package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// module is one with a package for all that can come of one.
var module = map[string]string{
	"go.mod": "module example.com/m\n\ngo 1.26\n",
	"passes/a_test.go": `package passes
import "testing"
func TestFine(t *testing.T) { t.Log("nobody reads this") }
`,
	"skips/a_test.go": `package skips
import "testing"
func TestOne(t *testing.T) { t.Log("before"); t.Skip("no Docker daemon") }
func TestTwo(t *testing.T) {
	t.Run("a", func(t *testing.T) { t.Parallel(); t.Skip("no Docker daemon") })
	t.Run("b", func(t *testing.T) { t.Skip("two\nlines") })
}
func TestThree(t *testing.T) { t.SkipNow() }
`,
	"skips/too/a_test.go": `package too
import "testing"
func TestOne(t *testing.T) { t.Skip("no Docker daemon") }
`,
	"fails/a_test.go": `package fails
import "testing"
func TestWrong(t *testing.T) { t.Run("inside", func(t *testing.T) { t.Error("one and one is three") }) }
func TestFine(t *testing.T) { t.Log("nobody reads this") }
`,
	"panics/a_test.go": `package panics
import "testing"
func TestPanic(t *testing.T) { panic("out of tea") }
`,
	"exits/a_test.go": `package exits
import ("fmt"; "os"; "testing")
func TestMain(*testing.M) { fmt.Println("no folder for tests"); os.Exit(3) }
`,
	"breaks/a_test.go": "package breaks\nvar x int = `text`\n",
	"empty/a.go":       "package empty\n",
}

func TestReport(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles programs")
	}
	dir := t.TempDir()
	for name, text := range module {
		require.NoError(t, os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	t.Chdir(dir)
	for name, tt := range map[string]struct {
		packages []string
		status   int
		want     []string
		never    string
	}{
		"passing": {[]string{"./passes", "./empty"}, 0, []string{`(?m)^ok  \texample.com/m/passes\t`, `(?m)^\?   \texample.com/m/empty\t`}, `(?i)skipped|nobody`},
		"skipping": {[]string{"./skips/..."}, 0, []string{
			`(?m)^ok  \texample.com/m/skips\t`, `\nSkipped:\n  3  no Docker daemon \(skips, skips/too\)\n  1  no reason given \(skips\)\n  1  two lines \(skips\)\n$`,
		}, `before`},
		"failing":  {[]string{"./fails"}, 1, []string{`--- FAIL: TestWrong/inside`, `a_test.go:3: one and one is three`, `(?m)^FAIL\texample.com/m/fails\t`}, `nobody|=== RUN`},
		"a panic":  {[]string{"./panics"}, 1, []string{`panic: out of tea`, `(?m)^FAIL\texample.com/m/panics\t`}, `=== RUN`},
		"no tests": {[]string{"./exits"}, 1, []string{`no folder for tests`, `(?m)^FAIL\texample.com/m/exits\t`}, `=== RUN`},
		"no build": {[]string{"./breaks", "./passes"}, 1, []string{
			`cannot use`, `(?m)^FAIL\texample.com/m/breaks \[build failed\]`, `(?m)^ok  \texample.com/m/passes\t`,
		}, `=== RUN`},
		"a wrong flag": {[]string{"-count=x"}, 2, []string{`invalid value "x" for flag -count`}, `Skipped`},
	} {
		t.Run(name, func(t *testing.T) {
			out, err := os.Create(filepath.Join(t.TempDir(), "out"))
			require.NoError(t, err)
			status := run(tt.packages, out, out)
			text, err := os.ReadFile(out.Name())
			require.NoError(t, err)
			assert.Equal(t, tt.status, status, string(text))
			for _, want := range tt.want {
				assert.Regexp(t, want, string(text))
			}
			assert.NotRegexp(t, tt.never, string(text))
		})
	}
}
