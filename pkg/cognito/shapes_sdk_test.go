package cognito_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/stretchr/testify/assert"

	"userpools/pkg/cognito"
	"userpools/pkg/shape"
)

var sdkInputs = map[string]reflect.Type{
	"CreateUserPool":       reflect.TypeFor[sdk.CreateUserPoolInput](),
	"DescribeUserPool":     reflect.TypeFor[sdk.DescribeUserPoolInput](),
	"ListUserPools":        reflect.TypeFor[sdk.ListUserPoolsInput](),
	"UpdateUserPool":       reflect.TypeFor[sdk.UpdateUserPoolInput](),
	"DeleteUserPool":       reflect.TypeFor[sdk.DeleteUserPoolInput](),
	"AddCustomAttributes":  reflect.TypeFor[sdk.AddCustomAttributesInput](),
	"GetUserPoolMfaConfig": reflect.TypeFor[sdk.GetUserPoolMfaConfigInput](),
	"SetUserPoolMfaConfig": reflect.TypeFor[sdk.SetUserPoolMfaConfigInput](),
	"TagResource":          reflect.TypeFor[sdk.TagResourceInput](),
	"UntagResource":        reflect.TypeFor[sdk.UntagResourceInput](),
	"ListTagsForResource":  reflect.TypeFor[sdk.ListTagsForResourceInput](),
}

// newerThanTheSDK are members of botocore 1.44.5 that v1.61.0 of the SDK for Go
// does not have yet, each with all that is in it (docs/departures.md#new-members).
var newerThanTheSDK = []string{
	"CreateUserPool.AcrConfiguration", "UpdateUserPool.AcrConfiguration",
	"CreateUserPool.DcrConfiguration", "UpdateUserPool.DcrConfiguration",
	"CreateUserPool.SmsConfiguration.EumsSms", "UpdateUserPool.SmsConfiguration.EumsSms",
	"SetUserPoolMfaConfig.SmsMfaConfiguration.SmsConfiguration.EumsSms",
}

// newerValue is the one of botocore 1.44.5 that v1.61.0 of the SDK for Go does not
// have yet.
const newerValue = "SOFTWARE_TOKEN"

func newer(path string) bool {
	return slices.ContainsFunc(newerThanTheSDK, func(root string) bool {
		rest, inside := strings.CutPrefix(path, root)
		return inside && (rest == "" || strings.ContainsAny(rest[:1], ".[{"))
	})
}

func TestTheTablesMatchTheSDK(t *testing.T) {
	t.Parallel()
	theirs := map[string]string{}
	for name, in := range sdkInputs {
		sdkMembers(name, in, theirs)
	}
	known := 0
	for _, p := range places() {
		if strings.HasSuffix(p.path, "{key}") {
			continue // Go's keys are texts
		}
		want, there := theirs[p.path]
		if !there {
			assert.True(t, newer(p.path), "%s is not in the SDK", p.path)
			continue
		}
		assert.False(t, newer(p.path), "%s is in the SDK by now", p.path)
		assert.Equal(t, want, sdkKind(p.shape), p.path)
		delete(theirs, p.path)
		known++
	}
	assert.Empty(t, theirs, "in the SDK and not here")
	assert.Greater(t, known, 200)
}

// sdkKind is a shape in the words of sdkMembers.
func sdkKind(s *shape.Shape) string {
	kinds := []string{"string", "integer", "boolean", "list", "map", "structure"}
	if s.Values != nil {
		known := slices.DeleteFunc(distinct(s.Values), func(v string) bool { return v == newerValue })
		return "one of " + strings.Join(known, ", ")
	}
	return kinds[s.Kind]
}

// sdkMembers describes every member of a struct of the SDK, at every depth.
func sdkMembers(path string, in reflect.Type, all map[string]string) {
	for _, f := range reflect.VisibleFields(in) {
		if f.IsExported() && !f.Anonymous {
			sdkPlace(path+"."+f.Name, f.Type, all)
		}
	}
}

func sdkPlace(path string, in reflect.Type, all map[string]string) {
	if in.Kind() == reflect.Pointer {
		in = in.Elem()
	}
	switch in.Kind() {
	case reflect.String:
		all[path] = sdkText(in)
	case reflect.Int32:
		all[path] = "integer"
	case reflect.Bool:
		all[path] = "boolean"
	case reflect.Slice:
		all[path] = "list"
		sdkPlace(path+"[]", in.Elem(), all)
	case reflect.Map:
		all[path] = "map"
		sdkPlace(path+"{}", in.Elem(), all)
	case reflect.Struct:
		all[path] = "structure"
		sdkMembers(path, in, all)
	default:
		all[path] = in.String()
	}
}

// sdkText asks an enumeration's type for its values.
func sdkText(in reflect.Type) string {
	values, enumerated := in.MethodByName("Values")
	if !enumerated {
		return "string"
	}
	list := values.Func.Call([]reflect.Value{reflect.Zero(in)})[0]
	var texts []string
	for i := range list.Len() {
		texts = append(texts, list.Index(i).String())
	}
	return "one of " + strings.Join(distinct(texts), ", ")
}

// 26 at the top and 103 in all, counted as the model's members are.
func TestHowManyMembersTheSDKHas(t *testing.T) {
	t.Parallel()
	all := map[string]string{}
	sdkMembers("CreateUserPool", sdkInputs["CreateUserPool"], all)
	top, members := 0, 0
	for path := range all {
		if strings.HasSuffix(path, "]") || strings.HasSuffix(path, "}") {
			continue
		}
		members++
		if strings.Count(path, ".") == 1 {
			top++
		}
	}
	assert.Equal(t, 26, top)
	assert.Equal(t, 103, members)
}

func TestEveryOperationIsInTheSDK(t *testing.T) {
	t.Parallel()
	client := reflect.TypeFor[*sdk.Client]()
	for _, op := range cognito.Operations() {
		_, there := client.MethodByName(op.Name)
		assert.True(t, there, op.Name)
		assert.Contains(t, sdkInputs, op.Name)
	}
}
