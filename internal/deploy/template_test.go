// Package deploy holds what is deployed to its promises: template.yaml says what it should, SAM takes it, and the
// function is built for where it will run. It has tests only.
package deploy

import (
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"userpools/functions/userpools/config"
)

// root is the module's folder as seen from this package's.
const root = "../.."

func TestTemplate(t *testing.T) {
	template := load(t)
	for _, fact := range []struct{ name, path, want string }{
		{"calls are authenticated unless somebody says otherwise", "Parameters.Auth.Default", `sigv4`},
		{"an open endpoint is the only other choice", "Parameters.Auth.AllowedValues", `[sigv4, none]`},
		{"arm64 unless somebody says otherwise", "Parameters.Architecture.Default", `arm64`},
		{"both of Lambda's architectures", "Parameters.Architecture.AllowedValues", `[arm64, x86_64]`},
		{"the table is protected unless somebody says otherwise", "Parameters.DeletionProtection.Default", `"true"`},
		{"how many run at once is bounded unless somebody says otherwise", "Parameters.Concurrency.Default", `20`},

		{"the only event is POST /, in payload 2.0", "Resources.UserPoolsFunction.Properties.Events", `
			Call: {Type: HttpApi, Properties: {ApiId: !Ref Api, Path: /, Method: POST, PayloadFormatVersion: "2.0"}}`},
		{"clients post to / without a stage's name", "Resources.Api.Properties.StageName", `$default`},
		{"the gateway's throttle is far above what the function lets through", "Resources.Api.Properties.DefaultRouteSettings",
			`{ThrottlingRateLimit: 500, ThrottlingBurstLimit: 1000}`},

		{"runs on Lambda's bare runtime", "Resources.UserPoolsFunction.Properties.Runtime", `provided.al2023`},
		{"the program is called bootstrap", "Resources.UserPoolsFunction.Properties.Handler", `bootstrap`},
		{"the architecture is the parameter's", "Resources.UserPoolsFunction.Properties.Architectures", `[!Ref Architecture]`},
		{"memory for hostile bodies", "Resources.UserPoolsFunction.Properties.MemorySize", `512`},
		{"answers well before the gateway gives up after 30 seconds", "Resources.UserPoolsFunction.Properties.Timeout", `10`},
		{"how many run at once is the parameter's", "Resources.UserPoolsFunction.Properties.ReservedConcurrentExecutions",
			`!If [ConcurrencyReserved, !Ref Concurrency, !Ref AWS::NoValue]`},
		{"is traced", "Resources.UserPoolsFunction.Properties.Tracing", `Active`},
		{"SAM builds it by the Makefile", "Resources.UserPoolsFunction.Metadata", `{BuildMethod: makefile}`},
		{"logs JSON to the group with retention", "Resources.UserPoolsFunction.Properties.LoggingConfig", `
			{LogFormat: JSON, ApplicationLogLevel: !Ref LogLevel, SystemLogLevel: INFO, LogGroup: !Ref UserPoolsLog}`},
		{"is told all that it reads", "Resources.UserPoolsFunction.Properties.Environment.Variables", `
			AUTH: !Ref Auth
			ACCOUNT_ID: !Ref Account
			KEYS_SECRET_ARN: !If [Signed, !Ref Keys, ""]
			WORLD: !Ref World
			QUOTA: !Ref Quota
			TABLE_NAME: !Ref Table
			LOG_LEVEL: !Ref LogLevel
			METRICS_NAMESPACE: userpools
			AWS_ENDPOINT_URL_DYNAMODB: !Ref DynamoDBEndpoint
			GOMAXPROCS: "1"
			SSL_CERT_DIR: /nonexistent`},

		{"the role is this one, not one that SAM makes", "Resources.UserPoolsFunction.Properties.Role", `!GetAtt UserPoolsRole.Arn`},
		{"the role may do this and nothing else", "Resources.UserPoolsRole.Properties.Policies", `
			- PolicyName: pools
			  PolicyDocument:
			    Version: "2012-10-17"
			    Statement:
			      - Effect: Allow
			        Action: [dynamodb:DeleteItem, dynamodb:GetItem, dynamodb:PutItem, dynamodb:Query]
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
			      - {Effect: Allow, Action: [xray:PutTelemetryRecords, xray:PutTraceSegments], Resource: "*"}`},
		{"only Lambda takes the role, for this account", "Resources.UserPoolsRole.Properties.AssumeRolePolicyDocument.Statement",
			`[{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole, Condition: {StringEquals: {aws:SourceAccount: !Ref AWS::AccountId}}}]`},
		{"the keys' secret is there if keys are", "Resources.Keys.Condition", `Signed`},
		{"keys are there if calls are authenticated", "Conditions.Signed", `!Equals [!Ref Auth, sigv4]`},

		{"the table's key", "Resources.Table.Properties.KeySchema",
			`[{AttributeName: PK, KeyType: HASH}, {AttributeName: SK, KeyType: RANGE}]`},
		{"the table's key is text", "Resources.Table.Properties.AttributeDefinitions",
			`[{AttributeName: PK, AttributeType: S}, {AttributeName: SK, AttributeType: S}]`},
		{"the table is paid by request", "Resources.Table.Properties.BillingMode", `PAY_PER_REQUEST`},
		{"with a ceiling", "Resources.Table.Properties.OnDemandThroughput",
			`{MaxReadRequestUnits: 2000, MaxWriteRequestUnits: 500}`},
		{"the table outlives the stack", "Resources.Table.DeletionPolicy", `Retain`},
		{"the table outlives its replacement", "Resources.Table.UpdateReplacePolicy", `Retain`},
		{"the table's protection is the parameter's", "Resources.Table.Properties.DeletionProtectionEnabled", `!Ref DeletionProtection`},
		{"the table can be restored to a point in time", "Resources.Table.Properties.PointInTimeRecoverySpecification",
			`{PointInTimeRecoveryEnabled: true}`},
		{"the table is encrypted", "Resources.Table.Properties.SSESpecification", `{SSEEnabled: true}`},
	} {
		t.Run(fact.name, func(t *testing.T) {
			assert.Equal(t, parse(t, fact.want), at(t, template, fact.path))
		})
	}
}

