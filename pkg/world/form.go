package world

import (
	"sync"

	"userpools/pkg/cognito"
	"userpools/pkg/strictjson"
)

// kind is what a value has to be.
type kind int

const (
	null kind = iota
	text
	boolean
	number
	integer
	list
	object
	dictionary // an object whose names are the document's own
)

// json is the kind that the value has in a tree.
func (k kind) json() strictjson.Kind {
	return [...]strictjson.Kind{strictjson.Null, strictjson.String, strictjson.Boolean, strictjson.Number, strictjson.Number,
		strictjson.List, strictjson.Object, strictjson.Object}[k]
}

func (k kind) words() string {
	return [...]string{"null", "a string", "true or false", "a number", "a whole number", "a list", "an object", "an object"}[k]
}

// form is a row of the table: what a value means and what it has to be. The
// document's parser and its JSON Schema both come from here.
type form struct {
	kind kind
	// says is what the value means, for editors.
	says string
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
	// key is the form of a dictionary's names, each that of its or a list's values.
	key, each *form
	// also finds the mistakes that go beyond a single value. It is called with
	// whatever of the right kind is there.
	also func(*checker, *node, path)
}

type member struct {
	name   string
	needed bool
	form   *form
}

// The bounds on lists. No document of sense comes near them.
const (
	maxAccounts = 256
	maxEntries  = 256
)

// everybody is the name of the section for accounts without one of their own.
const everybody = "*"

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
		kind: object,
		says: "What a user pools endpoint cannot look up, and the faults that it is to answer with.",
		members: []member{
			{"$schema", false, words("Where the schema of this document is, for editors.", 2048)},
			comment(),
			{"chosenPoolIds", false, &form{kind: boolean, says: "Lets the tag " + cognito.IDTag + " of a CreateUserPool choose the pool's id. Off unless true: Amazon Cognito has nothing of the kind."}},
			{"accounts", false, &form{
				kind: dictionary, max: maxAccounts, key: accountKey, each: accountForm(),
				says: "What is declared of each account, by its 12 digits, or \"*\" for all. An account takes from \"*\" the members that its own section does not have.",
			}},
			{"faults", false, &form{
				kind: list, max: maxEntries, each: faultForm(), also: uniqueNames,
				says: "What answers calls in their operation's place. The first fault that matches and is not used up is applied.",
			}},
		},
	}
})

func comment() member { return member{"comment", false, words("For readers.", 2048)} }

func words(says string, longest int) *form { return &form{kind: text, says: says, max: longest} }

func yesNo(says string) *form { return &form{kind: boolean, says: says} }

var (
	accountKey = &form{kind: text, max: 12, expr: `[0-9]{12}|\*`, must: `an account of 12 digits, or "*" for all`}
	accountID  = &form{kind: text, max: 12, expr: `[0-9]{12}`, must: "of 12 digits", says: "The caller's account."}
)

// arnPattern is a pattern of ARNs, or of names, of one service.
func arnPattern(says, service string) *form {
	return &form{
		kind: text, min: 1, max: 2048, expr: `[\w+=/,.@:*?-]*`, must: "of characters that ARNs have, * and ?",
		says: says + " * stands for any characters, ? for one. What begins with arn: is held against the whole ARN, all else against the name in it.",
		also: func(c *checker, n *node, at path) { c.ofService(n, at, service) },
	}
}

func accountForm() *form {
	return &form{kind: object, says: "What is declared of an account.", members: []member{
		comment(),
		{"sesIdentities", false, entries("SES identities. One that is not here is verified and authorised.",
			member{"identity", true, arnPattern("The identity: an address, a domain, or its ARN.", "ses")},
			member{"verified", false, yesNo("Whether SES has verified it; true unless said. False: InvalidParameterException where EmailSendingAccount is DEVELOPER.")},
			member{"authorised", false, yesNo("Whether it authorises Cognito to send; true unless said. False: InvalidEmailRoleAccessPolicyException.")})},
		{"smsRoles", false, entries("IAM roles that send SMS messages. One that is not here can be assumed and may publish.",
			member{"role", true, arnPattern("The role: its path and name, or its ARN.", "iam")},
			member{"trusted", false, yesNo("Whether Cognito can assume it; true unless said. False: InvalidSmsRoleTrustRelationshipException.")},
			member{"externalId", false, words("The external id that its trust policy asks for. Another one, or none: InvalidSmsRoleTrustRelationshipException.", 1224)},
			member{"publishes", false, yesNo("Whether it may publish with SNS; true unless said. False: InvalidSmsRoleAccessPolicyException.")})},
		{"kmsKeys", false, entries("KMS keys. One that is not here can be used.",
			member{"key", true, arnPattern("The key: its id or alias, or its ARN.", "kms")},
			member{"problem", false, words("What KMS answers to CreateGrant, for the text of an InvalidParameterException. None: the key can be used.", 1024)})},
		{"lambdaFunctions", false, entries("Lambda functions. One that is not here can be used.",
			member{"function", true, arnPattern("The function: its name, or its ARN.", "lambda")},
			member{"problem", false, words("The text of an InvalidParameterException. None: the function can be used.", 1024)})},
		{"tierChanges", false, tierChanges()},
		{"forbiddenTagKeys", false, &form{
			kind: list, max: maxEntries,
			says: "Keys of tags that may not be set: UserPoolTaggingException, and InvalidParameterException from TagResource.",
			each: &form{kind: text, min: 1, max: 128, says: "A key. * stands for any characters, ? for one."},
		}},
		{"poolQuota", false, &form{kind: integer, max: 1_000_000, says: "The most pools that the account may have, 0 for none at all. One more is LimitExceededException."}},
		{"rates", false, rates()},
	}}
}

