package terraform

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/clients/wiretap"
	"userpools/internal/toolcache"
)

const kind = "aws_cognito_user_pool"

// TestTerraform_Pools takes the example and the pools of the table from create to
// destroy, in one configuration: a run of the provider takes ten seconds of processor.
func TestTerraform_Pools(t *testing.T) {
	t.Parallel()
	tap := wiretap.New(t)
	w := newWorkspace(t, tap.URL)
	// The provider's default_tags, without a second provider, which is a process more.
	w.env = append(w.env, "TF_AWS_DEFAULT_TAGS_origin=default_tags")
	w.write(t, "main.tf", repository(t, "examples/terraform/main.tf"))
	w.write(t, "pools.tf.json", configuration(t, 0))
	versions := w.init(t)
	t.Run("create", func(t *testing.T) { w.applies(t, 0) })
	w.write(t, "main.tf", changedExample(t))
	w.write(t, "pools.tf.json", configuration(t, 1))
	t.Run("update", func(t *testing.T) { w.applies(t, 1) })
	t.Run("import", w.imports)
	ids := map[string]string{}
	for address, attributes := range w.state(t) {
		ids[strings.TrimPrefix(address, kind+".")] = attributes["id"]
	}
	t.Run("destroy", func(t *testing.T) { w.destroys(t, tap) })
	t.Run("calls", func(t *testing.T) { assertCalls(t, versions, recorded(t, tap, ids)) })
}

// all are the example's pools and those of the table.
func all() []string {
	return append(slices.Sorted(maps.Keys(pools)), "minimal", "main")
}

// applies makes the configuration's pools what it says in a step, after which a plan
// is empty.
func (w *workspace) applies(t *testing.T, at int) {
	t.Helper()
	applied, state := w.run(t, "apply", "-auto-approve"), w.state(t)
	planned := w.run(t, "plan")
	for _, name := range all() {
		t.Run(name, func(t *testing.T) {
			address := kind + "." + name
			action := []string{"create", "update"}[at]
			if name == "minimal" && at > 0 {
				action = ""
			}
			assert.Empty(t, applied.problems[address])
			assert.Equal(t, action, applied.actions[address])
			assert.Empty(t, planned.actions[address], "a second apply would do this")
			for path, text := range pools[name][at].holds {
				assert.Equal(t, text, state[address][path], path)
			}
		})
	}
}

// imports forgets all and takes the pools over by their ids: what is then known of
// them is what was known before.
func (w *workspace) imports(t *testing.T) {
	before := w.state(t)
	require.NoError(t, os.Remove(filepath.Join(w.dir, stateFile)))
	var blocks []arguments
	for address, attributes := range before {
		blocks = append(blocks, arguments{"to": address, "id": attributes["id"]})
	}
	w.write(t, "imports.tf.json", text(t, arguments{"import": blocks}))
	report, after := w.run(t, "apply", "-auto-approve"), w.state(t)
	w.write(t, "imports.tf.json", "{}")
	for _, name := range all() {
		t.Run(name, func(t *testing.T) {
			address := kind + "." + name
			assert.Empty(t, report.problems[address])
			assert.Equal(t, "import", report.actions[address])
			assert.Equal(t, before[address], after[address])
		})
	}
}

func (w *workspace) destroys(t *testing.T, tap *wiretap.Tap) {
	t.Helper()
	report := w.run(t, "destroy", "-auto-approve")
	for _, name := range all() {
		assert.Empty(t, report.problems[kind+"."+name])
	}
	assert.Empty(t, post(t, tap, "ListUserPools", map[string]any{"MaxResults": 60})["UserPools"])
}

// configuration is that of the table's pools at a step, beside the example's.
func configuration(t *testing.T, at int) string {
	t.Helper()
	resources := map[string]arguments{}
	for name, steps := range pools {
		resources[name] = arguments{"name": name}
		maps.Copy(resources[name], steps[at].given)
	}
	return text(t, arguments{"resource": arguments{kind: resources}})
}

// changedExample is the example with the changes that its page names.
func changedExample(t *testing.T) string {
	t.Helper()
	changed := repository(t, "examples/terraform/main.tf")
	for _, change := range [][2]string{
		{"minimum_length                   = 12", "minimum_length                   = 20"},
		{"    stage = \"test\"\n", ""},
		{"  sign_in_policy {", "  schema {\n    name = \"active\"\n    attribute_data_type = \"Boolean\"\n    developer_only_attribute = false\n" +
			"    mutable = true\n    required = false\n  }\n\n  sign_in_policy {"},
	} {
		require.Equal(t, 1, strings.Count(changed, change[0]), change[0])
		changed = strings.Replace(changed, change[0], change[1], 1)
	}
	return changed
}

func repository(t *testing.T, file string) string {
	t.Helper()
	root, err := toolcache.Root()
	require.NoError(t, err)
	content, err := os.ReadFile(filepath.Join(root, file))
	require.NoError(t, err)
	return string(content)
}

func text(t *testing.T, document any) string {
	t.Helper()
	out, err := json.MarshalIndent(document, "", "  ")
	require.NoError(t, err)
	return string(out)
}
