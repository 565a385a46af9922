package endpoint_test

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	et "userpools/internal/endpointtest"
	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/endpoint"
	"userpools/pkg/request"
	"userpools/pkg/store/bolt"
)

// TestAnAccountCannotTellWhetherItIsAlone runs two endpoints side by side. On
// both, account B makes the same random calls; on one of them account A makes
// random calls in between, and B names what A has: ids, ARNs, page tokens, tags,
// invocation ids, chosen ids. Whatever A does, B is answered byte for byte as if
// nobody else were there, by the same number of calls to the store, and A's pools
// stay as they are.
func TestAnAccountCannotTellWhetherItIsAlone(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		d := newDuet(t, r)
		defer d.close()
		for range rapid.IntRange(5, 40).Draw(r, "calls") {
			d.tick()
			if rapid.Bool().Draw(r, "A's turn") {
				d.playA()
			} else {
				d.playB()
			}
		}
	})
}

// duet is an endpoint with A and B, and one with B alone.
type duet struct {
	r              *rapid.T
	shared, lonely *et.Endpoint
	stores         []*bolt.Store
	ids, tokens    []string // all that was ever answered, to anybody
}

// The keys: of A one that may do et.Everything, of B of several kinds.
var (
	playerA  = et.NewKey("playera", accountA, et.Everything)
	playersB = []et.Key{
		et.NewKey("playerb", accountB, et.Everything),
		et.NewKey("second", accountB, et.Everything),
		et.NewKey("blueb", accountB, et.SaysIf("Allow", "*", "*", `{"StringEquals":{"aws:ResourceTag/team":"blue"}}`)+","+et.Says("Allow", "cognito-idp:*UserPools", "*")),
		et.NewKey("notblueb", accountB, et.Everything+","+et.SaysIf("Deny", "*", "*", `{"StringEquals":{"aws:ResourceTag/team":"blue"}}`)),
		et.NewKey("deniedb", accountB, et.Says("Allow", "cognito-idp:UpdateGroup", "*")),
	}
)

func newDuet(t *testing.T, r *rapid.T) *duet {
	d := &duet{r: r, ids: []string{nobodys}, tokens: []string{"nonsense"}}
	quota := rapid.SampledFrom([]int{0, 2, 22}).Draw(r, "quota") // none, always counted, counted now and then
	perSecond := rapid.SampledFrom([]float64{1, 5, 15}).Draw(r, "rate")
	declared := fmt.Sprintf(`{"chosenPoolIds":true,"accounts":{"*":{"rates":{"UserPoolRead":%[1]v,"UserPoolUpdate":%[1]v,"UserPoolResourceRead":%[1]v,"UserPoolResourceUpdate":%[1]v}}}}`, perSecond)
	keys := et.Keys(t, append([]et.Key{playerA}, playersB...)...)
	for _, h := range []**et.Endpoint{&d.shared, &d.lonely} {
		store, err := bolt.OpenMemory()
		require.NoError(r, err)
		d.stores = append(d.stores, store)
		*h = et.New(t, et.Store(store), keys, et.Limited, et.World(t, declared), func(c *endpoint.Config) { c.Quota = quota })
	}
	return d
}

// tick lets time go on on both endpoints, or makes the next call at the same moment.
func (d *duet) tick() {
	if rapid.IntRange(0, 3).Draw(d.r, "pause") > 0 {
		tick(d.shared.Clock)
		tick(d.lonely.Clock)
	}
}

func (d *duet) close() {
	for _, s := range d.stores {
		_ = s.Close()
	}
}

