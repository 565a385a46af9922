package terraform

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/clients/wiretap"
	"userpools/internal/toolcache"
)

// The kinds of resources.
const (
	kind       = "aws_cognito_user_pool"
	clientKind = "aws_cognito_user_pool_client"
	domainKind = "aws_cognito_user_pool_domain"
)

// resources are those of the tables, by kind and name.
var resources = map[string]map[string][2]step{kind: pools, clientKind: appClients, domainKind: domains}

// TestTerraform_Resources takes the example and the resources of the tables from create to
// destroy, in one configuration: a run of the provider takes ten seconds of processor.
func TestTerraform_Resources(t *testing.T) {
	t.Parallel()
	tap := wiretap.New(t)
	w := newWorkspace(t, tap.URL)
	// The provider's default_tags, without a second provider, which is a process more.
	w.env = append(w.env, "TF_AWS_DEFAULT_TAGS_origin=default_tags")
	w.write(t, "main.tf", repository(t, "examples/terraform/main.tf"))
	w.write(t, "resources.tf.json", configuration(t, 0))
	versions := w.init(t)
	t.Run("create", func(t *testing.T) { w.applies(t, 0) })
	w.write(t, "main.tf", changedExample(t))
	w.write(t, "resources.tf.json", configuration(t, 1))
	t.Run("update", func(t *testing.T) { w.applies(t, 1) })
	t.Run("import", w.imports)
	ids := map[string]string{}
	for address, attributes := range w.state(t) {
		if kind, name, _ := strings.Cut(address, "."); kind != domainKind {
			ids[name] = attributes["id"]
		}
	}
	t.Run("destroy", func(t *testing.T) { w.destroys(t, tap) })
	t.Run("calls", func(t *testing.T) { assertCalls(t, versions, recorded(t, tap, ids)) })
}

// all are the addresses of the example's resources and of those of the tables.
func all() (addresses []string) {
	for kind, named := range resources {
		for name := range named {
			addresses = append(addresses, kind+"."+name)
		}
	}
	for address := range example {
		addresses = append(addresses, address)
	}
	slices.Sort(addresses)
	return addresses
}

// example is what becomes of the example's resources in the second step.
var example = map[string]string{
	kind + ".minimal": "", kind + ".main": "update", clientKind + ".web": "update", domainKind + ".main": "update",
}

// action is what a step has to do with a resource.
func action(address string, at int) string {
	kind, name, _ := strings.Cut(address, ".")
	steps, ours := resources[kind][name]
	switch {
	case at == 0:
		return "create"
	case !ours:
		return example[address]
	case reflect.DeepEqual(steps[0].given, steps[1].given):
		return ""
	default:
		return "update"
	}
}

// applies makes the configuration's resources what it says in a step, after which a plan
// is empty.
func (w *workspace) applies(t *testing.T, at int) {
	t.Helper()
	applied, state := w.run(t, "apply", "-auto-approve"), w.state(t)
	planned := w.run(t, "plan")
	for _, address := range all() {
		t.Run(address, func(t *testing.T) {
			assert.Empty(t, applied.problems[address])
			assert.Equal(t, action(address, at), applied.actions[address])
			assert.Empty(t, planned.actions[address], "a second apply would do this")
			kind, name, _ := strings.Cut(address, ".")
			for path, text := range resources[kind][name][at].holds {
				assert.Equal(t, text, state[address][path], path)
			}
		})
	}
}

// importID is how a resource is named for an import.
func importID(address string, attributes map[string]string) string {
	if strings.HasPrefix(address, clientKind) {
		return attributes["user_pool_id"] + "/" + attributes["id"]
	}
	return attributes["id"]
}

// imports forgets all and takes the resources over by their ids: what is then known of
// them is what was known before.
func (w *workspace) imports(t *testing.T) {
	before := w.state(t)
	require.NoError(t, os.Remove(filepath.Join(w.dir, stateFile)))
	var blocks []arguments
	for address, attributes := range before {
		blocks = append(blocks, arguments{"to": address, "id": importID(address, attributes)})
	}
	w.write(t, "imports.tf.json", text(t, arguments{"import": blocks}))
	report, after := w.run(t, "apply", "-auto-approve"), w.state(t)
	w.write(t, "imports.tf.json", "{}")
	for _, address := range all() {
		t.Run(address, func(t *testing.T) {
			assert.Empty(t, report.problems[address])
			assert.Equal(t, "import", report.actions[address])
			delete(before[address], "generate_secret")
			assert.Equal(t, before[address], after[address])
		})
	}
}

func (w *workspace) destroys(t *testing.T, tap *wiretap.Tap) {
	t.Helper()
	report := w.run(t, "destroy", "-auto-approve")
	for _, address := range all() {
		assert.Empty(t, report.problems[address])
	}
	assert.Empty(t, post(t, tap, "ListUserPools", map[string]any{"MaxResults": 60})["UserPools"])
}

// configuration is that of the tables' resources at a step, beside the example's.
func configuration(t *testing.T, at int) string {
	t.Helper()
	configured := map[string]map[string]arguments{}
	for kind, named := range resources {
		configured[kind] = map[string]arguments{}
		for name, steps := range named {
			configured[kind][name] = with(always(kind, name), steps[at].given)
		}
	}
	return text(t, arguments{"resource": configured})
}

// always are the arguments that each resource of a kind has.
func always(of, name string) arguments {
	switch of {
	case clientKind:
		return arguments{"name": name, "user_pool_id": family}
	case domainKind:
		return arguments{"user_pool_id": family}
	default:
		return arguments{"name": name}
	}
}

// changedExample is the example with the changes that its page names.
func changedExample(t *testing.T) string {
	t.Helper()
	changed := repository(t, "examples/terraform/main.tf")
	for _, change := range [][2]string{
		{"minimum_length                   = 12", "minimum_length                   = 20"},
		{"    stage = \"test\"\n", ""},
		{"  access_token_validity = 30", "  access_token_validity = 60"},
		{"  managed_login_version = 1", "  managed_login_version = 2"},
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