func TestTemplateHasOneTableWithoutIndexOrName(t *testing.T) {
	tables := resources(t, "AWS::DynamoDB::Table")
	require.Len(t, tables, 1)
	for _, absent := range []string{"GlobalSecondaryIndexes", "LocalSecondaryIndexes", "StreamSpecification"} {
		assert.NotContains(t, tables["Table"], absent)
	}
	assert.NotContains(t, tables["Table"], "TableName", "a table that was retained would be in the way of the next stack")
}

func TestTemplateEnvironmentIsWhatTheFunctionReads(t *testing.T) {
	read := map[string]bool{}
	_, _ = config.FromEnv(func(name string) string { read[name] = true; return "" })
	for _, lambdas := range []string{"AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"} {
		delete(read, lambdas)
	}
	delete(read, "AWS_ENDPOINT_URL_SECRETS_MANAGER") // a deployed function asks AWS's own; tests have another
	told := at(t, load(t), "Resources.UserPoolsFunction.Properties.Environment.Variables").(map[string]any)
	for _, runtimes := range []string{"GOMAXPROCS", "SSL_CERT_DIR"} {
		delete(told, runtimes)
	}
	assert.ElementsMatch(t, slices.Collect(maps.Keys(read)), slices.Collect(maps.Keys(told)))
}

func TestTemplateBuildsEachFunctionByATargetOfTheMakefile(t *testing.T) {
	makefile := read(t, root+"/Makefile")
	for name := range resources(t, "AWS::Serverless::Function") {
		assert.Contains(t, makefile, "\nbuild-"+name+":")
	}
}

func TestTemplateDescribesParametersAndOutputs(t *testing.T) {
	template := load(t)
	for _, section := range []string{"Parameters", "Outputs"} {
		for name, entry := range template[section].(map[string]any) {
			assert.NotEmpty(t, entry.(map[string]any)["Description"], "%s.%s", section, name)
		}
	}
}

