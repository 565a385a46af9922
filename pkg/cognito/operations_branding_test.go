package cognito_test

import (
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
)

var uuid4 = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

const svg, png = "PHN2Zy8+", "iVBORw0KGgo="

// image is an asset.
func image(category, mode, extension, bytes string) obj {
	return obj{"Category": category, "ColorMode": mode, "Extension": extension, "Bytes": bytes}
}

// described is the style that was made last.
func (l *lab) described(pool string, request obj) obj {
	l.t.Helper()
	request = obj{"UserPoolId": pool, "ManagedLoginBrandingId": l.style}.and(request)
	return l.do("DescribeManagedLoginBranding", request)["ManagedLoginBranding"].(map[string]any)
}

func (l *lab) updateStyle(pool string, request obj) obj {
	l.t.Helper()
	request = obj{"UserPoolId": pool, "ManagedLoginBrandingId": l.style}.and(request)
	return l.do("UpdateManagedLoginBranding", request)["ManagedLoginBranding"].(map[string]any)
}

// TestBranding_Life: a style from create to delete, and what its pool and client show of it: nothing.
func TestBranding_Life(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	client := l.createClient(pool, nil)
	before := l.describe(pool)
	l.later(time.Hour)
	answer := l.send("CreateManagedLoginBranding", obj{"UserPoolId": pool, "ClientId": l.client, "UseCognitoProvidedValues": true})
	assert.Regexp(t, `^\{"ManagedLoginBranding":\{"Assets":\[\],"CreationDate":1.7902548E9,"LastModifiedDate":1.7902548E9,`+
		`"ManagedLoginBrandingId":"[0-9a-f-]{36}","UseCognitoProvidedValues":true,"UserPoolId":"`+pool+`"\}\}$`, string(answer.Body))
	first := l.createdStyle(pool)["ManagedLoginBrandingId"]
	l.do("DeleteManagedLoginBranding", obj{"UserPoolId": pool, "ManagedLoginBrandingId": first})

	made := l.createStyle(pool, nil)
	assert.Regexp(t, uuid4, l.style)
	assert.Equal(t, made, l.described(pool, nil))
	assert.Equal(t, made, l.createdStyle(pool))
	l.later(time.Hour)
	updated := l.updateStyle(pool, obj{"Settings": obj{"a": 1}})
	members{"CreationDate": made["CreationDate"], "LastModifiedDate": float64(l.now.Unix())}.in(t, updated)
	assert.Equal(t, updated, l.described(pool, nil))
	assert.Empty(t, l.send("DeleteManagedLoginBranding", obj{"UserPoolId": pool, "ManagedLoginBrandingId": l.style}).Body)
	assert.Equal(t, client, l.describeClient(pool))
	assert.Equal(t, before, l.describe(pool))
	assert.Equal(t, 5, int(l.records(pool)[0].Revision), "made, and twice a style")
}

// createdStyle is what DescribeManagedLoginBrandingByClient has of the app client that was made last.
func (l *lab) createdStyle(pool string) obj {
	l.t.Helper()
	answer := l.do("DescribeManagedLoginBrandingByClient", obj{"UserPoolId": pool, "ClientId": l.client})
	return answer["ManagedLoginBranding"].(map[string]any)
}

// TestBranding_Update: what is left out stays, and each source replaces the other.
func TestBranding_Update(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	l.createClient(pool, nil)
	light, dark := image("FORM_LOGO", "LIGHT", "PNG", png), image("FORM_LOGO", "DARK", "SVG", svg)
	named := image("FORM_LOGO", "LIGHT", "SVG", svg).with("ResourceId", "my logo")
	favicon := image("FAVICON_SVG", "LIGHT", "SVG", svg)
	holds := func(answer obj, provided bool, settings any, assets ...any) {
		t.Helper()
		members{"UseCognitoProvidedValues": provided, "Settings": settings, "Assets": append(list{}, assets...)}.in(t, answer)
		assert.Equal(t, answer, l.described(pool, nil))
	}
	holds(l.createStyle(pool, obj{"Assets": list{light, dark, light}}), true, absence{}, light, dark)
	holds(l.updateStyle(pool, obj{"Settings": obj{"a": 1}}), false, obj{"a": 1}, light, dark)
	holds(l.updateStyle(pool, obj{"Settings": obj{"b": 2}, "Assets": list{favicon, named}}), false, obj{"b": 2}, named, dark, favicon)
	holds(l.updateStyle(pool, obj{"Settings": obj{}, "Assets": list{}}), false, obj{}, named, dark, favicon)
	holds(l.updateStyle(pool, obj{"UseCognitoProvidedValues": true}), true, absence{}, named, dark, favicon)
	members{"Settings": obj{}}.in(t, l.described(pool, obj{"ReturnMergedResources": true}))
	l.updateStyle(pool, obj{"Settings": obj{"a": 1}})
	members{"Settings": obj{"a": 1}}.in(t, l.described(pool, obj{"ReturnMergedResources": true}))
	merged := obj{"UserPoolId": pool, "ClientId": l.client, "ReturnMergedResources": true}
	members{"ManagedLoginBranding.Settings": obj{"a": 1}}.in(t, l.do("DescribeManagedLoginBrandingByClient", merged))
}

