package world_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const choosing = `{"chosenPoolIds":true}`

// tagged is a CreateUserPool that asks for an id.
func tagged(id string) string {
	return `{"PoolName":"p","UserPoolTags":{"userpools:pool-id":"` + id + `"}}`
}

func TestATagChoosesThePoolsID(t *testing.T) {
	h := newHouse(t, me, parse(t, choosing))
	for asked, want := range map[string]string{
		"us-east-1_Example12":              "us-east-1_Example12",
		"Example34":                        "us-east-1_Example34",
		"1":                                "us-east-1_1",
		"abcdefghijklmnopqrstuvwxyz012345": "us-east-1_abcdefghijklmnopqrstuvwxyz012345",
	} {
		outcome, answer := h.call(t, "CreateUserPool", tagged(asked))
		require.Equal(t, "ok", outcome, asked)
		pool := answer["UserPool"].(map[string]any)
		assert.Equal(t, want, pool["Id"])
		assert.Equal(t, "arn:aws:cognito-idp:us-east-1:123456789012:userpool/"+want, pool["Arn"])
		_, answer = h.call(t, "DescribeUserPool", `{"UserPoolId":"`+want+`"}`)
		assert.Equal(t, map[string]any{"userpools:pool-id": asked}, answer["UserPool"].(map[string]any)["UserPoolTags"], "the tag stays")
	}
}

func TestAnIDThatIsTaken(t *testing.T) {
	h := newHouse(t, me, parse(t, choosing))
	r := requestOf("CreateUserPool", tagged("Example12"), "first")
	outcome, first := h.send(t, r)
	require.Equal(t, "ok", outcome)
	for _, again := range []string{"Example12", "us-east-1_Example12"} {
		outcome, answer := h.call(t, "CreateUserPool", tagged(again))
		assert.Equal(t, "InvalidParameterException", outcome)
		assert.Equal(t, "User pool us-east-1_Example12 already exists.", answer["message"])
	}
	outcome, repeated := h.send(t, r)
	assert.Equal(t, "ok", outcome, "a repeated call is the same call")
	assert.Equal(t, first, repeated)
	assert.Equal(t, 1, h.pools(t))

	other := newHouse(t, "210987654321", parse(t, choosing))
	other.store.Store = h.store.Store
	outcome, _ = other.call(t, "CreateUserPool", tagged("Example12"))
	assert.Equal(t, "ok", outcome, "another account's ids are its own")

	outcome, _ = h.call(t, "DeleteUserPool", `{"UserPoolId":"us-east-1_Example12"}`)
	require.Equal(t, "ok", outcome)
	outcome, _ = h.call(t, "CreateUserPool", tagged("Example12"))
	assert.Equal(t, "ok", outcome, "an id is free again when its pool is gone")
}

func TestAnIDThatIsNone(t *testing.T) {
	h := newHouse(t, me, parse(t, choosing))
	for _, asked := range []string{
		"us-east-1_", "eu-west-1_Example12", "Example_12", "with space", "ümlaut", "a/b", "us-east-1_Example12\\n",
		"abcdefghijklmnopqrstuvwxyz0123456",
	} {
		outcome, answer := h.call(t, "CreateUserPool", tagged(asked))
		assert.Equal(t, "InvalidParameterException", outcome, asked)
		assert.Equal(t, "The value of the tag userpools:pool-id has to be 1 to 32 letters and digits, with or without us-east-1_ in front.", answer["message"])
	}
	assert.Zero(t, h.pools(t))
}

func TestAnotherTagOrALaterOneChoosesNothing(t *testing.T) {
	h := newHouse(t, me, parse(t, choosing))
	for _, body := range []string{`{"PoolName":"p"}`, `{"PoolName":"p","UserPoolTags":{"pool-id":"Example12"}}`} {
		id := h.make(t, body)
		assert.Regexp(t, `^us-east-1_\w{9}$`, id)
		for _, call := range []struct{ operation, body string }{
			{"TagResource", `{"ResourceArn":"arn:aws:cognito-idp:us-east-1:123456789012:userpool/` + id + `","Tags":{"userpools:pool-id":"Example12"}}`},
			{"UpdateUserPool", `{"UserPoolId":"` + id + `","UserPoolTags":{"userpools:pool-id":"not an id"}}`},
		} {
			outcome, _ := h.call(t, call.operation, call.body)
			assert.Equal(t, "ok", outcome)
			outcome, _ = h.call(t, "DescribeUserPool", `{"UserPoolId":"`+id+`"}`)
			assert.Equal(t, "ok", outcome)
		}
	}
}

// TestOffTheTagIsOneLikeOthers, whatever its value.
func TestOffTheTagIsOneLikeOthers(t *testing.T) {
	for _, doc := range []string{`{}`, `{"chosenPoolIds":false}`} {
		h := newHouse(t, me, parse(t, doc))
		ids := map[string]bool{}
		for _, asked := range []string{"Example12", "Example12", "not an id"} {
			id := h.make(t, tagged(asked))
			assert.Regexp(t, `^us-east-1_\w{9}$`, id)
			assert.NotEqual(t, "us-east-1_Example12", id)
			ids[id] = true
		}
		assert.Len(t, ids, 3)
	}
}