func TestTemplateEndsLogs(t *testing.T) {
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

// TestTemplate_GatewayLog renders the log's lines as the gateway does.
func TestTemplate_GatewayLog(t *testing.T) {
	format := at(t, load(t), "Resources.Api.Properties.AccessLogSettings.Format").(string)
	assert.NotContains(t, format, "\n", "one line a request")
	for _, missing := range []bool{false, true} {
		line := rendered(format, missing)
		assert.True(t, json.Valid([]byte(line)), line)
	}
	for _, found := range contextVariable.FindAllStringSubmatch(format, -1) {
		assert.Contains(t, logged, found[1], "no header, and no text")
	}
}

// rendered is a line in which every text has quotes and a line break, or every value is missing.
func rendered(format string, missing bool) string {
	const text = "it said \"no\"\nand more"
	return contextVariable.ReplaceAllStringFunc(format, func(found string) string {
		variable := strings.TrimPrefix(found, "$context.")
		value, plain := logged[variable]
		switch {
		case missing:
			return "-"
		case plain:
			return value
		case variable == "error.messageString":
			return strconv.Quote(text)
		default:
			return text
		}
	})
}

func TestTemplateAlarms(t *testing.T) {
	alarms := resources(t, "AWS::CloudWatch::Alarm")
	assert.ElementsMatch(t,
		[]string{"FunctionErrors", "FunctionThrottles", "ApiRequests", "ApiRefusals", "ApiFailures", "TableThrottles", "TableFailures"},
		slices.Collect(maps.Keys(alarms)))
	for name, alarm := range alarms {
		assert.Equal(t, parse(t, `!If [AlarmsNotify, [!Ref AlarmTopicArn], !Ref AWS::NoValue]`), alarm["AlarmActions"], name)
		assert.Equal(t, "notBreaching", alarm["TreatMissingData"], "%s: no call is no trouble", name)
	}
}

// at follows a path of names, and of numbers in lists, from the template's top.
func at(t *testing.T, template map[string]any, path string) any {
	t.Helper()
	var here any = template
	for name := range strings.SplitSeq(path, ".") {
		switch in := here.(type) {
		case map[string]any:
			require.Contains(t, in, name, path)
			here = in[name]
		case []any:
			i, err := strconv.Atoi(name)
			require.NoError(t, err, path)
			require.Less(t, i, len(in), path)
			here = in[i]
		default:
			require.Failf(t, "nothing there", "%s of %s", name, path)
		}
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
func parse(t *testing.T, text string) any {
	t.Helper()
	var doc yaml.Node
	require.NoError(t, yaml.Unmarshal([]byte(strings.ReplaceAll(text, "\t", "")), &doc), text)
	require.NotEmpty(t, doc.Content, text)
	value, err := decode(doc.Content[0])
	require.NoError(t, err, text)
	return value
}

// decode turns a short form into the long one: !Ref Table into {Ref: Table}, !GetAtt Table.Arn into {Fn::GetAtt: Table.Arn}.
func decode(node *yaml.Node) (any, error) {
	function, short := strings.CutPrefix(node.Tag, "!")
	short = short && !strings.HasPrefix(function, "!")
	if short {
		node.Tag = ""
		if function != "Ref" {
			function = "Fn::" + function
		}
	}
	value, err := decodePlain(node)
	if short {
		return map[string]any{function: value}, err
	}
	return value, err
}

func decodePlain(node *yaml.Node) (any, error) {
	switch node.Kind {
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i < len(node.Content); i += 2 {
			value, err := decode(node.Content[i+1])
			if err != nil {
				return nil, err
			}
			m[node.Content[i].Value] = value
		}
		return m, nil
	case yaml.SequenceNode:
		list := make([]any, len(node.Content))
		for i, entry := range node.Content {
			value, err := decode(entry)
			if err != nil {
				return nil, err
			}
			list[i] = value
		}
		return list, nil
	default:
		var value any
		err := node.Decode(&value)
		return value, err
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(content)
}
