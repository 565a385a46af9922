package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/world"
)

const exampleWorld = "../../examples/world.json"

func TestAWorldRaisesWhatItDeclares(t *testing.T) {
	r := begin(t, home(t), "-memory", "-world", exampleWorld)
	assert.Contains(t, r.stderr.String(), "\n"+exampleWorld+" declares facts about 3 accounts, 15 faults, chosen pool ids.\n")
	c := client(r.url, "us-east-1")

	_, err := c.CreateUserPool(t.Context(), &idp.CreateUserPoolInput{PoolName: new("fault-TierChangeNotAllowed")})
	var byFault *types.TierChangeNotAllowedException
	require.ErrorAs(t, err, &byFault)

	_, err = c.CreateUserPool(t.Context(), &idp.CreateUserPoolInput{
		PoolName: new("p"), SmsConfiguration: &types.SmsConfigurationType{SnsCallerArn: new("arn:aws:iam::123456789012:role/nopublish")},
	})
	var byFact *types.InvalidSmsRoleAccessPolicyException
	require.ErrorAs(t, err, &byFact)

	out, err := c.CreateUserPool(t.Context(), &idp.CreateUserPoolInput{
		PoolName: new("p"), UserPoolTags: map[string]string{"userpools:pool-id": "Example12"},
	})
	require.NoError(t, err)
	assert.Equal(t, "us-east-1_Example12", *out.UserPool.Id)
	r.end(t)
	assert.Contains(t, r.stdout.String(), " CreateUserPool TierChangeNotAllowedException (fault TierChangeNotAllowed) ")
}

func TestALostAnswerIsAskedForAgain(t *testing.T) {
	r := begin(t, home(t), "-memory", "-world", exampleWorld)
	pool := create(t, client(r.url, "us-east-1"), "fault-lost")
	r.end(t)
	log := r.stdout.String()
	assert.Contains(t, log, " CreateUserPool "+*pool.Id+" InternalErrorException (fault lost) ")
	assert.Equal(t, 2, strings.Count(log, *pool.Id), "both attempts are about one pool")
}

func TestWithoutAWorldNothingIsDeclared(t *testing.T) {
	r := begin(t, home(t), "-memory")
	assert.NotContains(t, r.stderr.String(), "declares")
	create(t, client(r.url, "us-east-1"), "fault-TierChangeNotAllowed")
}

func TestAWorldThatCannotBeRead(t *testing.T) {
	dir := t.TempDir()
	wrong, large := filepath.Join(dir, "wrong.json"), filepath.Join(dir, "large.json")
	require.NoError(t, os.WriteFile(wrong, []byte(`{"faults":[{}],"x":1}`), 0o600))
	require.NoError(t, os.WriteFile(large, []byte(strings.Repeat(" ", world.MaxDocument+1)), 0o600))
	for file, want := range map[string]string{
		filepath.Join(dir, "none.json"): "-world: open ",
		wrong:                           "-world " + wrong + ": world document refused: faults[0] does nothing: it has neither answer nor delay nor dropAnswer; x is no member of this document\n",
		large:                           "-world " + large + ": world document refused: is larger than 65536 bytes\n",
	} {
		status, stdout, stderr := outcome(t, home(t), "-memory", "-listen", "127.0.0.1:0", "-world", file)
		assert.Equal(t, 1, status)
		assert.Empty(t, stdout)
		assert.True(t, strings.HasPrefix(stderr, "userpools: "+want), stderr)
	}
}
