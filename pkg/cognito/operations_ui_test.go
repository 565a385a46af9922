package cognito_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
)

// ui is what GetUICustomization answers.
func (l *lab) ui(pool string, request obj) obj {
	l.t.Helper()
	return l.do("GetUICustomization", request.with("UserPoolId", pool))["UICustomization"].(map[string]any)
}

// setUI is what SetUICustomization answers.
func (l *lab) setUI(pool string, request obj) obj {
	l.t.Helper()
	return l.do("SetUICustomization", request.with("UserPoolId", pool))["UICustomization"].(map[string]any)
}

const labelCSS, logoCSS = ".label-customizable {font-weight: 400;}", ".logo-customizable {max-width: 60%;}"

// TestUI_Life: of the whole pool and of a client, which inherits until it has its own, and again when that goes.
func TestUI_Life(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	client := l.createClient(pool, nil)
	own := obj{"ClientId": l.client}
	l.do("CreateUserPoolDomain", prefix(pool, "mine"))
	before := l.describe(pool)
	assert.Empty(t, l.ui(pool, nil))
	assert.Empty(t, l.ui(pool, own))
	assert.Equal(t, `{"UICustomization":{}}`, string(l.send("SetUICustomization", obj{"UserPoolId": pool}).Body), "nothing to end")

	l.later(time.Hour)
	created := float64(l.now.Unix())
	whole := l.setUI(pool, obj{"CSS": labelCSS})
	assert.Equal(t, obj{
		"CSS": labelCSS, "CSSVersion": "20260924130000", "ClientId": "ALL",
		"CreationDate": created, "LastModifiedDate": created, "UserPoolId": pool,
	}, whole)
	for _, request := range []obj{nil, own, {"ClientId": "ALL"}} {
		assert.Equal(t, whole, l.ui(pool, request))
	}
	mine := l.setUI(pool, own.and(obj{"CSS": logoCSS, "ImageFile": png}))
	members{"ClientId": l.client, "CSS": logoCSS}.in(t, mine)
	assert.Equal(t, mine, l.ui(pool, own))
	assert.Equal(t, whole, l.ui(pool, nil))

	l.later(time.Hour)
	replaced := l.setUI(pool, own.with("ImageFile", png))
	now := float64(l.now.Unix())
	members{"CSS": absence{}, "CreationDate": created, "LastModifiedDate": now, "CSSVersion": "20260924140000"}.in(t, replaced)
	assert.Equal(t, replaced, l.ui(pool, own))
	members{"CSS": logoCSS, "ImageUrl": absence{}}.in(t, l.setUI(pool, own.with("CSS", logoCSS)))
	l.consistent(pool)
	assert.Empty(t, l.setUI(pool, own.and(obj{"CSS": "", "ImageFile": ""})))
	assert.Equal(t, whole, l.ui(pool, own))
	l.consistent(pool)
	members{"CreationDate": float64(l.now.Unix())}.in(t, l.setUI(pool, own.with("CSS", logoCSS)))
	l.setUI(pool, own)
	assert.Empty(t, l.setUI(pool, obj{"ClientId": "ALL"}))
	assert.Empty(t, l.ui(pool, own))
	assert.Equal(t, client, l.describeClient(pool))
	assert.Equal(t, before, l.describe(pool))
}

// TestUI_ImageURL: by what domain the pool has.
func TestUI_ImageURL(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	l.createClient(pool, nil)
	own := obj{"ClientId": l.client}
	urls := func(whole, mine string) {
		t.Helper()
		assert.Equal(t, whole, l.ui(pool, nil)["ImageUrl"])
		assert.Equal(t, mine, l.ui(pool, own)["ImageUrl"])
	}
	l.do("CreateUserPoolDomain", prefix(pool, "mine"))
	l.setUI(pool, obj{"ImageFile": png})
	l.setUI(pool, own.with("ImageFile", png))
	shared := "https://d3oia8etllorh5.cloudfront.net/" + pool
	const image = "/20260924120000/assets/images/image.jpg"
	urls(shared+"/ALL"+image, shared+"/"+l.client+image)
	l.do("CreateUserPoolDomain", customDomain.with("UserPoolId", pool))
	urls("https://auth.example.com/assets/images/image.jpg", "https://auth.example.com/"+l.client+image)
	l.do("DeleteUserPoolDomain", customDomain.with("UserPoolId", pool))
	l.do("DeleteUserPoolDomain", prefix(pool, "mine"))
	assert.Equal(t, shared+"/ALL"+image, l.ui(pool, nil)["ImageUrl"], "it stays without a domain")
}

