package main

import (
	"archive/tar"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// builtStatic builds the program as README says for a container.
func builtStatic(t *testing.T) (program string) {
	t.Helper()
	if testing.Short() {
		t.Skip("building the program is not for short tests")
	}
	program = filepath.Join(t.TempDir(), "userpools")
	cmd := exec.Command("go", "build", "-o", program, ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	return program
}

// serves starts a command that runs the program, and makes a pool there.
func serves(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	assert.Equal(t, "first", *create(t, client(start(t, cmd).url, region, local), "first").Name)
}

// TestMemory_AsTheOnlyFile runs the program where there is no other file, and none can
// be made.
func TestMemory_AsTheOnlyFile(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("containers are for Linux")
	}
	t.Run("under a read-only root", func(t *testing.T) {
		root := filepath.Dir(builtStatic(t))
		const script = `mount --bind -o ro "$1" "$1" && exec chroot "$1" /userpools -memory -listen 127.0.0.1:0`
		unshare := []string{"--user", "--map-root-user", "--mount", "sh", "-euc"}
		probe := exec.Command("unshare", append(unshare, `mount --bind -o ro "$1" "$1"`, "sh", root)...)
		if probe.Run() != nil && os.Getenv("CI") != "true" {
			t.Skip("no namespaces for this user here")
		}
		cmd := exec.Command("unshare", append(unshare, script, "sh", root)...)
		cmd.Env = []string{"PATH=" + os.Getenv("PATH")}
		serves(t, cmd)
	})
	t.Run("in a container", func(t *testing.T) {
		if exec.Command("docker", "version").Run() != nil && os.Getenv("CI") != "true" {
			t.Skip("no Docker daemon answers: on Linux as root, .ci/with-docker make test has one")
		}
		name := fmt.Sprintf("userpools-test-%d", os.Getpid())
		imported := exec.Command("docker", "import", "-", name)
		imported.Stdin = bytes.NewReader(archive(t, builtStatic(t)))
		out, err := imported.CombinedOutput()
		require.NoError(t, err, string(out))
		t.Cleanup(func() {
			_ = exec.Command("docker", "rm", "--force", name).Run()
			_ = exec.Command("docker", "rmi", name).Run()
		})
		serves(t, exec.Command("docker", "run", "--name", name, "--read-only",
			"--network", "host", "--user", "65534", name, "/userpools", "-memory", "-listen", "127.0.0.1:0"))
	})
}

// archive is an image of one file.
func archive(t *testing.T, program string) []byte {
	t.Helper()
	content, err := os.ReadFile(program)
	require.NoError(t, err)
	var image bytes.Buffer
	out := tar.NewWriter(&image)
	require.NoError(t, out.WriteHeader(&tar.Header{Name: "userpools", Mode: 0o755, Size: int64(len(content))}))
	_, err = out.Write(content)
	require.NoError(t, err)
	require.NoError(t, out.Close())
	return image.Bytes()
}

// TestMemory_WithoutHomeOrTemporaryFolder is the same without a container.
func TestMemory_WithoutHomeOrTemporaryFolder(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("elsewhere it is a temporary file")
	}
	t.Setenv("TMPDIR", "/nonexistent")
	r := begin(t, func(string) string { return "" }, "-memory")
	create(t, client(r.url, region, local), "first")
}
