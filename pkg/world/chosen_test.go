package world_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"userpools/internal/endpointtest"
)

const choosing = `{"chosenPoolIds":true}`

// tagged is a CreateUserPool that asks for an id.
func tagged(id string) string {
	return `{"PoolName":"p","UserPoolTags":{"userpools:pool-id":"` + id + `"}}`
}

func TestChosenPoolIDs(t *testing.T) {
	e := newEndpoint(t, choosing)
	for asked, want := range map[string]string{
		"us-east-1_Example12":              "us-east-1_Example12",
		"Example34":                        "us-east-1_Example34",
		"1":                                "us-east-1_1",
		"abcdefghijklmnopqrstuvwxyz012345": "us-east-1_abcdefghijklmnopqrstuvwxyz012345",
	} {
		pool := e.Must(t, nobody, "CreateUserPool", tagged(asked))["UserPool"].(endpointtest.Object)
		assert.Equal(t, []any{want, about(want, "<arn>")}, []any{pool["Id"], pool["Arn"]})
		assert.Equal(t, endpointtest.Object{"userpools:pool-id": asked}, pool["UserPoolTags"], "the tag stays")
	}
}

func TestChosenPoolIDs_Taken(t *testing.T) {
	e := newEndpoint(t, choosing)
	repeated := endpointtest.Request("CreateUserPool", tagged("Example12"))
	repeated.Header["amz-sdk-invocation-id"] = "first"
	first := e.Send(t, repeated)
	assert.Equal(t, "ok", first.Outcome)
	for _, again := range []string{"Example12", "us-east-1_Example12"} {
		answer := e.Ask(t, nobody, "CreateUserPool", tagged(again))
		assert.Equal(t, "InvalidParameterException", answer.Outcome)
		assert.Equal(t, "User pool us-east-1_Example12 already exists.", answer.Object(t)["message"])
	}
	assert.Equal(t, first, e.Send(t, repeated), "a repeated call is the same call")
	assert.Equal(t, 1, pools(t, e))

	newEndpoint(t, choosing, ofAccount("210987654321"), endpointtest.Store(e.Store)).Pool(t, nobody, tagged("Example12")) // its ids are its own
	e.Must(t, nobody, "DeleteUserPool", `{"UserPoolId":"us-east-1_Example12"}`)
	e.Pool(t, nobody, tagged("Example12")) // free again when its pool is gone
}

func TestChosenPoolIDs_Invalid(t *testing.T) {
	e := newEndpoint(t, choosing)
	for _, asked := range []string{
		"us-east-1_", "eu-west-1_Example12", "Example_12", "with space", "ümlaut", "a/b", "us-east-1_Example12\\n",
		"abcdefghijklmnopqrstuvwxyz0123456",
	} {
		answer := e.Ask(t, nobody, "CreateUserPool", tagged(asked))
		assert.Equal(t, "InvalidParameterException", answer.Outcome, asked)
		assert.Equal(t, "The value of the tag userpools:pool-id has to be 1 to 32 letters and digits, with or without us-east-1_ in front.",
			answer.Object(t)["message"])
	}
	assert.Zero(t, pools(t, e))
}

// TestChosenPoolIDs_OtherTags: another tag, or one that comes later, chooses nothing.
func TestChosenPoolIDs_OtherTags(t *testing.T) {
	e := newEndpoint(t, choosing)
	for _, body := range []string{`{"PoolName":"p"}`, `{"PoolName":"p","UserPoolTags":{"pool-id":"Example12"}}`} {
		id := e.Pool(t, nobody, body)
		assert.Regexp(t, `^us-east-1_\w{9}$`, id)
		e.Must(t, nobody, "TagResource", about(id, `{"ResourceArn":"<arn>","Tags":{"userpools:pool-id":"Example12"}}`))
		e.Must(t, nobody, "UpdateUserPool", about(id, `{"UserPoolId":"<pool>","UserPoolTags":{"userpools:pool-id":"not an id"}}`))
		e.Must(t, nobody, "DescribeUserPool", about(id, `{"UserPoolId":"<pool>"}`))
	}
}

func TestChosenPoolIDs_Off(t *testing.T) {
	for _, doc := range []string{`{}`, `{"chosenPoolIds":false}`} {
		e := newEndpoint(t, doc)
		ids := map[string]bool{"us-east-1_Example12": true}
		for _, asked := range []string{"Example12", "Example12", "not an id"} {
			ids[e.Pool(t, nobody, tagged(asked))] = true
		}
		assert.Len(t, ids, 4)
	}
}

// TestChosenPoolIDs_Clients: the id of the first client of a name is known before, as docs/world.md computes it. A repeated
// call gets the client that it made, under whatever id, also where its pool would refuse it by now.
func TestChosenPoolIDs_Clients(t *testing.T) {
	e := newEndpoint(t, choosing)
	e.Pool(t, nobody, tagged("Example12"))
	create := endpointtest.Request("CreateUserPoolClient",
		`{"UserPoolId":"us-east-1_Example12","ClientName":"web","ExplicitAuthFlows":["ALLOW_USER_AUTH"]}`)
	var ids []string
	for _, invocation := range []string{"first", "second", "second"} {
		create.Header["amz-sdk-invocation-id"] = invocation
		ids = append(ids, e.Send(t, create).Object(t)["UserPoolClient"].(endpointtest.Object)["ClientId"].(string))
	}
	assert.Equal(t, "3svvo9bgasbo24taci0p81tluf", ids[0])
	assert.NotEqual(t, ids[0], ids[1])
	assert.Equal(t, ids[1], ids[2])
	e.Must(t, nobody, "UpdateUserPool", `{"UserPoolId":"us-east-1_Example12","UserPoolTier":"LITE"}`)
	assert.Equal(t, ids[1], e.Send(t, create).Object(t)["UserPoolClient"].(endpointtest.Object)["ClientId"])
	create.Header["amz-sdk-invocation-id"] = "third"
	assert.Equal(t, "FeatureUnavailableInTierException", e.Send(t, create).Outcome)
}
