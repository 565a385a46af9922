package deploy

import (
	"bytes"
	"debug/elf"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// architectures are Lambda's names and what the program must be for each.
var architectures = map[string]elf.Machine{"x86_64": elf.EM_X86_64, "arm64": elf.EM_AARCH64}

func TestBootstrap(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the function for two architectures")
	}
	here := copySource(t, root)
	elsewhere := copySource(t, here)
	for arch, machine := range architectures {
		t.Run(arch, func(t *testing.T) {
			path := build(t, here, arch)
			program, err := os.ReadFile(path)
			require.NoError(t, err)

			assertStatic(t, path, machine)
			for _, folder := range foldersOfThisMachine(t, here) {
				assert.False(t, bytes.Contains(program, []byte(folder)), "%s is inside", folder)
			}
			again, err := os.ReadFile(build(t, elsewhere, arch))
			require.NoError(t, err)
			assert.True(t, bytes.Equal(program, again), "built in another folder it is another program")
		})
	}
}

// assertStatic holds that the program is one for the machine and needs no library of where it runs. The base image that
// tests use has none, and a loader that is missing shows as a function that does not exist.
func assertStatic(t *testing.T, path string, machine elf.Machine) {
	t.Helper()
	program, err := elf.Open(path)
	require.NoError(t, err)
	defer program.Close()
	assert.Equal(t, elf.ET_EXEC, program.Type)
	assert.Equal(t, machine, program.Machine)
	for _, segment := range program.Progs {
		assert.NotEqual(t, elf.PT_INTERP, segment.Type, "it asks for a loader: it is dynamically linked")
		assert.NotEqual(t, elf.PT_DYNAMIC, segment.Type, "it is dynamically linked")
	}
}

// build runs what sam build runs and returns the program.
func build(t *testing.T, module, arch string) string {
	t.Helper()
	artifacts := t.TempDir()
	run(t, module, "make", "build-UserPoolsFunction", "ARCH="+arch, "ARTIFACTS_DIR="+artifacts)
	return filepath.Join(artifacts, "bootstrap")
}

// copySource copies what the function is built from, so that it is the same for all builds while somebody edits it.
func copySource(t *testing.T, module string) string {
	t.Helper()
	dir := t.TempDir()
	for _, file := range []string{"go.mod", "go.sum", "Makefile"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, file), []byte(read(t, filepath.Join(module, file))), 0o600))
	}
	for _, sources := range []string{"functions", "pkg"} {
		require.NoError(t, os.CopyFS(filepath.Join(dir, sources), os.DirFS(filepath.Join(module, sources))))
	}
	return dir
}

func foldersOfThisMachine(t *testing.T, module string) []string {
	t.Helper()
	home, err := os.UserHomeDir()
	require.NoError(t, err)
	folders := []string{module, home}
	for folder := range strings.Lines(run(t, root, "go", "env", "GOROOT", "GOMODCACHE", "GOCACHE")) {
		folders = append(folders, strings.TrimSpace(folder))
	}
	for i := range folders {
		folders[i] += string(filepath.Separator) // one that ends there may be part of a word
	}
	return folders
}

// run runs a program in a folder, without what a make around this test tells its own children, and returns its output.
func run(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir, cmd.Env = dir, environment()
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	require.NoError(t, err, "%s %s\n%s%s", name, strings.Join(args, " "), out, &stderr)
	return string(out)
}
