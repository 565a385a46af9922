package world

import (
	"sync"

	"userpools/pkg/cognito"
	"userpools/pkg/strictjson"
)

// The kinds of values, in the table's words.
const (
	text    = strictjson.String
	boolean = strictjson.Boolean
	number  = strictjson.Number
	list    = strictjson.List
	object  = strictjson.Object
)

// form is a row of the table: what a value means and what it has to be. The
// document's parser and its JSON Schema both come from here.
type form struct {
	kind strictjson.Kind
	// whole is of a number without fraction or exponent.
	whole bool
	// description is what the value means, for editors.
	description string
	// min and max bound a string's characters, the entries of a list or dictionary,
	// and a number's value.
	min, max int
	// values are all that a string may be; expr is an expression for the whole of
	// it, in what Go's and JavaScript's dialects share. must says either in words.
	values []string
	expr   string
	must   string
	// members of an object.
	members []member
	// key is the form of the names of an object that is a dictionary, each that of
	// its or a list's values.
	key, each *form
	// check finds what the rest of the row cannot say. It is called with whatever of
	// the right kind is there.
	check func(*checker, *node, path)
}

type member struct {
	name     string
	required bool
	form     *form
}

// The bounds on lists. No document of sense comes near them.
const (
	maxAccounts = 256
	maxEntries  = 256
)

// all stands for every account without a section of its own, and for every plan.
const all = "*"

// The classes of operations that have a rate, as Amazon Cognito names them
// (https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html).
const (
	UserPoolRead           = "UserPoolRead"
	UserPoolUpdate         = "UserPoolUpdate"
	UserPoolResourceRead   = "UserPoolResourceRead"
	UserPoolResourceUpdate = "UserPoolResourceUpdate"
)

// grammar is the table. It is built when the first document is read.
var grammar = sync.OnceValue(func() *form {
	return &form{
		kind:        object,
		description: "What a user pools endpoint cannot look up, and the faults that it is to answer with.",
		members: []member{
			{"$schema", false, freeText("Where the schema of this document is, for editors.", 2048)},
			comment(),
			{"chosenPoolIds", false, &form{kind: boolean, description: "Lets the tag " + cognito.IDTag + " of a CreateUserPool choose the pool's id. Off unless true: Amazon Cognito has nothing of the kind."}},
			{"accounts", false, &form{
				kind: object, max: maxAccounts, key: accountKey, each: accountForm(),
				description: "What is declared of each account, by its 12 digits, or \"*\" for all. An account takes from \"*\" the members that its own section does not have.",
			}},
			{"faults", false, &form{
				kind: list, max: maxEntries, each: faultForm(), check: uniqueNames,
				description: "What answers calls in their operation's place. The first fault that matches and is not used up is applied.",
			}},
		},
	}
})

func comment() member { return member{"comment", false, freeText("For readers.", 2048)} }

func freeText(description string, longest int) *form {
	return &form{kind: text, description: description, max: longest}
}

func toggle(description string) *form { return &form{kind: boolean, description: description} }

var (
	accountKey = &form{kind: text, max: 12, expr: `[0-9]{12}|\*`, must: `an account of 12 digits, or "*" for all`}
	accountID  = &form{kind: text, max: 12, expr: `[0-9]{12}`, must: "of 12 digits", description: "The caller's account."}
)

const wildcards = " * stands for any characters, ? for one."

// arnPattern is a pattern of ARNs, or of names, of one service.
func arnPattern(description, service string) *form {
	return &form{
		kind: text, min: 1, max: 2048, expr: `[\w+=/,.@:*?-]*`, must: "of characters that ARNs have, * and ?",
		description: description + wildcards + " What begins with arn: is held against the whole ARN, all else against the name in it.",
		check:       ofService(service),
	}
}

func accountForm() *form {
	return &form{kind: object, description: "What is declared of an account.", members: []member{
		comment(),
		{"sesIdentities", false, entries("SES identities. One that is not here is verified and authorised.",
			member{"identity", true, arnPattern("The identity: an address, a domain, or its ARN.", "ses")},
			member{"verified", false, toggle("Whether SES has verified it; true unless said. False: InvalidParameterException where EmailSendingAccount is DEVELOPER.")},
			member{"authorised", false, toggle("Whether it authorises Cognito to send; true unless said. False: InvalidEmailRoleAccessPolicyException.")})},
		{"smsRoles", false, entries("IAM roles that send SMS messages. One that is not here can be assumed and may publish.",
			member{"role", true, arnPattern("The role: its path and name, or its ARN.", "iam")},
			member{"trusted", false, toggle("Whether Cognito can assume it; true unless said. False: InvalidSmsRoleTrustRelationshipException.")},
			member{"externalId", false, freeText("The external id that its trust policy asks for. Another one, or none: InvalidSmsRoleTrustRelationshipException.", 1224)},
			member{"publishes", false, toggle("Whether it may publish with SNS; true unless said. False: InvalidSmsRoleAccessPolicyException.")})},
		{"kmsKeys", false, entries("KMS keys. One that is not here can be used.",
			member{"key", true, arnPattern("The key: its id or alias, or its ARN.", "kms")},
			member{"problem", false, freeText("What KMS answers to CreateGrant, for the text of an InvalidParameterException. None: the key can be used.", 1024)})},
		{"lambdaFunctions", false, entries("Lambda functions. One that is not here can be used.",
			member{"function", true, arnPattern("The function: its name, or its ARN.", "lambda")},
			member{"problem", false, freeText("The text of an InvalidParameterException. None: the function can be used.", 1024)})},
		{"tierChanges", false, tierChanges()},
		{"forbiddenTagKeys", false, &form{
			kind: list, max: maxEntries,
			description: "Keys of tags that may not be set: UserPoolTaggingException, and InvalidParameterException from TagResource.",
			each:        &form{kind: text, min: 1, max: 128, description: "A key." + wildcards},
		}},
		{"poolQuota", false, &form{kind: number, whole: true, max: 1_000_000, description: "The most pools that the account may have, 0 for none at all. One more is LimitExceededException."}},
		{"rates", false, rates()},
	}}
}

