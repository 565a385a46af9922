package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"

	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// program is the outcome of the program as a process that ends by itself.
func program(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], args...)
	cmd.Env = append(os.Environ(), asProgram+"=1")
	var out, errs strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errs
	_ = cmd.Run() // its status tells
	return cmd.ProcessState.ExitCode(), out.String(), errs.String()
}

// TestFiles_Life has a file that is used, copied, compacted and used again, and the copy as well.
func TestFiles_Life(t *testing.T) {
	file := filepath.Join(t.TempDir(), "pools.db")
	p := start(t, command(nil, "-data", file))
	c := client(p.url, region, local)
	kept := create(t, c, "kept")
	var gone []*string
	for range 100 {
		gone = append(gone, create(t, c, strings.Repeat("x", 128)).Id)
	}
	for _, id := range gone {
		_, err := c.DeleteUserPool(t.Context(), &idp.DeleteUserPoolInput{UserPoolId: id})
		require.NoError(t, err)
	}
	holder := ""
	if runtime.GOOS == "linux" {
		holder = fmt.Sprintf(" (pid %d)", p.Process.Pid)
	}
	for _, name := range []string{"backup", "compact"} {
		args := []string{name, "-data", file}
		if name == "backup" {
			args = append(args, file+".copy")
		}
		status, stdout, stderr := program(t, args...)
		assert.Equal(t, 1, status)
		assert.Empty(t, stdout)
		assert.Equal(t, "userpools: "+name+": "+file+": in use by another process"+holder+"\n", stderr)
	}
	end(t, p.Cmd, syscall.SIGTERM)
	require.NoError(t, os.Chmod(file, 0o640))

	outputOf(t, `^`+regexp.QuoteMeta(file)+`: \d+ bytes, copied to \S+: \d+ bytes\n$`, "backup", "-data", file, file+".copy")
	status, _, stderr := program(t, "backup", "-data", file, file+".copy")
	assert.Equal(t, 1, status)
	assert.Equal(t, "userpools: backup: "+file+".copy: file already exists; it is replaced with -overwrite only\n", stderr)
	outputOf(t, `copied to`, "backup", "-data", file, "-overwrite", file+".copy")
	sizes := outputOf(t, `^`+regexp.QuoteMeta(file)+`: (\d+) bytes before, (\d+) after\n$`, "compact", "-data", file)
	before, err := strconv.Atoi(sizes[1])
	require.NoError(t, err)
	after, err := strconv.Atoi(sizes[2])
	require.NoError(t, err)
	assert.Less(t, after, before/2)
	for _, path := range []string{file, file + ".copy"} {
		info, err := os.Stat(path)
		require.NoError(t, err)
		assert.Equal(t, os.FileMode(0o640), info.Mode().Perm())
		p := start(t, command(nil, "-data", path))
		assert.Equal(t, "kept", *describe(t, client(p.url, region, local), kept.Id).Name)
		end(t, p.Cmd, syscall.SIGTERM)
	}
}

// outputOf is what the program prints where all goes well.
func outputOf(t *testing.T, want string, args ...string) []string {
	t.Helper()
	status, stdout, stderr := program(t, args...)
	require.Zero(t, status, stderr)
	require.Empty(t, stderr)
	require.Regexp(t, want, stdout)
	return regexp.MustCompile(want).FindStringSubmatch(stdout)
}

func TestFiles_Usage(t *testing.T) {
	for _, args := range []string{"backup -h", "compact -help"} {
		status, stdout, stderr := outcome(t, environment(t), strings.Fields(args)...)
		assert.Zero(t, status)
		assert.Equal(t, filesUsage, stdout)
		assert.Empty(t, stderr)
	}
	for args, want := range map[string]string{
		"backup":              `backup: which file is to be the copy? As in: userpools backup pools.copy`,
		"backup a b":          `backup: unexpected argument "b": flags come first`,
		"backup a -overwrite": `backup: unexpected argument "-overwrite": flags come first`,
		"compact a":           `compact: unexpected argument "a": flags come first`,
		"compact -overwrite":  `compact: flag provided but not defined: -overwrite`,
		"compact -data=":      `compact: -data is empty, or there is no home directory that pools could be kept in: name the file with -data`,
		"backup -memory x":    `backup: flag provided but not defined: -memory`,
	} {
		status, stdout, stderr := outcome(t, environment(t), strings.Fields(args)...)
		assert.Equal(t, 2, status, args)
		assert.Empty(t, stdout)
		assert.Equal(t, "userpools: "+want+"\n", stderr)
	}
	status, _, stderr := outcome(t, environment(t, "XDG_DATA_HOME=/nowhere"), "compact")
	assert.Equal(t, 1, status)
	assert.Equal(t, "userpools: compact: /nowhere/userpools/pools.db: stat: no such file or directory\n", stderr)
}