// entries is a list of objects. The first whose pattern matches answers.
func entries(says string, members ...member) *form {
	return &form{
		kind: list, max: maxEntries, says: says + " In order: the first entry that matches answers.",
		each: &form{kind: object, members: members},
	}
}

func tierChanges() *form {
	tiers := []string{"LITE", "ESSENTIALS", "PLUS", everybody}
	const all = "LITE, ESSENTIALS, PLUS or * for all"
	return &form{
		kind: list, max: maxEntries, says: "Changes of the feature plan (UserPoolTier). One that is not here is allowed. In order: the first entry that matches answers.",
		each: &form{kind: object, members: []member{
			{"from", true, &form{kind: text, max: 16, values: append([]string{"none"}, tiers...), must: "none, " + all, says: "The plan that the pool has; none where it is being made."}},
			{"to", true, &form{kind: text, max: 16, values: tiers, must: all, says: "The plan that is asked for."}},
			{"allowed", true, yesNo("False: TierChangeNotAllowedException.")},
			{"features", false, &form{
				kind: list, min: 1, max: 32, each: &form{kind: text, min: 1, max: 128, says: "A feature, in the service's words."},
				says: "What is in the way, as the exception's text lists it; " + clientFeature + " unless said.",
			}},
		}},
	}
}

func rates() *form {
	class := func(name, operations string) member {
		return member{name, false, &form{kind: number, max: 10_000, says: "Requests per second of " + operations + "."}}
	}
	return &form{
		kind: object, says: "Requests per second that the account may make, by class of operations; 0 lets none through. One more is TooManyRequestsException. A class that is not here has the endpoint's own rate. An endpoint that does not ask who calls has no rates.",
		members: []member{
			class(UserPoolRead, "DescribeUserPool and ListUserPools"),
			class(UserPoolUpdate, "CreateUserPool, UpdateUserPool and DeleteUserPool"),
			class(UserPoolResourceRead, "GetUserPoolMfaConfig and ListTagsForResource"),
			class(UserPoolResourceUpdate, "AddCustomAttributes, SetUserPoolMfaConfig, TagResource and UntagResource"),
		},
	}
}

func faultForm() *form {
	return &form{kind: object, says: "A fault: answer, delay, dropAnswer, or delay with one of the others.", also: oneEffect, members: []member{
		{"name", false, &form{kind: text, min: 1, max: 64, expr: `[A-Za-z][\w .:-]*`, must: "a letter and then letters, digits, spaces and _ . : -", says: "What the log calls the fault; its index in the list unless said."}},
		comment(),
		{"match", false, matchForm()},
		{"times", false, &form{kind: integer, max: 1_000_000, says: "How often the fault is applied; 0, or nothing, for ever."}},
		{"delay", false, &form{kind: text, min: 2, max: 16, expr: `[0-9]{1,5}(\.[0-9]{1,3})?(ms|s)`, must: "a time as in 250ms or 1.5s", also: delayBounds, says: "How long the call waits first: 250ms, 1.5s, at most 25s."}},
		{"answer", false, &form{kind: object, says: "The exception that answers the call; the operation does not run.", members: []member{
			{"exception", true, &form{kind: text, max: 64, values: exceptionNames(), must: "an exception of Amazon Cognito or of AWS's front end, such as InternalErrorException", says: "Its name."}},
			{"message", false, words("Its message; a fitting one unless said, none if empty.", 4096)},
			{"status", false, &form{kind: integer, min: 400, max: 599, says: "The HTTP status; the exception's own unless said."}},
		}}},
		{"dropAnswer", false, yesNo("Lets the operation run and then loses its answer: the local endpoint closes the connection, a deployed one answers InternalErrorException with status 500.")},
	}}
}

func matchForm() *form {
	pattern := func(says, expr, must string, longest int) *form {
		return &form{kind: text, max: longest, expr: expr, must: must, says: says + " * stands for any characters, ? for one."}
	}
	return &form{kind: object, says: "The calls that the fault is for: those that all members match. Nothing here: every call.", members: []member{
		{"operation", false, &form{kind: text, max: 64, values: operationNames(), must: "an operation of this endpoint, such as CreateUserPool", says: "The operation."}},
		{"account", false, accountID},
		{"principal", false, pattern("The caller's ARN.", `[*a](?:[\w+=/,.@:*?-]*)`, "a pattern of ARNs, which begins with arn: or *", 2048)},
		{"poolName", false, pattern("The name that the request gives the pool, or that the pool has.", `[\w \t+=,.@*?-]+`, "of characters that names of pools have, * and ?", 128)},
		{"tag", false, &form{kind: object, says: "A tag that the request sets, or that the pool has.", members: []member{
			{"key", true, &form{kind: text, min: 1, max: 128, says: "Its key. * stands for any characters, ? for one."}},
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
