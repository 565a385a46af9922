package world

import (
	"strings"
	"sync"

	"userpools/pkg/cognito"
	"userpools/pkg/shape"
)

// MaxDocument is the size in bytes up to which a document is read. A deployed
// function's environment holds 4 KB in all.
const MaxDocument = 65536

// format is what a document may be, for Parse and for its JSON Schema. It is built
// when the first document is read.
var format = sync.OnceValue(func() *shape.Format {
	return &shape.Format{
		Name: "world document", Shape: worldShape(), Unknown: "is no member of this document",
		Limits: shape.Limits{Bytes: MaxDocument, Depth: 16, Values: MaxDocument},
	}
})

// The bounds on lists. No document of sense comes near them.
const (
	maxAccounts = 256
	maxEntries  = 256
)

// all stands for every account without a section of its own, and for every plan.
const all = "*"

func worldShape() *shape.Shape {
	return object("What a user pools endpoint cannot look up, and the faults that it is to answer with.",
		shape.Optional("$schema", freeText("Where the schema of this document is, for editors.", 2048)),
		comment(),
		toggle("chosenPoolIds", "Lets the tag "+cognito.IDTag+" of a CreateUserPool choose the pool's id, and lets the id of an app client"+
			" follow from the pool's and ClientName. Off unless true: Amazon Cognito has nothing of the kind."),
		shape.Optional("accounts", shape.Described("What is declared of each account, by its 12 digits, or \"*\" for all."+
			" An account takes from \"*\" the members that its own section does not have.",
			shape.Map("accounts", accountKey, accountShape(), shape.Length(0, maxAccounts)))),
		shape.Optional("faults", shape.Described("What answers calls in their operation's place."+
			" The first fault that matches and is not used up is applied.",
			shape.List("faults", faultShape(), shape.Length(0, maxEntries)))))
}

func object(description string, members ...shape.Member) *shape.Shape {
	return shape.Described(description, shape.Structure("object", members...))
}

func text(description string, opts ...shape.Option) *shape.Shape {
	return shape.Described(description, shape.String("text", opts...))
}

func freeText(description string, longest int) *shape.Shape {
	return text(description, shape.Length(0, longest))
}

func comment() shape.Member { return shape.Optional("comment", freeText("For readers.", 2048)) }

func toggle(name, description string) shape.Member {
	return shape.Optional(name, shape.Described(description, shape.Boolean("toggle")))
}

func integer(name, description string, low, high int) shape.Member {
	return shape.Optional(name, shape.Described(description, shape.Integer("integer", shape.Range(low, high))))
}

var accountKey = shape.String("account", shape.Length(0, 12), shape.Pattern(`[0-9]{12}|\*`),
	shape.Must(`an account of 12 digits, or "*" for all`))

const wildcards = " * stands for any characters, ? for one."

// arnPattern is a pattern of ARNs, or of names in them.
func arnPattern(description string) *shape.Shape {
	return text(description+wildcards+" What begins with arn: is held against the whole ARN, all else against the name in it.",
		shape.Length(1, 2048), shape.Pattern(`[\w+=/,.@:*?-]*`), shape.Must("of characters that ARNs have, * and ?"))
}

func accountShape() *shape.Shape {
	return object("What is declared of an account.",
		comment(),
		entries("sesIdentities", "SES identities. One that is not here is verified and authorised.",
			shape.Required("identity", arnPattern("The identity: an address, a domain, or its ARN.")),
			toggle("verified",
				"Whether SES has verified it; true unless said. False: InvalidParameterException where EmailSendingAccount is DEVELOPER."),
			toggle("authorised",
				"Whether it authorises Cognito to send; true unless said. False: InvalidEmailRoleAccessPolicyException.")),
		entries("smsRoles", "IAM roles that send SMS messages. One that is not here can be assumed and may publish.",
			shape.Required("role", arnPattern("The role: its path and name, or its ARN.")),
			toggle("trusted",
				"Whether Cognito can assume it; true unless said. False: InvalidSmsRoleTrustRelationshipException."),
			shape.Optional("externalId", freeText(
				"The external id that its trust policy asks for. Another one, or none: InvalidSmsRoleTrustRelationshipException.", 1224)),
			toggle("publishes",
				"Whether it may publish with SNS; true unless said. False: InvalidSmsRoleAccessPolicyException.")),
		entries("groupRoles", "IAM roles of groups. One that is not here can be passed by everybody.",
			shape.Required("role", arnPattern("The role: its path and name, or its ARN.")),
			toggle("passable",
				"Whether callers may pass it; true unless said. False: AccessDeniedException from CreateGroup and UpdateGroup.")),
		entries("kmsKeys", "KMS keys. One that is not here can be used.",
			shape.Required("key", arnPattern("The key: its id or alias, or its ARN.")),
			shape.Optional("problem", freeText(
				"What KMS answers to CreateGrant, for the text of an InvalidParameterException. None: the key can be used.", 1024))),
		entries("lambdaFunctions", "Lambda functions. One that is not here can be used.",
			shape.Required("function", arnPattern("The function: its name, or its ARN.")),
			shape.Optional("problem", freeText(
				"The text of an InvalidParameterException. None: the function can be used.", 1024))),
		entries("certificates", "ACM certificates of custom domains. One that is not here is valid if it is in us-east-1.",
			shape.Required("certificate", arnPattern("The certificate: its id, or its ARN.")),
			toggle("valid",
				"Whether it can be used; true unless said. False: InvalidParameterException from CreateUserPoolDomain and UpdateUserPoolDomain.")),
		tierChanges(),
		shape.Optional("forbiddenTagKeys", shape.Described(
			"Keys of tags that may not be set: UserPoolTaggingException, and InvalidParameterException from TagResource.",
			shape.List("forbiddenTagKeys", text("A key."+wildcards, shape.Length(1, 128)), shape.Length(0, maxEntries)))),
		integer("poolQuota",
			"The most pools that the account may have, 0 for none at all. One more is LimitExceededException.", 0, 1_000_000),
		rates())
}

