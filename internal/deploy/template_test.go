// Package deploy tests what is deployed: the decisions in template.yaml, that SAM accepts it, that the function is built for
// where it will run, and that it runs with what AWS provides for one machine: sam local start-api in front of DynamoDB Local,
// as make sam-local starts it, and the emulator that SAM CLI puts into the function's container. It has tests only.
//
//	template_test.go   decisions, permissions, alarms, the gateway's log
//	costs_test.go      the prices in docs/deploy.md
//	bootstrap_test.go  the program: static, without paths of this machine, the same in every folder
//	sam_test.go        sam validate and sam build
//	emulator_test.go   the program under the emulator, without a container
//	samlocal_test.go   the answers to boto3, and the table
//	start_test.go      make sam-local in a terminal, and Ctrl-C
//	invoke_test.go     make sam-invoke, as events/README.md has it
//	needs_test.go      the messages about missing programs
package deploy

import (
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"userpools/functions/userpools/config"
)

// root is the module's folder as seen from this package's.
const root = "../.."

// TestTemplate has the decisions that no other test would miss: who may call, what the function may do, what is retained and
// what limits the costs. Other tests compare the template with what the code needs.
func TestTemplate(t *testing.T) {
	template := load(t)
	for path, want := range map[string]string{
		"Parameters.Auth.Default":               `sigv4`,
		"Parameters.Auth.AllowedValues":         `[sigv4, none]`,
		"Parameters.DeletionProtection.Default": `"true"`,
		"Parameters.Concurrency.Default":        `20`,
		"Conditions.Signed":                     `!Equals [!Ref Auth, sigv4]`,

		"Resources.Api.Properties.StageName":            `$default`, // clients post to / without a stage's name
		"Resources.Api.Properties.DefaultRouteSettings": `{ThrottlingRateLimit: 500, ThrottlingBurstLimit: 1000}`,
		"Resources.UserPoolsFunction.Properties.Events": `
			Call: {Type: HttpApi, Properties: {ApiId: !Ref Api, Path: /, Method: POST, PayloadFormatVersion: "2.0"}}`,
		"Resources.UserPoolsFunction.Properties.MemorySize": `512`, // for hostile bodies
		"Resources.UserPoolsFunction.Properties.Timeout":    `10`,  // the gateway gives up after 30 seconds
		"Resources.UserPoolsFunction.Properties.Tracing":    `Active`,
		"Resources.UserPoolsFunction.Properties.ReservedConcurrentExecutions": `
			!If [ConcurrencyReserved, !Ref Concurrency, !Ref AWS::NoValue]`,
		"Resources.UserPoolsFunction.Properties.Environment.Variables.AUTH":            `!Ref Auth`,
		"Resources.UserPoolsFunction.Properties.Environment.Variables.KEYS_SECRET_ARN": `!If [Signed, !Ref Keys, ""]`,

		"Resources.UserPoolsFunction.Properties.Role": `!GetAtt UserPoolsRole.Arn`,
		"Resources.UserPoolsRole.Properties.AssumeRolePolicyDocument.Statement": `
			- Effect: Allow
			  Principal: {Service: lambda.amazonaws.com}
			  Action: sts:AssumeRole
			  Condition: {StringEquals: {aws:SourceAccount: !Ref AWS::AccountId}}`,
		"Resources.UserPoolsRole.Properties.Policies": `
			- PolicyName: pools
			  PolicyDocument:
			    Version: "2012-10-17"
			    Statement:
			      - Effect: Allow
			        Action: [dynamodb:BatchWriteItem, dynamodb:ConditionCheckItem, dynamodb:DeleteItem, dynamodb:GetItem, dynamodb:PutItem, dynamodb:Query]
			        Resource: !GetAtt Table.Arn
			- !If
			  - Signed
			  - PolicyName: keys
			    PolicyDocument:
			      Version: "2012-10-17"
			      Statement:
			        - {Effect: Allow, Action: secretsmanager:GetSecretValue, Resource: !Ref Keys}
			  - !Ref AWS::NoValue
			- PolicyName: logs-and-traces
			  PolicyDocument:
			    Version: "2012-10-17"
			    Statement:
			      - {Effect: Allow, Action: [logs:CreateLogStream, logs:PutLogEvents], Resource: !GetAtt UserPoolsLog.Arn}
			      - {Effect: Allow, Action: [xray:PutTelemetryRecords, xray:PutTraceSegments], Resource: "*"}`,
		"Resources.Keys.Condition": `Signed`,

		"Resources.Table.DeletionPolicy":                              `Retain`,
		"Resources.Table.UpdateReplacePolicy":                         `Retain`,
		"Resources.Table.Properties.DeletionProtectionEnabled":        `!Ref DeletionProtection`,
		"Resources.Table.Properties.PointInTimeRecoverySpecification": `{PointInTimeRecoveryEnabled: true}`,
		"Resources.Table.Properties.SSESpecification":                 `{SSEEnabled: true}`,
		"Resources.Table.Properties.OnDemandThroughput":               `{MaxReadRequestUnits: 2000, MaxWriteRequestUnits: 1000}`,
	} {
		t.Run(path, func(t *testing.T) { assert.Equal(t, parse(t, want), at(t, template, path)) })
	}
	table := at(t, template, "Resources.Table.Properties")
	assert.NotContains(t, table, "StreamSpecification")
	assert.NotContains(t, table, "TableName", "a table that was retained would be in the way of the next stack")
}

