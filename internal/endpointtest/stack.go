package endpointtest

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Stack is the caller and those who called it, the outermost first, a line each: package, a space, and function.
// It begins with the outermost function whose name ends in from.
func Stack(from string) string {
	callers := make([]uintptr, 100)
	frames := runtime.CallersFrames(callers[:runtime.Callers(2, callers)])
	var lines []string
	for more := true; more; {
		var f runtime.Frame
		f, more = frames.Next()
		slash := strings.LastIndexByte(f.Function, '/') + 1
		dot := slash + strings.IndexByte(f.Function[slash:], '.')
		lines = append([]string{f.Function[:dot] + " " + named(f.Function[dot+1:])}, lines...)
	}
	for len(lines) > 0 && !strings.HasSuffix(lines[0], from) {
		lines = lines[1:]
	}
	return strings.Join(lines, "\n") + "\n"
}

// named is a function's name without that of one into which the compiler put a generic one: whether it did depends on how
// the test was built.
func named(function string) string {
	before, after, generic := strings.Cut(function, "[...]")
	if !generic || strings.Contains(before, "(") {
		return function
	}
	return before[strings.LastIndexByte(before, '.')+1:] + "[...]" + after
}

// AssertStack holds a stack to a golden file, which update rewrites, and to being short and straight: at most 25
// functions, and no package that is left and entered again.
func AssertStack(t T, file, stack string, update bool) {
	t.Helper()
	if update {
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o750))
		require.NoError(t, os.WriteFile(file, []byte(stack), 0o600))
	}
	golden, err := os.ReadFile(file) //nolint:gosec // the test names it
	require.NoError(t, err)
	assert.Equal(t, string(golden), stack)
	lines := strings.Split(strings.TrimSpace(stack), "\n")
	assert.LessOrEqual(t, len(lines), 25)
	entered, last := map[string]bool{}, ""
	for _, line := range lines {
		pkg, _, _ := strings.Cut(line, " ")
		assert.True(t, pkg == last || !entered[pkg], "%s is entered twice", pkg)
		entered[pkg], last = true, pkg
	}
}
