package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// built is the program in a folder of its own, as README builds it for a container.
func built(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("building the program is not for short tests")
	}
	program := filepath.Join(t.TempDir(), "userpools")
	build := exec.Command("go", "build", "-o", program, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux")
	out, err := build.CombinedOutput()
	require.NoError(t, err, string(out))
	return program
}

// TestMemory_OnlyFile runs the program where there is no other file, and none can be made.
func TestMemory_OnlyFile(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("containers are for Linux")
	}
	root := filepath.Dir(built(t))
	t.Run("under a read-only root", func(t *testing.T) {
		const script = `mount --bind -o ro "$1" "$1" && exec chroot "$1" /userpools -memory -listen 127.0.0.1:0`
		unshare := []string{"--user", "--map-root-user", "--mount", "sh", "-euc"}
		probe := exec.Command("unshare", append(unshare, `mount --bind -o ro "$1" "$1"`, "sh", root)...)
		if probe.Run() != nil && os.Getenv("CI") != "true" {
			t.Skip("no namespaces for this user here")
		}
		cmd := exec.Command("unshare", append(unshare, script, "sh", root)...)
		cmd.Env = []string{"PATH=" + os.Getenv("PATH")}
		create(t, client(start(t, cmd).url, region, local), "first")
	})
	t.Run("in a container", func(t *testing.T) {
		if exec.Command("docker", "version").Run() != nil && os.Getenv("CI") != "true" {
			t.Skip("no Docker daemon answers: on Linux as root, .ci/with-docker make test has one")
		}
		name := fmt.Sprintf("userpools-test-%d", os.Getpid())
		out, err := exec.Command("sh", "-euc", `tar -C "$1" --mode=755 -c userpools | docker import - "$2"`, "sh", root, name).CombinedOutput()
		require.NoError(t, err, string(out))
		t.Cleanup(func() {
			_ = exec.Command("docker", "rm", "--force", name).Run()
			_ = exec.Command("docker", "rmi", name).Run()
		})
		cmd := exec.Command("docker", "run", "--name", name, "--read-only",
			"--network", "host", "--user", "65534", name, "/userpools", "-memory", "-listen", "127.0.0.1:0")
		create(t, client(start(t, cmd).url, region, local), "first")
	})
}

// TestMemory_NoFolders is the same without a container.
func TestMemory_NoFolders(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("elsewhere it is a temporary file")
	}
	t.Setenv("TMPDIR", "/nonexistent")
	r := begin(t, func(string) string { return "" }, "-memory")
	create(t, client(r.url, region, local), "first")
}
