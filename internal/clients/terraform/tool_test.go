package terraform

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// registry is the folder of a mirror that has the providers of Terraform's registry
// (https://developer.hashicorp.com/terraform/cli/config/config-file#filesystem_mirror).
const registry = "registry.terraform.io"

// mirror finds a local mirror that has the AWS provider: in TF_PLUGIN_DIR, in the
// mirrors of Terraform's configuration file, in the folders where Terraform looks by
// itself, and one folder deep in /opt.
func mirror(getenv func(string) string) (dir string, found bool) {
	candidates := []string{getenv("TF_PLUGIN_DIR")}
	file := cmp.Or(getenv("TF_CLI_CONFIG_FILE"), filepath.Join(getenv("HOME"), ".terraformrc"))
	if text, err := os.ReadFile(file); err == nil {
		for _, path := range regexp.MustCompile(`(?m)^[^#]*\bpath\s*=\s*"([^"]+)"`).FindAllSubmatch(text, -1) {
			candidates = append(candidates, string(path[1]))
		}
	}
	candidates = append(candidates, filepath.Join(getenv("HOME"), ".terraform.d", "plugins"),
		"/usr/local/share/terraform/plugins", "/usr/share/terraform/plugins", "/opt")
	deeper, _ := filepath.Glob("/opt/*")
	for _, dir := range append(candidates, deeper...) {
		if _, err := os.Stat(filepath.Join(dir, registry, "hashicorp", "aws")); err == nil && dir != "" {
			return dir, true
		}
	}
	return "", false
}

// workspace is a folder with a configuration, and what it takes to run Terraform there.
type workspace struct {
	dir string
	env []string
}

// newWorkspace skips the test where there is no Terraform or no provider, under
// CI=true as well: no package registry has them.
func newWorkspace(t *testing.T, endpoint string) *workspace {
	t.Helper()
	if testing.Short() {
		t.Skip("Terraform is not for short tests")
	}
	if _, err := exec.LookPath("terraform"); err != nil {
		t.Skip("NOT TESTED WITH TERRAFORM: there is no program terraform")
	}
	plugins, found := mirror(os.Getenv)
	if !found {
		t.Skip("NOT TESTED WITH TERRAFORM: no folder " + registry + "/hashicorp/aws with the AWS provider; TF_PLUGIN_DIR can name the folder that it is in")
	}
	home := t.TempDir()
	w := &workspace{dir: t.TempDir(), env: []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "TF_CLI_CONFIG_FILE=" + filepath.Join(home, "rc"),
		"CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1", "TF_INPUT=0", "TF_VAR_endpoint=" + endpoint,
		"GOGC=400", // Terraform and its providers are Go: a third less of processor
	}}
	installation := fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", plugins)
	require.NoError(t, os.WriteFile(filepath.Join(home, "rc"), []byte(installation), 0o600))
	return w
}

func (w *workspace) write(t *testing.T, name, text string) {
	t.Helper()
	require.NoError(t, os.WriteFile(filepath.Join(w.dir, name), []byte(text), 0o600))
}

// init prepares the folder and tells which versions run.
func (w *workspace) init(t *testing.T) (versions string) {
	t.Helper()
	for _, command := range []string{"init", "version"} {
		out, complaints, err := w.terraform(t, command, "-no-color")
		require.NoError(t, err, "%s%s", out, complaints)
		versions = string(out)
	}
	t.Log(versions)
	return versions
}

func (w *workspace) terraform(t *testing.T, args ...string) (stdout, stderr []byte, err error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "terraform", args...)
	cmd.Dir, cmd.Env = w.dir, w.env
	var errs bytes.Buffer
	cmd.Stderr = &errs
	stdout, err = cmd.Output()
	return stdout, errs.Bytes(), err
}

// report is what a command with -json says of each resource, by its address.
type report struct {
	actions  map[string]string
	problems map[string][]string // "" for those of no resource
}

