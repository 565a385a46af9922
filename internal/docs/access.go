package docs

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"userpools/pkg/cognito"
)

const accessPage = "docs/access.md"

// access is docs/access.md, which is written by hand but for what it has of each operation: the tables between the markers
// of their names and the next end.
func access(root string) ([]byte, error) {
	text, err := os.ReadFile(filepath.Join(root, accessPage)) //nolint:gosec // G304: it is of this repository
	if err != nil {
		return nil, err
	}
	page := string(text)
	for _, table := range []struct{ name, text string }{{"actions", actions()}, {"rates", rates()}} {
		before, rest, _ := strings.Cut(page, "<!-- "+table.name+" -->\n\n")
		_, after, found := strings.Cut(rest, "\n<!-- end -->")
		if !found {
			return nil, fmt.Errorf("%s has no place for the table %s", accessPage, table.name)
		}
		page = before + "<!-- " + table.name + " -->\n\n" + table.text + "\n<!-- end -->" + after
	}
	return []byte(page), nil
}

// actions says what a policy can say of each operation.
func actions() string {
	lines := []string{header("operation", "resource", "keys besides `aws:PrincipalArn`")}
	resources := map[cognito.Resource]string{cognito.NoResource: "`*`", cognito.AllPools: "`userpool/*`", cognito.OnePool: "the pool"}
	for _, op := range cognito.Operations() {
		resource := resources[op.Resource]
		if _, byARN := op.Input.Member("ResourceArn"); byARN {
			resource = "the ARN"
		}
		var keys []string
		for _, key := range []struct {
			has  bool
			name string
		}{{op.SetsTags(), "`aws:RequestTag`"}, {op.NamesTagKeys(), "`aws:TagKeys`"}, {op.Resource == cognito.OnePool, "`aws:ResourceTag`"}} {
			if key.has {
				keys = append(keys, key.name)
			}
		}
		lines = append(lines, row(code(op.Name), resource, strings.Join(keys, ", ")))
	}
	return strings.Join(lines, "\n") + "\n"
}

// rates says how many requests are let through, and of which operations.
func rates() string {
	lines := []string{header("class", "requests a second", "operations")}
	operations := map[cognito.Class][]string{}
	for _, op := range cognito.Operations() {
		operations[op.Class] = append(operations[op.Class], op.Name)
	}
	for _, class := range slices.Sorted(maps.Keys(operations)) {
		rate := fmt.Sprint(class.Rate().Account)
		if perPool := class.Rate().Pool; perPool > 0 {
			rate += fmt.Sprintf(", of one pool by one operation %v", perPool)
		}
		lines = append(lines, row(code(string(class)), rate, strings.Join(operations[class], ", ")))
	}
	return strings.Join(lines, "\n") + "\n"
}