// call draws a call: an operation, its body and its invocation id.
func (d *duet) call() *request.Request {
	r := d.r
	id := rapid.SampledFrom(d.ids).Draw(r, "id")
	arn := arnOf(rapid.SampledFrom([]string{accountA, accountB}).Draw(r, "ARN's account"), id)
	tags := et.Object{"team": rapid.SampledFrom([]string{"blue", "red"}).Draw(r, "team")}
	var operation string
	var in et.Object
	switch rapid.IntRange(0, 12).Draw(r, "operation") {
	case 0, 1:
		operation, in = "CreateUserPool", et.Object{"PoolName": "p", "UserPoolTags": tags}
		if rapid.Bool().Draw(r, "chosen") {
			tags[cognito.IDTag] = rapid.SampledFrom([]string{"Chosen1", "Chosen2", id}).Draw(r, "chosen id")
		}
	case 2:
		operation, in = "DescribeUserPool", et.Object{"UserPoolId": id}
	case 3, 4:
		operation, in = "ListUserPools", et.Object{"MaxResults": rapid.IntRange(1, 3).Draw(r, "max")}
		if rapid.Bool().Draw(r, "next") {
			in["NextToken"] = rapid.SampledFrom(d.tokens).Draw(r, "token")
		}
	case 5:
		operation, in = "UpdateUserPool", et.Object{"UserPoolId": id, "UserPoolTags": tags}
		if rapid.Bool().Draw(r, "protect") {
			in["DeletionProtection"] = "ACTIVE"
		}
	case 6:
		operation, in = "DeleteUserPool", et.Object{"UserPoolId": id}
	case 7:
		operation, in = "AddCustomAttributes", et.Object{"UserPoolId": id, "CustomAttributes": []et.Object{{"Name": "a", "AttributeDataType": "String"}}}
	case 8:
		operation, in = "GetUserPoolMfaConfig", et.Object{"UserPoolId": id}
	case 9:
		operation, in = "SetUserPoolMfaConfig", et.Object{"UserPoolId": id, "MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": et.Object{"Enabled": true}}
	case 10:
		operation, in = "TagResource", et.Object{"ResourceArn": arn, "Tags": tags}
	case 11:
		operation, in = "UntagResource", et.Object{"ResourceArn": arn, "TagKeys": []string{"team"}}
	default:
		operation, in = "ListTagsForResource", et.Object{"ResourceArn": arn}
	}
	body, err := json.Marshal(in)
	require.NoError(r, err)
	req := et.Request(operation, string(body))
	req.Header["amz-sdk-invocation-id"] = rapid.StringMatching(`[0-9]`).Draw(r, "invocation")
	return req
}

// learn keeps what an answer tells, for later calls of anybody.
func (d *duet) learn(resp *awsjson.Response) {
	var out struct {
		UserPool  struct{ Id string }
		UserPools []struct{ Id string }
		NextToken string
	}
	_ = json.Unmarshal(resp.Body, &out)
	for _, id := range append([]struct{ Id string }{out.UserPool}, out.UserPools...) {
		if id.Id != "" {
			d.ids = append(d.ids, id.Id)
		}
	}
	if out.NextToken != "" {
		d.tokens = append(d.tokens, out.NextToken)
	}
}

func (d *duet) playA() {
	req := et.Sign(d.r, playerA, d.shared.Clock.At, d.call())
	resp := d.shared.Serve(context.Background(), req)
	d.learn(resp)
	requireOwn(d.r, accountA, resp)
}

func (d *duet) playB() {
	who := rapid.SampledFrom(playersB).Draw(d.r, "who of B")
	req := et.Sign(d.r, who, d.shared.Clock.At, d.call())
	before := d.everythingOfA()
	resp := d.shared.Serve(context.Background(), req)
	alone := d.lonely.Serve(context.Background(), req)
	require.Equal(d.r, string(alone.Body), string(resp.Body), "%s %s", req.Header["x-amz-target"], req.Body)
	require.Equal(d.r, alone, resp)
	d.learn(resp)
	requireOwn(d.r, accountB, resp)
	require.Equal(d.r, d.lonely.Last(), d.shared.Last(), "what could be measured")
	require.Equal(d.r, before, d.everythingOfA(), "%s %s by B", req.Header["x-amz-target"], req.Body)
}

// everythingOfA is what the store holds of A's pools, read past the endpoint.
func (d *duet) everythingOfA() []*cognito.Pool {
	part := cognito.Partition{Account: accountA, Region: "us-east-1"}
	list, _, err := d.shared.Store.List(context.Background(), part, "", 60)
	require.NoError(d.r, err)
	var pools []*cognito.Pool
	for _, s := range list {
		p, err := d.shared.Store.Get(context.Background(), part, s.ID)
		require.NoError(d.r, err)
		pools = append(pools, p)
	}
	return pools
}

var arnAccount = regexp.MustCompile(`"Arn":"arn:aws:cognito-idp:us-east-1:(\d{12}):`)

// requireOwn: whatever pool an answer shows is of the account.
func requireOwn(t require.TestingT, account string, resp *awsjson.Response) {
	for _, m := range arnAccount.FindAllSubmatch(resp.Body, -1) {
		require.Equal(t, account, string(m[1]), fmt.Sprint(resp))
	}
}