// TestUI_Order: where a request breaks several things, what refuses it first (docs/departures.md#ui-order).
func TestUI_Order(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	without, with := l.create(obj{"PoolName": "p"}), l.create(obj{"PoolName": "q"})
	l.do("CreateUserPoolDomain", prefix(with, "mine"))
	all := obj{"UserPoolId": without, "CSS": "body{}", "ImageFile": svg}
	for _, tc := range []struct {
		request obj
		first   string
	}{
		{obj{"UserPoolId": "us-east-1_nowhere", "ClientId": "-"}, "constraint clientId"},
		{all.and(obj{"UserPoolId": "us-east-1_nowhere", "ClientId": "none"}), "User pool us-east-1_nowhere does not exist."},
		{all.with("ClientId", "none"), "User pool client does not exist."},
		{all, "rule ui-domain"},
		{all.with("UserPoolId", with), "rule ui-css-class"},
		{obj{"UserPoolId": with, "ImageFile": svg}, "rule ui-image"},
	} {
		_, message := refusalOf(t, l.send("SetUICustomization", tc.request))
		assert.Contains(t, []string{message, l.entry.Refused}, tc.first)
	}
}

// TestUI_StoreCalls: how often each operation asks the store.
func TestUI_StoreCalls(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	l.createClient(pool, nil)
	l.do("CreateUserPoolDomain", prefix(pool, "mine"))
	own := obj{"ClientId": l.client}
	storeCalls{
		{"SetUICustomization", nil, "Get Find Find"},
		{"GetUICustomization", nil, "Get Find"},
		{"SetUICustomization", obj{"CSS": labelCSS}, "Get Find Find Write"},
		{"GetUICustomization", own, "Get Find Find Find"}, // the client once more: what is inherited is so at one time
		{"SetUICustomization", own.with("CSS", labelCSS), "Get Find Find Write"},
		{"SetUICustomization", own.with("CSS", labelCSS), "Get Find Find Find Write"},
		{"GetUICustomization", own, "Get Find Find"},
		{"SetUICustomization", own, "Get Find Find Find Write"},
		{"SetUICustomization", own, "Get Find Find"},
		{"SetUICustomization", obj{"CSS": "body{}"}, "Get"},
		{"SetUICustomization", own.with("CSS", "body{}"), "Get Find Get"}, // and the pool once more: it may have changed
	}.of(l, obj{"UserPoolId": pool})
}

