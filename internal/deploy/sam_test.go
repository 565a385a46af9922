package deploy

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestSAM_Validate(t *testing.T) {
	needSAM(t)
	assert.Contains(t, run(t, root, "sam", "validate", "--lint"), "is a valid SAM Template")
	assert.Empty(t, run(t, root, "cfn-lint", "template.yaml"))
}

func TestSAM_Architecture(t *testing.T) {
	needSAM(t)
	for arch, machine := range architectures {
		t.Run(arch, func(t *testing.T) {
			dir := t.TempDir()
			run(t, root, "make", "sam-build", "ARCH="+arch, "SAM_BUILD="+dir)
			assertStatic(t, filepath.Join(dir, "UserPoolsFunction", "bootstrap"), machine)
		})
	}
}

func TestSAM_DefaultArchitecture(t *testing.T) {
	arch := at(t, load(t), "Parameters.Architecture.Default").(string)
	assert.Contains(t, read(t, root+"/Makefile"), "\nARCH ?= "+arch+"\n", "SAM does not tell make the architecture")
}

// needSAM skips the test where there is no SAM CLI. make test downloads it.
func needSAM(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("SAM CLI takes its time")
	}
	if _, err := exec.LookPath("sam"); err != nil && os.Getenv("CI") != "true" {
		t.Skip("no SAM CLI on the PATH: make test has one")
	}
}
