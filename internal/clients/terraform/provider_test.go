package terraform

import (
	"encoding/json"
	"maps"
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

	serverKind   = "aws_cognito_resource_server"
	groupKind    = "aws_cognito_user_group"
	providerKind = "aws_cognito_identity_provider"
	looksKind    = "aws_cognito_user_pool_ui_customization"
	riskKind     = "aws_cognito_risk_configuration"
)

// resources are those of the tables, by kind and name.
var resources = map[string]map[string][2]step{
	kind: pools, clientKind: appClients, domainKind: domains,
	serverKind: servers, groupKind: groups, providerKind: identityProviders, looksKind: looks, riskKind: risks,
}

// files are configurations beside the tables, and what becomes of their resources in the second step: the example, and two
// that are written after the variables of much used modules (https://github.com/lgallard/terraform-aws-cognito-user-pool,
// modules/cognito of https://github.com/cloudposse/terraform-aws-components), which have to apply whole.
var files = map[string]map[string][]string{
	"main.tf": {
		"":       {kind + ".minimal", clientKind + ".worker", serverKind + ".orders", providerKind + ".google", looksKind + ".main"},
		"update": {kind + ".main", clientKind + ".web", domainKind + ".main", groupKind + ".staff"},
	},
	"lgallard.tf": {"": {
		kind + ".lgallard", domainKind + ".lgallard", serverKind + ".lgallard[0]", serverKind + ".lgallard[1]",
		groupKind + `.lgallard["customers"]`, groupKind + `.lgallard["staff"]`, providerKind + ".lgallard[0]",
		clientKind + `.lgallard["shop_0"]`, clientKind + `.lgallard["till_1"]`, clientKind + `.lgallard["old_2"]`,
		looksKind + `.lgallard["shop_0"]`,
	}},
	"cloudposse.tf": {"": {
		kind + ".cloudposse", domainKind + ".cloudposse[0]", serverKind + ".cloudposse[0]", groupKind + ".cloudposse[0]",
		groupKind + ".cloudposse[1]", providerKind + ".cloudposse[0]", clientKind + ".cloudposse[0]", clientKind + ".cloudposse[1]",
	}},
}

// TestTerraform_Resources takes the example and the resources of the tables from create to
// destroy, in one configuration: a run of the provider takes ten seconds of processor.
func TestTerraform_Resources(t *testing.T) {
	t.Parallel()
	tap := wiretap.New(t)
	w := newWorkspace(t, tap.URL)
	// The provider's default_tags, without a second provider, which is a process more.
	w.env = append(w.env, "TF_AWS_DEFAULT_TAGS_origin=default_tags")
	w.write(t, "main.tf", repository(t, "examples/terraform/main.tf"))
	for _, file := range []string{"lgallard.tf", "cloudposse.tf", "metadata.xml"} {
		w.write(t, file, repository(t, "internal/clients/terraform/testdata/"+file))
	}
	w.write(t, "resources.tf.json", configuration(t, 0))
	versions := w.init(t)
	t.Run("create", func(t *testing.T) { w.applies(t, 0) })
	w.write(t, "main.tf", changedExample(t))
	w.write(t, "resources.tf.json", configuration(t, 1))
	t.Run("update", func(t *testing.T) { w.applies(t, 1) })
	t.Run("import", w.imports)
	ids := map[string]string{}
	for address, attributes := range w.state(t) {
		if of, _, _ := strings.Cut(address, "."); of == kind || of == clientKind {
			ids[attributes["name"]] = attributes["id"]
		}
	}
	t.Run("destroy", func(t *testing.T) { w.destroys(t, tap) })
	t.Run("calls", func(t *testing.T) { assertCalls(t, versions, recorded(t, tap, ids)) })
}

// all are the addresses of all resources, in tables and files.
func all() []string { return slices.Sorted(maps.Keys(changes())) }

// changes are what the second step has to do with each resource.
func changes() map[string]string {
	all := map[string]string{}
	for kind, named := range resources {
		for name, steps := range named {
			all[kind+"."+name] = "update"
			if reflect.DeepEqual(steps[0].given, steps[1].given) {
				all[kind+"."+name] = ""
			}
		}
	}
	for _, of := range files {
		for action, addresses := range of {
			for _, address := range addresses {
				all[address] = action
			}
		}
	}
	return all
}

// applies makes the configuration's resources what it says in a step, after which a plan
// is empty.
func (w *workspace) applies(t *testing.T, at int) {
	t.Helper()
	applied := w.run(t, "apply", "-auto-approve")
	require.Empty(t, applied.problems)
	state, planned := w.state(t), w.run(t, "plan")
	for address, change := range changes() {
		t.Run(address, func(t *testing.T) {
			assert.Equal(t, []string{"create", change}[at], applied.actions[address])
			kind, name, _ := strings.Cut(address, ".")
			assertHolds(t, resources[kind][name][at].holds, state[address])
		})
	}
	assert.Empty(t, planned.actions, "a second apply would do this")
	for address, source := range data {
		assertHolds(t, source.holds[at], state[address])
	}
	assert.NotEmpty(t, state[certificateOf]["certificate"])
}

func assertHolds(t *testing.T, holds, attributes map[string]string) {
	t.Helper()
	for path, text := range holds {
		assert.Equal(t, text, attributes[path], path)
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
		if strings.HasPrefix(address, "data.") {
			continue
		}
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
			delete(before[address], "image_file")
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
	for name, steps := range domains {
		answer := post(t, tap, "DescribeUserPoolDomain", map[string]any{"Domain": steps[0].given["domain"]})
		assert.Empty(t, answer["DomainDescription"], name)
	}
}

// configuration is that of the tables' resources at a step, beside the example's.
func configuration(t *testing.T, at int) string {
	t.Helper()
	configured := map[string]map[string]map[string]arguments{"resource": {}, "data": {}}
	add := func(in, kind, name string, given arguments) {
		if configured[in][kind] == nil {
			configured[in][kind] = map[string]arguments{}
		}
		configured[in][kind][name] = given
	}
	for kind, named := range resources {
		for name, steps := range named {
			add("resource", kind, name, with(always(kind, name), steps[at].given))
		}
	}
	for address, source := range data {
		parts := strings.Split(address, ".")
		add("data", parts[1], parts[2], source.given)
	}
	return text(t, configured)
}

// always are the arguments that each resource of a kind has.
func always(of, name string) arguments {
	switch of {
	case kind:
		return arguments{"name": name}
	case clientKind, groupKind:
		return arguments{"name": name, "user_pool_id": family}
	case serverKind:
		return arguments{"name": name, "identifier": name, "user_pool_id": family}
	default:
		return arguments{"user_pool_id": family}
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
		{"\"Takes orders\"", "\"Takes orders and returns\""},
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