// run runs a command and reads what it reports. Resources fail by themselves, so an
// exit status is no reason to stop.
func (w *workspace) run(t *testing.T, args ...string) report {
	t.Helper()
	r := report{map[string]string{}, map[string][]string{}}
	stdout, stderr, err := w.terraform(t, append(args, "-json")...)
	for line := range bytes.Lines(stdout) {
		r.read(t, line)
	}
	if _, failed := errors.AsType[*exec.ExitError](err); err != nil && (!failed || len(r.problems) == 0) {
		require.NoError(t, err, "%s%s", stdout, stderr)
	}
	require.Empty(t, r.problems[""], strings.Join(args, " "))
	return r
}

// read takes one line of Terraform's machine-readable output
// (https://developer.hashicorp.com/terraform/internals/machine-readable-ui).
func (r report) read(t *testing.T, line []byte) {
	t.Helper()
	var message struct {
		Type   string
		Change struct {
			Action   string
			Resource struct{ Addr string }
		}
		Diagnostic struct{ Severity, Summary, Detail, Address string }
	}
	require.NoError(t, json.Unmarshal(line, &message), "%s", line)
	switch {
	case message.Type == "planned_change":
		r.actions[message.Change.Resource.Addr] = message.Change.Action
	case message.Type == "diagnostic" && message.Diagnostic.Severity == "error":
		d := message.Diagnostic
		r.problems[d.Address] = append(r.problems[d.Address], strings.TrimSpace(d.Summary+" "+d.Detail))
	}
}

// stateFile is where Terraform keeps what it knows of the resources.
const stateFile = "terraform.tfstate"

// state is the attributes of each resource by its address, each as one level of
// texts by path.
func (w *workspace) state(t *testing.T) map[string]map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(w.dir, stateFile))
	require.NoError(t, err)
	var file struct {
		Resources []struct {
			Mode, Type, Name string
			Instances        []struct {
				IndexKey   any `json:"index_key"`
				Attributes map[string]any
			}
		}
	}
	require.NoError(t, json.Unmarshal(text, &file))
	out := map[string]map[string]string{}
	for _, r := range file.Resources {
		for _, instance := range r.Instances {
			address := strings.TrimPrefix(r.Mode+".", "managed.") + r.Type + "." + r.Name
			if instance.IndexKey != nil {
				address += fmt.Sprintf("[%#v]", instance.IndexKey)
			}
			out[address] = map[string]string{}
			flatten(out[address], "", instance.Attributes)
		}
	}
	return out
}

// flatten writes a value as texts by path, and the length of a list at "path.#". What is
// empty is absent: Terraform's SDK does not keep the two apart.
func flatten(out map[string]string, path string, value any) {
	switch v := value.(type) {
	case map[string]any:
		for key, inner := range v {
			flatten(out, strings.TrimPrefix(path+"."+key, "."), inner)
		}
	case []any:
		if len(v) > 0 {
			out[path+".#"] = strconv.Itoa(len(v))
		}
		for i, inner := range v {
			flatten(out, fmt.Sprintf("%s.%d", path, i), inner)
		}
	case nil:
	default:
		if text := fmt.Sprint(v); text != "" {
			out[path] = text
		}
	}
}

func TestMirror(t *testing.T) {
	at := filepath.Join(t.TempDir(), "plugins")
	require.NoError(t, os.MkdirAll(filepath.Join(at, registry, "hashicorp", "aws"), 0o700))
	rc := filepath.Join(t.TempDir(), "rc")
	require.NoError(t, os.WriteFile(rc, fmt.Appendf(nil, "provider_installation {\n  filesystem_mirror {\n    path    = %q\n  }\n}\n", at), 0o600))
	for by, env := range map[string]map[string]string{
		"a variable":             {"TF_PLUGIN_DIR": at},
		"the configuration file": {"TF_CLI_CONFIG_FILE": rc},
		"a variable, although the file is not there": {"TF_PLUGIN_DIR": at, "TF_CLI_CONFIG_FILE": at + "/none"},
	} {
		dir, found := mirror(func(name string) string { return env[name] })
		assert.True(t, found, by)
		assert.Equal(t, at, dir, by)
	}
}
