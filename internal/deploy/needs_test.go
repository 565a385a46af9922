package deploy

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	noDaemon = `echo 'permission denied while trying to connect to the Docker daemon socket' >&2; exit 1`
	noPull   = `echo 'dial tcp: lookup public.ecr.aws: no such host' >&2; exit 1`
	fine     = `exit 0`
)

// TestSAMLocal_Needs: everything that a machine lacks is listed at once, with the error message of Docker.
func TestSAMLocal_Needs(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		script, docker string // docker is what stands in for the program; none where it is empty
		programs       []string
		want           []string
	}{
		"everything": {"sam-needs", "", nil, []string{
			"docker.io", "go.dev", "python3", "default-jdk-headless", "maven", "busybox-static", ".ci/with-docker make sam-local",
		}},
		"a daemon": {"sam-needs", noDaemon, []string{"go", "python3", "java", "javac", "mvn"}, []string{
			"permission denied while trying to connect to the Docker daemon socket", "busybox-static", ".ci/with-docker make sam-local",
		}},
		"a JDK, and a daemon": {"sam-needs", noDaemon, []string{"go", "python3", "mvn"}, []string{"permission denied", "default-jdk-headless"}},
		"Maven":               {"sam-needs", fine, []string{"go", "python3", "java", "javac"}, []string{"maven"}},
		"an image":            {"sam-image", noPull, nil, []string{"lookup public.ecr.aws: no such host", "busybox-static"}},
		"an event":            {"sam-local", "", nil, []string{"there is no event true"}},
		"root's Docker":       {"with-docker", noDaemon, nil, []string{"permission denied", "dockerd", "iproute2"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := t.TempDir()
			for _, program := range []string{"bash", "env", "cat", "dirname", "uname", "grep", "mktemp", "rm"} {
				found, err := exec.LookPath(program)
				require.NoError(t, err)
				require.NoError(t, os.Symlink(found, filepath.Join(path, program)))
			}
			for _, program := range tt.programs {
				stand(t, path, program, fine)
			}
			if tt.docker != "" {
				stand(t, path, "docker", tt.docker)
			}
			script, err := filepath.Abs(filepath.Join(root, ".ci", tt.script))
			require.NoError(t, err)
			cmd := exec.CommandContext(t.Context(), script, "true")
			cmd.Env = []string{"PATH=" + path}
			out, err := cmd.CombinedOutput()
			require.Error(t, err, string(out))
			for _, want := range tt.want {
				assert.Contains(t, string(out), want)
			}
		})
	}
}

// stand puts a program there that does what a line of bash does.
func stand(t *testing.T, dir, program, line string) {
	t.Helper()
	require.NoError(t, os.WriteFile(filepath.Join(dir, program), []byte("#!/usr/bin/env bash\n"+line+"\n"), 0o700))
}
