package clients

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"userpools/internal/toolcache"
)

// buildTime is how long a build may take. The first one downloads.
const buildTime = 10 * time.Minute

var (
	once     sync.Mutex
	prepared = map[*Client]string{}
)

// dir is the folder in which the client's program runs: that of the example, or
// where something has to be fetched and built, a copy in .cache. The test is
// skipped where that cannot be, except under CI=true.
func (c *Client) dir(t testing.TB) string {
	t.Helper()
	if testing.Short() {
		t.Skip("programs of other languages are not for short tests")
	}
	if missing := c.missing(); missing != "" {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is missing: the client %s cannot be tested", missing, c.Name)
		}
		t.Skipf("%s is missing", missing)
	}
	once.Lock()
	defer once.Unlock()
	if prepared[c] == "" {
		ctx, cancel := context.WithTimeout(t.Context(), buildTime)
		defer cancel()
		dir, err := c.prepare(ctx)
		require.NoError(t, err, c.Name)
		prepared[c] = dir
	}
	return prepared[c]
}

// missing names the first thing that the client needs and the machine has not.
func (c *Client) missing() string {
	for _, tool := range c.tools {
		if _, err := find(tool); err != nil {
			return tool
		}
	}
	if c.module == "" {
		return ""
	}
	interpreter, _ := find(python)
	if exec.Command(interpreter, "-c", "import "+c.module).Run() != nil { //nolint:gosec,noctx // the table's; it is quick
		return c.module + " (pip install " + c.module + ", or name a Python that has it in " + pythonVariable + ")"
	}
	return ""
}

// prepare returns the folder of the client's program, built. It is named for
// what it is made of, so that a change makes a new one.
func (c *Client) prepare(ctx context.Context) (string, error) {
	root, err := toolcache.Root()
	if err != nil {
		return "", err
	}
	source := filepath.Join(root, "examples", "clients", c.Name)
	if c.build == nil {
		return source, nil
	}
	sum, err := digest(source)
	if err != nil {
		return "", err
	}
	cache, err := toolcache.Dir()
	if err != nil {
		return "", err
	}
	return toolcache.Make(cache, "client-"+c.Name, sum, func(dir string) error { return c.make(ctx, source, dir) })
}

// make copies the example and runs the build in the copy.
func (c *Client) make(ctx context.Context, source, dir string) error {
	if err := os.CopyFS(dir, sources{os.DirFS(source)}); err != nil {
		return err
	}
	for _, command := range c.build {
		cmd := exec.CommandContext(ctx, command[0], command[1:]...) //nolint:gosec // the table's
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod -buildvcs=false", "GOWORK=off")
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%v: %w\n%s", command, err, out)
		}
	}
	return nil
}

// sources are an example's files without what its user has made beside them.
type sources struct{ fs.FS }

func (s sources) ReadDir(name string) ([]fs.DirEntry, error) {
	all, err := fs.ReadDir(s.FS, name)
	var kept []fs.DirEntry
	for _, entry := range all {
		if entry.Name() != "target" && entry.Name() != "node_modules" {
			kept = append(kept, entry)
		}
	}
	return kept, err
}

// digest is short, because only the versions of one example have to differ.
func digest(source string) (string, error) {
	const size = 4
	sum := sha256.New()
	files := sources{os.DirFS(source)}
	err := fs.WalkDir(files, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(files, path)
		_, _ = fmt.Fprintf(sum, "%s %d\n%s", path, len(content), content)
		return err
	})
	return hex.EncodeToString(sum.Sum(nil)[:size]), err
}