// TestBranding_Settings: a document keeps its numbers, and has its names in order.
func TestBranding_Settings(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	l.createClient(pool, nil)
	l.createStyle(pool, nil)
	answer := l.send("UpdateManagedLoginBranding", `{"UserPoolId":"`+pool+`","ManagedLoginBrandingId":"`+l.style+`",`+
		`"Settings": { "b" : [8.0, 1e3, 12345678901234567890, null], "<a>" : "\u003cé\u2028", "b2":{"z":1,"y":2,"z":3}}}`)
	const want = `"Settings":{"<a>":"<é` + "\u2028" + `","b":[8.0,1e3,12345678901234567890,null],"b2":{"y":2,"z":3}},`
	assert.Contains(t, string(answer.Body), want)
	answer = l.send("DescribeManagedLoginBranding", obj{"UserPoolId": pool, "ManagedLoginBrandingId": l.style})
	assert.Contains(t, string(answer.Body), want)
}

// TestCreateManagedLoginBranding_Repeated: a repeat is answered as the first call was, another call is refused.
func TestCreateManagedLoginBranding_Repeated(t *testing.T) {
	t.Parallel()
	for _, chosen := range []bool{false, true} {
		l := newLab(t)
		l.service.ChosenIDs = chosen
		pool := l.create(obj{"PoolName": "p"})
		l.createClient(pool, nil)
		l.token = "first"
		first := l.createStyle(pool, obj{"Settings": obj{"a": 1}})
		l.later(time.Hour)
		l.updateStyle(pool, obj{"Settings": obj{"b": 1}})
		now := l.described(pool, nil)
		assert.Equal(t, first, l.createStyle(pool, obj{"Settings": obj{"a": 1}}))
		assert.Equal(t, now, l.described(pool, nil), "a repeat changes nothing")
		l.token = "second"
		l.refuse("ManagedLoginBrandingExistsException", "A ManagedLoginBranding already exists for client "+l.client,
			"CreateManagedLoginBranding", obj{"UserPoolId": pool, "ClientId": l.client, "Settings": obj{"a": 1}})
		l.do("DeleteManagedLoginBranding", obj{"UserPoolId": pool, "ManagedLoginBrandingId": l.style})
		again := l.createStyle(pool, obj{"Settings": obj{"a": 1}})
		assert.Equal(t, chosen, first["ManagedLoginBrandingId"] == again["ManagedLoginBrandingId"])
	}
}

// TestBranding_StoreCalls: how often each operation asks the store.
func TestBranding_StoreCalls(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	l.createClient(pool, nil)
	l.createStyle(pool, nil)
	styled, style := l.client, l.style
	l.createClient(pool, nil)
	storeCalls{
		{"DescribeManagedLoginBranding", obj{"ManagedLoginBrandingId": noStyle}, "Get Find"},
		{"DescribeManagedLoginBranding", obj{"ManagedLoginBrandingId": style}, "Get Find"},
		{"DescribeManagedLoginBrandingByClient", obj{"ClientId": l.client}, "Get Find"},
		{"DescribeManagedLoginBrandingByClient", obj{"ClientId": styled}, "Get Find Find"},
		{"UpdateManagedLoginBranding", obj{"ManagedLoginBrandingId": style, "UseCognitoProvidedValues": true}, "Get Find Write"},
		{"CreateManagedLoginBranding", obj{"ClientId": styled, "UseCognitoProvidedValues": true}, "Get Find Find"},
		{"CreateManagedLoginBranding", obj{"ClientId": l.client, "UseCognitoProvidedValues": true}, "Get Find CountRecords Write"}, // with the quota
		{"DeleteManagedLoginBranding", obj{"ManagedLoginBrandingId": style}, "Get Find Find Write"},
		{"DeleteUserPoolClient", obj{"ClientId": styled}, "Get Find Write"},
		{"DeleteUserPoolClient", obj{"ClientId": l.client}, "Get Find Find Write"},
	}.of(l, obj{"UserPoolId": pool})
}