// entries is a list of objects. The first whose pattern matches answers.
func entries(name, description string, members ...shape.Member) shape.Member {
	return shape.Optional(name, shape.Described(description+" In order: the first entry that matches answers.",
		shape.List(name, shape.Structure(name, members...), shape.Length(0, maxEntries))))
}

func tierChanges() shape.Member {
	tiers := []string{"LITE", "ESSENTIALS", "PLUS", all}
	const must = "LITE, ESSENTIALS, PLUS or * for all"
	return entries("tierChanges", "Changes of the feature plan (UserPoolTier). One that is not here is allowed.",
		shape.Required("from", text("The plan that the pool has; none where it is being made.",
			shape.OneOf(append([]string{"none"}, tiers...)...), shape.Must("none, "+must))),
		shape.Required("to", text("The plan that is asked for.", shape.OneOf(tiers...), shape.Must(must))),
		shape.Required("allowed", shape.Described("False: TierChangeNotAllowedException.", shape.Boolean("toggle"))),
		shape.Optional("features", shape.Described(
			"What is in the way, as the exception's text lists it; "+clientFeature+" unless said.",
			shape.List("features", text("A feature, in the service's words.", shape.Length(1, 128)), shape.Length(1, 32)))))
}

// rates has a member for each class of operations that there is.
func rates() shape.Member {
	operations := map[string][]string{}
	var classes []string
	for _, op := range cognito.Operations() {
		class := string(op.Class)
		if operations[class] == nil {
			classes = append(classes, class)
		}
		operations[class] = append(operations[class], op.Name)
	}
	members := make([]shape.Member, 0, len(classes))
	for _, class := range classes {
		description := "Requests per second of " + strings.Join(operations[class], ", ") + "."
		members = append(members, shape.Optional(class, shape.Described(description, shape.Number("rate", shape.Range(0, 10_000)))))
	}
	return shape.Optional("rates", object("Requests per second that the account may make, by class of operations; 0 lets none through."+
		" One more is TooManyRequestsException. A class that is not here has the endpoint's own rate."+
		" An endpoint that does not ask who calls has no rates.", members...))
}

func faultShape() *shape.Shape {
	return object("A fault: answer, delay, dropAnswer, or delay with one of the others.",
		shape.Optional("name", text("What the log calls the fault; its index in the list unless said.", shape.Length(1, 64),
			shape.Pattern(`[A-Za-z][\w .:-]*`), shape.Must("a letter and then letters, digits, spaces and _ . : -"))),
		comment(),
		shape.Optional("match", matchShape()),
		integer("times", "How often the fault is applied; 0, or nothing, for ever.", 0, 1_000_000),
		shape.Optional("delay", text("How long the call waits first: 250ms, 1.5s, at most 25s.", shape.Length(2, 16),
			shape.Pattern(`[0-9]{1,5}(\.[0-9]{1,3})?(ms|s)`), shape.Must("a time as in 250ms or 1.5s"))),
		shape.Optional("answer", object("The exception that answers the call; the operation does not run.",
			shape.Required("exception", text("Its name.", shape.OneOf(exceptionNames()...),
				shape.Must("an exception of Amazon Cognito or of AWS's front end, such as InternalErrorException"))),
			shape.Optional("message", freeText(
				"Its message; a fitting one unless said, none if empty.", 4096)),
			integer("status", "The HTTP status; the exception's own unless said.", 400, 599))),
		toggle("dropAnswer",
			"Lets the operation run and then loses its answer: the local endpoint closes the connection,"+
				" a deployed one answers InternalErrorException with status 500."))
}

func matchShape() *shape.Shape {
	return object("The calls that the fault is for: those that all members match. Nothing here: every call.",
		shape.Optional("operation", text("The operation.", shape.OneOf(operationNames()...),
			shape.Must("an operation of this endpoint, such as CreateUserPool"))),
		shape.Optional("account", text("The caller's account.",
			shape.Length(0, 12), shape.Pattern(`[0-9]{12}`), shape.Must("of 12 digits"))),
		shape.Optional("principal", text("The caller's ARN."+wildcards, shape.Length(0, 2048),
			shape.Pattern(`[*a](?:[\w+=/,.@:*?-]*)`), shape.Must("a pattern of ARNs, which begins with arn: or *"))),
		shape.Optional("poolName", text("The name that the request gives the pool, or that the pool has."+wildcards, shape.Length(0, 128),
			shape.Pattern(`[\w \t+=,.@*?-]+`), shape.Must("of characters that names of pools have, * and ?"))),
		shape.Optional("tag", object("A tag that the request sets, or that the pool has.",
			shape.Required("key", text("Its key."+wildcards, shape.Length(1, 128))),
			shape.Optional("value", freeText("Its value; any unless said."+wildcards, 256)))))
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
