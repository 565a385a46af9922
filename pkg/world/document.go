package world

// document is the typed form of what the table describes. Absent, empty and false
// are three things.
type document struct {
	Schema        string             `json:"$schema,omitzero"`
	Comment       string             `json:"comment,omitzero"`
	ChosenPoolIDs bool               `json:"chosenPoolIds,omitzero"`
	Accounts      map[string]account `json:"accounts,omitzero"`
	Faults        []fault            `json:"faults,omitzero"`
}

type account struct {
	Comment          string             `json:"comment,omitzero"`
	SESIdentities    []sesIdentity      `json:"sesIdentities,omitzero"`
	SMSRoles         []smsRole          `json:"smsRoles,omitzero"`
	KMSKeys          []kmsKey           `json:"kmsKeys,omitzero"`
	LambdaFunctions  []lambdaFunction   `json:"lambdaFunctions,omitzero"`
	TierChanges      []tierChange       `json:"tierChanges,omitzero"`
	ForbiddenTagKeys []string           `json:"forbiddenTagKeys,omitzero"`
	PoolQuota        *int               `json:"poolQuota,omitzero"`
	Rates            map[string]float64 `json:"rates,omitzero"`
}

type sesIdentity struct {
	Identity   string `json:"identity"`
	Verified   *bool  `json:"verified,omitzero"`
	Authorised *bool  `json:"authorised,omitzero"`
}

type smsRole struct {
	Role       string  `json:"role"`
	Trusted    *bool   `json:"trusted,omitzero"`
	ExternalID *string `json:"externalId,omitzero"`
	Publishes  *bool   `json:"publishes,omitzero"`
}

type kmsKey struct {
	Key     string `json:"key"`
	Problem string `json:"problem,omitzero"`
}

type lambdaFunction struct {
	Function string `json:"function"`
	Problem  string `json:"problem,omitzero"`
}

type tierChange struct {
	From     string   `json:"from"`
	To       string   `json:"to"`
	Allowed  bool     `json:"allowed"`
	Features []string `json:"features,omitzero"`
}

type fault struct {
	Name       string  `json:"name,omitzero"`
	Comment    string  `json:"comment,omitzero"`
	Match      match   `json:"match,omitzero"`
	Times      int64   `json:"times,omitzero"`
	Delay      string  `json:"delay,omitzero"`
	Answer     *answer `json:"answer,omitzero"`
	DropAnswer bool    `json:"dropAnswer,omitzero"`
}

type match struct {
	Operation string  `json:"operation,omitzero"`
	Account   string  `json:"account,omitzero"`
	Principal string  `json:"principal,omitzero"`
	PoolName  *string `json:"poolName,omitzero"`
	Tag       *tag    `json:"tag,omitzero"`
}

type tag struct {
	Key   string  `json:"key"`
	Value *string `json:"value,omitzero"`
}

type answer struct {
	Exception string  `json:"exception"`
	Message   *string `json:"message,omitzero"`
	Status    int     `json:"status,omitzero"`
}