// TestBranding_Meanwhile: what others do between reading and writing counts.
func TestBranding_Meanwhile(t *testing.T) {
	t.Parallel()
	const noStyleNow, noClient = "ManagedLoginBranding does not exist.", "User pool client does not exist."
	type others = func(l *lab, pool string)
	updates := func(request obj) others { return func(l *lab, pool string) { l.updateStyle(pool, request) } }
	deletes := func(l *lab, pool string) {
		l.do("DeleteManagedLoginBranding", obj{"UserPoolId": pool, "ManagedLoginBrandingId": l.style})
	}
	deletesClient := func(l *lab, pool string) { l.do("DeleteUserPoolClient", obj{"UserPoolId": pool, "ClientId": l.client}) }
	creates := func(l *lab, pool string) { l.createStyle(pool, nil) }
	updatesClient := func(l *lab, pool string) { l.updateClient(pool, obj{"ClientName": "d"}) }
	const (
		create, update       = "CreateManagedLoginBranding", "UpdateManagedLoginBranding"
		remove, removeClient = "DeleteManagedLoginBranding", "DeleteUserPoolClient"
	)
	logo := list{image("FORM_LOGO", "LIGHT", "PNG", png)}
	for name, tc := range map[string]struct {
		operation string
		styled    bool
		others    others
		want      string
	}{
		"create: another style":          {create, false, creates, "A ManagedLoginBranding already exists for client <client>"},
		"create: the client is updated":  {create, false, updatesClient, ""},
		"create: the client goes":        {create, false, deletesClient, noClient},
		"update: another update":         {update, true, updates(obj{"Settings": obj{}, "Assets": logo}), ""},
		"update: the style goes":         {update, true, deletes, noStyleNow},
		"update: the client goes":        {update, true, deletesClient, noStyleNow},
		"delete: an update":              {remove, true, updates(obj{"Settings": obj{}}), ""},
		"delete: another delete":         {remove, true, deletes, noStyleNow},
		"delete: the client goes":        {remove, true, deletesClient, noStyleNow},
		"delete the client: a style":     {removeClient, false, creates, ""},
		"delete the client: an update":   {removeClient, true, updates(obj{"Settings": obj{}}), ""},
		"delete the client: no style":    {removeClient, true, deletes, ""},
		"delete the client: it is there": {removeClient, true, updatesClient, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			pool := l.create(obj{"PoolName": "p"})
			l.createClient(pool, nil)
			if tc.styled {
				l.createStyle(pool, nil)
			}
			l.meanwhile("Write", func() { tc.others(l, pool) })
			message := l.outcome(tc.operation, l.request(tc.operation, pool))
			require.Equal(t, filled(tc.want, l, pool), message)
			if name == "update: another update" {
				members{"Assets": logo, "Settings": absence{}}.in(t, l.described(pool, nil))
			}
			l.consistent(pool)
		})
	}
}

// consistent holds clients and what hangs on them to each other.
func (l *lab) consistent(pool string) {
	l.t.Helper()
	named := map[cognito.RecordKind][]string{}
	for _, r := range l.records(pool) {
		c := r.Body.(*cognito.Client)
		if c.Branding != "" {
			named[cognito.BrandingRecord] = append(named[cognito.BrandingRecord], c.Branding)
		}
		for kind, own := range map[cognito.RecordKind]bool{cognito.UIRecord: c.OwnUI, cognito.RiskRecord: c.OwnRisk} {
			if own {
				named[kind] = append(named[kind], r.ID)
			}
		}
	}
	for _, kind := range []cognito.RecordKind{cognito.BrandingRecord, cognito.UIRecord, cognito.RiskRecord} {
		there, _, err := l.service.Store.Records(l.t.Context(), l.stored(pool).Owner(), kind, "", 1000)
		require.NoError(l.t, err)
		var ids []string
		for _, r := range there {
			if r.ID != "ALL" {
				ids = append(ids, r.ID)
			}
		}
		assert.ElementsMatch(l.t, named[kind], ids, kind)
	}
}

// TestDeleteUserPoolClient_Hanging: what hangs on a client goes with it, of every kind.
func TestDeleteUserPoolClient_Hanging(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	l.createClient(pool, nil)
	l.createStyle(pool, nil)
	l.do("CreateUserPoolDomain", prefix(pool, "mine"))
	l.do("SetUICustomization", obj{"UserPoolId": pool, "ClientId": l.client, "CSS": ".label-customizable{}"})
	client := l.records(pool)[0]
	client.Revision++
	client.Body.(*cognito.Client).OwnRisk = true
	risk := &cognito.Record{
		Key:      cognito.Key{Kind: cognito.RiskRecord, Owner: client.Owner, ID: client.ID},
		Revision: 1, Created: l.now, Modified: l.now, Body: &cognito.RiskConfiguration{},
	}
	require.NoError(t, l.service.Store.Write(t.Context(), cognito.Write{Put: []*cognito.Record{client, risk}}))
	l.updateClient(pool, obj{"ClientName": "renamed"}) // keeps them
	l.consistent(pool)
	l.do("DeleteUserPoolClient", obj{"UserPoolId": pool, "ClientId": l.client})
	assert.Equal(t, 6, l.entry.StoreCalls)
	l.consistent(pool)
	l.refuse("ResourceNotFoundException", "ManagedLoginBranding does not exist.", "DescribeManagedLoginBranding",
		obj{"UserPoolId": pool, "ManagedLoginBrandingId": l.style})
}