// TestUI_Meanwhile: what others do between reading and writing counts.
func TestUI_Meanwhile(t *testing.T) {
	t.Parallel()
	const needsDomain, noClient = "There has to be an existing domain associated with this user pool.", "User pool client does not exist."
	type others = func(l *lab, pool string)
	dropDomain := func(l *lab, pool string) { l.do("DeleteUserPoolDomain", prefix(pool, "mine")) }
	dropClient := func(l *lab, pool string) { l.do("DeleteUserPoolClient", obj{"UserPoolId": pool, "ClientId": l.client}) }
	dropPool := func(l *lab, pool string) { dropDomain(l, pool); l.do("DeleteUserPool", obj{"UserPoolId": pool}) }
	sets := func(css string) others { return func(l *lab, pool string) { l.setUI(pool, obj{"CSS": css}) } }
	setsOwn := func(css string) others {
		return func(l *lab, pool string) { l.setUI(pool, obj{"CSS": css, "ClientId": l.client}) }
	}
	for name, tc := range map[string]struct {
		own, has bool
		others   others
		want     string
	}{
		"the domain goes":                       {false, false, dropDomain, needsDomain},
		"the domain goes, of another":           {false, true, dropDomain, needsDomain},
		"the client goes":                       {true, false, dropClient, noClient},
		"the client goes with its own":          {true, true, dropClient, noClient},
		"the client is updated":                 {true, false, func(l *lab, pool string) { l.updateClient(pool, nil) }, ""},
		"another first one":                     {false, false, sets(labelCSS), ""},
		"another first one of the client":       {true, false, setsOwn(labelCSS), ""},
		"another one":                           {true, true, setsOwn(labelCSS), ""},
		"it ends":                               {false, true, sets(""), ""},
		"the client's own ends":                 {true, true, setsOwn(""), ""},
		"the pool goes, and the domain with it": {false, false, dropPool, "User pool <pool> does not exist."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			pool := l.create(obj{"PoolName": "p"})
			l.createClient(pool, nil)
			l.do("CreateUserPoolDomain", prefix(pool, "mine"))
			request := obj{"UserPoolId": pool}
			if tc.own {
				request["ClientId"] = l.client
			}
			if tc.has {
				l.do("SetUICustomization", request.with("CSS", labelCSS))
			}
			l.meanwhile("Write", func() { tc.others(l, pool) })
			message := l.outcome("SetUICustomization", request.with("CSS", logoCSS))
			require.Equal(t, filled(tc.want, l, pool), message)
			if message == "" {
				assert.Equal(t, logoCSS, l.do("GetUICustomization", request)["UICustomization"].(map[string]any)["CSS"])
			}
			if l.stored(pool) != nil {
				l.consistent(pool)
			}
		})
	}
}

// TestGetUICustomization_Inherited: a client's own customization that comes between two reads is not passed over for
// what the whole pool has since.
func TestGetUICustomization_Inherited(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	l.createClient(pool, nil)
	own := obj{"ClientId": l.client}
	l.do("CreateUserPoolDomain", prefix(pool, "mine"))
	finds := 0
	l.hook().before["Find"] = func(*cognito.Pool) error {
		finds++
		if finds == 2 { // of the whole pool's, after the client's record
			l.setUI(pool, own.with("CSS", labelCSS))
			l.setUI(pool, obj{"CSS": logoCSS})
		}
		return nil
	}
	assert.Equal(t, labelCSS, l.ui(pool, own)["CSS"])
}

// TestGetUICustomization_NewClient: what a client inherits was there before it, also where it was made, and all else that the
// pool has, after the pool had been read.
func TestGetUICustomization_NewClient(t *testing.T) {
	t.Parallel()
	l, before := newLab(t), newLab(t)
	l.service.ChosenIDs, before.service.ChosenIDs = true, true
	pool := l.create(poolOf("mine"))
	before.createClient(before.create(poolOf("mine")), nil) // its id is that of the client to come
	l.meanwhile("Find", func() {
		l.do("CreateUserPoolDomain", prefix(pool, "mine"))
		l.setUI(pool, obj{"CSS": logoCSS})
		l.createClient(pool, nil)
	})
	assert.Equal(t, logoCSS, l.ui(pool, obj{"ClientId": before.client})["CSS"])
}

// TestUI_Again: one that ended and the next are two to a store, also in one millisecond.
func TestUI_Again(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	l.do("CreateUserPoolDomain", prefix(pool, "mine"))
	var made []*cognito.Record
	for range 2 {
		l.setUI(pool, obj{"CSS": labelCSS})
		r, err := l.service.Store.Find(t.Context(), cognito.Key{Kind: cognito.UIRecord, Owner: l.stored(pool).Owner(), ID: "ALL"})
		require.NoError(t, err)
		made = append(made, r)
		l.setUI(pool, nil)
	}
	assert.False(t, made[0].Is(made[1]))
}