// entries is a list of objects. The first whose pattern matches answers.
func entries(description string, members ...member) *form {
	return &form{
		kind: list, max: maxEntries, description: description + " In order: the first entry that matches answers.",
		each: &form{kind: object, members: members},
	}
}

func tierChanges() *form {
	tiers := []string{"LITE", "ESSENTIALS", "PLUS", all}
	const must = "LITE, ESSENTIALS, PLUS or * for all"
	return &form{
		kind: list, max: maxEntries, description: "Changes of the feature plan (UserPoolTier). One that is not here is allowed. In order: the first entry that matches answers.",
		each: &form{kind: object, members: []member{
			{"from", true, &form{kind: text, max: 16, values: append([]string{"none"}, tiers...), must: "none, " + must, description: "The plan that the pool has; none where it is being made."}},
			{"to", true, &form{kind: text, max: 16, values: tiers, must: must, description: "The plan that is asked for."}},
			{"allowed", true, toggle("False: TierChangeNotAllowedException.")},
			{"features", false, &form{
				kind: list, min: 1, max: 32, each: &form{kind: text, min: 1, max: 128, description: "A feature, in the service's words."},
				description: "What is in the way, as the exception's text lists it; " + clientFeature + " unless said.",
			}},
		}},
	}
}

func rates() *form {
	class := func(name, operations string) member {
		return member{name, false, &form{kind: number, max: 10_000, description: "Requests per second of " + operations + "."}}
	}
	return &form{
		kind: object, description: "Requests per second that the account may make, by class of operations; 0 lets none through. One more is TooManyRequestsException. A class that is not here has the endpoint's own rate. An endpoint that does not ask who calls has no rates.",
		members: []member{
			class(UserPoolRead, "DescribeUserPool and ListUserPools"),
			class(UserPoolUpdate, "CreateUserPool, UpdateUserPool and DeleteUserPool"),
			class(UserPoolResourceRead, "GetUserPoolMfaConfig and ListTagsForResource"),
			class(UserPoolResourceUpdate, "AddCustomAttributes, SetUserPoolMfaConfig, TagResource and UntagResource"),
		},
	}
}

func faultForm() *form {
	return &form{kind: object, description: "A fault: answer, delay, dropAnswer, or delay with one of the others.", check: oneEffect, members: []member{
		{"name", false, &form{kind: text, min: 1, max: 64, expr: `[A-Za-z][\w .:-]*`, must: "a letter and then letters, digits, spaces and _ . : -", description: "What the log calls the fault; its index in the list unless said."}},
		comment(),
		{"match", false, matchForm()},
		{"times", false, &form{kind: number, whole: true, max: 1_000_000, description: "How often the fault is applied; 0, or nothing, for ever."}},
		{"delay", false, &form{kind: text, min: 2, max: 16, expr: `[0-9]{1,5}(\.[0-9]{1,3})?(ms|s)`, must: "a time as in 250ms or 1.5s", check: delayBounds, description: "How long the call waits first: 250ms, 1.5s, at most 25s."}},
		{"answer", false, &form{kind: object, description: "The exception that answers the call; the operation does not run.", members: []member{
			{"exception", true, &form{kind: text, max: 64, values: exceptionNames(), must: "an exception of Amazon Cognito or of AWS's front end, such as InternalErrorException", description: "Its name."}},
			{"message", false, freeText("Its message; a fitting one unless said, none if empty.", 4096)},
			{"status", false, &form{kind: number, whole: true, min: 400, max: 599, description: "The HTTP status; the exception's own unless said."}},
		}}},
		{"dropAnswer", false, toggle("Lets the operation run and then loses its answer: the local endpoint closes the connection, a deployed one answers InternalErrorException with status 500.")},
	}}
}

func matchForm() *form {
	pattern := func(description, expr, must string, longest int) *form {
		return &form{kind: text, max: longest, expr: expr, must: must, description: description + wildcards}
	}
	return &form{kind: object, description: "The calls that the fault is for: those that all members match. Nothing here: every call.", members: []member{
		{"operation", false, &form{kind: text, max: 64, values: operationNames(), must: "an operation of this endpoint, such as CreateUserPool", description: "The operation."}},
		{"account", false, accountID},
		{"principal", false, pattern("The caller's ARN.", `[*a](?:[\w+=/,.@:*?-]*)`, "a pattern of ARNs, which begins with arn: or *", 2048)},
		{"poolName", false, pattern("The name that the request gives the pool, or that the pool has.", `[\w \t+=,.@*?-]+`, "of characters that names of pools have, * and ?", 128)},
		{"tag", false, &form{kind: object, description: "A tag that the request sets, or that the pool has.", members: []member{
			{"key", true, &form{kind: text, min: 1, max: 128, description: "Its key." + wildcards}},
			{"value", false, pattern("Its value; any unless said.", "", "", 256)},
		}}},
	}}
}

// operationNames are those of cognito's one list.
func operationNames() []string {
	list := cognito.Operations()
	names := make([]string, 0, len(list))
	for _, op := range list {
		names = append(names, op.Name)
	}
	return names
}
