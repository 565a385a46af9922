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

	"userpools/internal/toolcache"
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
// folder. It is named for what made it, so a changed pom or launcher makes a new one.
func install(ctx context.Context, cache string) (string, error) {
	sum := sha256.Sum256(append(pom, launcher...))
	dir, err := toolcache.Make(cache, "dynamodb-local", Version+"-"+hex.EncodeToString(sum[:4]), func(dir string) error {
		return fetch(ctx, dir)
	})
	if err != nil && !errors.Is(err, ErrMissing) {
		err = fmt.Errorf("ddblocal: fetch DynamoDB Local: %w", err)
	}
	return dir, err
}

// fetch fills dir: libs from Maven Central, about 68 MB to download and 50 MB to keep, and Launcher.class.
func fetch(ctx context.Context, dir string) error {
	for _, tool := range []string{"java", "javac", "mvn"} {
		if _, err := exec.LookPath(tool); err != nil {
			return ErrMissing
		}
	}
	for name, content := range map[string][]byte{"pom.xml": pom, "Launcher.java": launcher} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil { //nolint:gosec // G306: nothing secret
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
