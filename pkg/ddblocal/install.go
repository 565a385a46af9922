package ddblocal

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// ErrMissing means that this machine has not what DynamoDB Local needs: java, javac and mvn.
var ErrMissing = errors.New("ddblocal: needs a JDK of 17 or newer and Maven " +
	"(on Debian: apt-get install default-jdk-headless maven)")

var (
	//go:embed pom.xml
	pom []byte
	//go:embed Launcher.java
	launcher []byte
)

// install puts DynamoDB Local and the compiled launcher into a folder of the cache, unless it is there, and returns the
// folder. It is named for what made it, so a changed pom or launcher makes a new one. Everything is made in another
// folder and renamed when complete: an interrupted download is never taken for a complete one. Many processes may do
// this at once; one works, the others wait for it.
func install(ctx context.Context, cache string) (string, error) {
	sum := sha256.Sum256(append(pom, launcher...))
	dir := filepath.Join(cache, "dynamodb-local-"+Version+"-"+hex.EncodeToString(sum[:4]))
	if isDir(dir) {
		return dir, nil
	}
	for _, tool := range []string{"java", "javac", "mvn"} {
		if _, err := exec.LookPath(tool); err != nil {
			return "", ErrMissing
		}
	}
	unlock, err := lock(filepath.Join(cache, "dynamodb-local.lock"))
	if err != nil {
		return "", fmt.Errorf("ddblocal: %w", err)
	}
	defer unlock()
	if isDir(dir) { // somebody else was quicker
		return dir, nil
	}
	partial := filepath.Join(cache, "dynamodb-local.partial") // one name is enough for whoever holds the lock
	if err := fetch(ctx, partial); err != nil {
		return "", fmt.Errorf("ddblocal: fetch DynamoDB Local: %w", err)
	}
	if err := os.Rename(partial, dir); err != nil {
		return "", fmt.Errorf("ddblocal: %w", err)
	}
	return dir, nil
}

// fetch makes dir anew: libs from Maven Central, about 68 MB to download and 50 MB to keep, and Launcher.class.
func fetch(ctx context.Context, dir string) error {
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o755); err != nil { //nolint:gosec // G301: nothing secret; others may read a cache
		return err
	}
	for name, content := range map[string][]byte{"pom.xml": pom, "Launcher.java": launcher} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil { //nolint:gosec // G306: as above
			return err
		}
	}
	copyDependencies := "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
	if err := run(ctx, dir, "mvn", "-B", "-ntp", "-q", copyDependencies,
		"-DincludeScope=runtime", "-DoutputDirectory=libs"); err != nil {
		return err
	}
	return run(ctx, dir, "javac", "--release", "17", "-cp", filepath.Join("libs", "*"), "Launcher.java")
}

func run(ctx context.Context, dir, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...) //nolint:gosec // G204: the two programs above
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", name, err, out)
	}
	return nil
}

// lock takes the file's lock, which ends with the process at the latest, and waits while another process or goroutine
// has it.
func lock(path string) (unlock func(), err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil { //nolint:gosec // G301: nothing secret
		return nil, err
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644) //nolint:gosec // G302, G304: an empty file in the cache
	if err != nil {
		return nil, err
	}
	for {
		err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX)
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return func() { _ = file.Close() }, nil // closing unlocks
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// moduleRoot is the nearest folder upwards with a go.mod. Tests run in the folder of their package.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("ddblocal: %w", err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", errors.New("ddblocal: no go.mod upwards of the working directory: nowhere to keep DynamoDB Local")
		}
		dir = up
	}
}