func TestTemplate_Environment(t *testing.T) {
	read := map[string]bool{}
	_, _ = config.FromEnv(func(name string) string { read[name] = true; return "" })
	for _, lambdas := range []string{"AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"} {
		delete(read, lambdas)
	}
	delete(read, "AWS_ENDPOINT_URL_SECRETS_MANAGER") // a deployed function asks AWS's own; tests have another
	variables := at(t, load(t), "Resources.UserPoolsFunction.Properties.Environment.Variables").(map[string]any)
	for _, runtimes := range []string{"GOMAXPROCS", "GOGC", "GOMEMLIMIT", "SSL_CERT_DIR"} {
		delete(variables, runtimes)
	}
	assert.ElementsMatch(t, slices.Collect(maps.Keys(read)), slices.Collect(maps.Keys(variables)))
}

// TestTemplate_Descriptions: every parameter and output has one, every function a target in the Makefile, every log an end.
func TestTemplate_Descriptions(t *testing.T) {
	template := load(t)
	for _, section := range []string{"Parameters", "Outputs"} {
		for name := range template[section].(map[string]any) {
			assert.NotEmpty(t, at(t, template, section+"."+name+".Description"), name)
		}
	}
	makefile := read(t, root+"/Makefile")
	for name := range resources(t, "AWS::Serverless::Function") {
		assert.Contains(t, makefile, "\nbuild-"+name+":")
	}
	groups := resources(t, "AWS::Logs::LogGroup")
	assert.Len(t, groups, 2)
	for name, group := range groups {
		assert.Equal(t, 14, group["RetentionInDays"], name)
	}
}

// logged are the variables that the gateway's log may have, with a value of each. Their values are words, numbers and
// addresses (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html). No other belongs
// there: a variable that is a text may have quotes and lines, and nothing escapes them; $context.error.messageString has
// quotes of its own, but is a bare - where there is no error.
var logged = map[string]string{
	"requestId": "JKJaXmPLvHcESHA=", "requestTimeEpoch": "1583798639", "identity.sourceIp": "2001:db8::1", "routeKey": "POST /",
	"status": "500", "responseLength": "1048576", "responseLatency": "31", "integrationLatency": "30", "integrationStatus": "200",
	"error.responseType": "INTEGRATION_FAILURE",
}

var contextVariable = regexp.MustCompile(`\$context\.([A-Za-z.]+)`)

// TestTemplate_GatewayLog renders the log's line as the gateway does, with every value and with none.
func TestTemplate_GatewayLog(t *testing.T) {
	format := at(t, load(t), "Resources.Api.Properties.AccessLogSettings.Format").(string)
	assert.NotContains(t, format, "\n", "one line a request")
	full := contextVariable.ReplaceAllStringFunc(format, func(found string) string {
		value, plain := logged[strings.TrimPrefix(found, "$context.")]
		assert.True(t, plain, "%s may be a header or a text", found)
		return value
	})
	for _, line := range []string{full, contextVariable.ReplaceAllString(format, "-")} {
		assert.True(t, json.Valid([]byte(line)), line)
	}
}

// TestTemplate_Alarms: the alarms are those of docs/deploy.md, and each notifies.
func TestTemplate_Alarms(t *testing.T) {
	var documented []string
	_, table, _ := strings.Cut(read(t, root+"/docs/deploy.md"), "| alarm | when | look at |")
	for _, row := range regexp.MustCompile("(?m)^\\| `(\\w+)` \\|").FindAllStringSubmatch(table, -1) {
		documented = append(documented, row[1])
	}
	alarms := resources(t, "AWS::CloudWatch::Alarm")
	assert.ElementsMatch(t, documented, slices.Collect(maps.Keys(alarms)))
	for name, alarm := range alarms {
		assert.Equal(t, parse(t, `!If [AlarmsNotify, [!Ref AlarmTopicArn], !Ref AWS::NoValue]`), alarm["AlarmActions"], name)
		assert.Equal(t, "notBreaching", alarm["TreatMissingData"], "%s: no call is no trouble", name)
	}
}

// at follows a path of names from the template's top.
func at(t *testing.T, template map[string]any, path string) any {
	t.Helper()
	var here any = template
	for name := range strings.SplitSeq(path, ".") {
		require.Contains(t, here, name, path)
		here = here.(map[string]any)[name]
	}
	return here
}

// resources returns the properties of all resources of a type by logical id.
func resources(t *testing.T, kind string) map[string]map[string]any {
	t.Helper()
	found := map[string]map[string]any{}
	for name, entry := range load(t)["Resources"].(map[string]any) {
		if resource := entry.(map[string]any); resource["Type"] == kind {
			found[name] = resource["Properties"].(map[string]any)
		}
	}
	return found
}

func load(t *testing.T) map[string]any {
	t.Helper()
	return parse(t, read(t, root+"/template.yaml")).(map[string]any)
}

// parse reads YAML with CloudFormation's tags. Tabs, which YAML forbids and Go's indentation brings, count for nothing.
func parse(t *testing.T, text string) (value any) {
	t.Helper()
	var doc yaml.Node
	require.NoError(t, yaml.Unmarshal([]byte(strings.ReplaceAll(text, "\t", "")), &doc), text)
	lengthen(&doc)
	require.NoError(t, doc.Decode(&value), text)
	return value
}

// lengthen turns short forms into long ones: !Ref Table into {Ref: Table}, !GetAtt Table.Arn into {Fn::GetAtt: Table.Arn}.
func lengthen(node *yaml.Node) {
	for _, inner := range node.Content {
		lengthen(inner)
	}
	function, short := strings.CutPrefix(node.Tag, "!")
	if !short || strings.HasPrefix(function, "!") {
		return
	}
	if function != "Ref" {
		function = "Fn::" + function
	}
	argument := *node
	argument.Tag = ""
	*node = yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{{Kind: yaml.ScalarNode, Value: function}, &argument}}
}

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(content)
}
