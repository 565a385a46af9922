package terraform

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"userpools/internal/clients"
	"userpools/internal/clients/wiretap"
)

// Log delivery and managed login branding are resources of later providers than the one that runs here. These are their
// calls (log_delivery_configuration.go and managed_login_branding.go in internal/service/cognitoidp of terraform-provider-aws).

const (
	logGroup = "arn:aws:logs:us-east-1:" + wiretap.Account + ":log-group:/aws/vendedlogs/messages"
	bucket   = "arn:aws:s3:::logs-of-sign-in"
)

// TestLater_LogDelivery: the list that was set is read in its order, and an empty one as an empty one.
func TestLater_LogDelivery(t *testing.T) {
	tap := wiretap.New(t)
	pool := post(t, tap, "CreateUserPool", map[string]any{"PoolName": "logs", "UserPoolTier": "PLUS"})["UserPool"].(map[string]any)["Id"]
	activity := map[string]any{"EventSource": "userAuthEvents", "LogLevel": "INFO", "S3Configuration": map[string]any{"BucketArn": bucket}}
	messages := map[string]any{
		"EventSource": "userNotification", "LogLevel": "ERROR",
		"CloudWatchLogsConfiguration": map[string]any{"LogGroupArn": logGroup},
	}
	for _, set := range [][]any{{messages}, {activity, messages}, {messages, activity}, {}} {
		want := map[string]any{"LogDeliveryConfiguration": map[string]any{"LogConfigurations": set, "UserPoolId": pool}}
		answer := post(t, tap, "SetLogDeliveryConfiguration", map[string]any{"UserPoolId": pool, "LogConfigurations": set})
		assert.Equal(t, want, answer)
		assert.Equal(t, want, post(t, tap, "GetLogDeliveryConfiguration", map[string]any{"UserPoolId": pool}))
	}
}

// styled is a pool with app clients, of which the second has a style.
type styled struct {
	tap  *wiretap.Tap
	pool string
	apps []string
	id   string
}

// newStyled makes the pool, and the style as the provider does.
func newStyled(t *testing.T, source map[string]any) styled {
	t.Helper()
	s := styled{tap: wiretap.New(t)}
	s.pool = post(t, s.tap, "CreateUserPool", map[string]any{"PoolName": "styles"})["UserPool"].(map[string]any)["Id"].(string)
	for _, name := range []string{"first", "second", "third"} {
		app := post(t, s.tap, "CreateUserPoolClient", map[string]any{"UserPoolId": s.pool, "ClientName": name})["UserPoolClient"].(map[string]any)
		s.apps = append(s.apps, app["ClientId"].(string))
	}
	answer := post(t, s.tap, "CreateManagedLoginBranding", with(map[string]any{"UserPoolId": s.pool, "ClientId": s.apps[1]}, source))
	s.id = answer["ManagedLoginBranding"].(map[string]any)["ManagedLoginBrandingId"].(string)
	return s
}

// describe reads the style, with what the service adds or without.
func (s styled) describe(t *testing.T, merged bool) map[string]any {
	t.Helper()
	request := map[string]any{"UserPoolId": s.pool, "ManagedLoginBrandingId": s.id, "ReturnMergedResources": merged}
	return post(t, s.tap, "DescribeManagedLoginBranding", request)["ManagedLoginBranding"].(map[string]any)
}

// client is whose style it is: the provider asks each client of the pool for its own, as no answer tells it.
func (s styled) client(t *testing.T) (found string) {
	t.Helper()
	for _, listed := range post(t, s.tap, "ListUserPoolClients", map[string]any{"UserPoolId": s.pool})["UserPoolClients"].([]any) {
		id := listed.(map[string]any)["ClientId"].(string)
		of := map[string]any{"UserPoolId": s.pool, "ClientId": id}
		status, answer := clients.Post(t, s.tap.URL, "DescribeManagedLoginBrandingByClient", of)
		switch {
		case status != http.StatusOK:
			assert.Contains(t, string(answer), `"ResourceNotFoundException"`)
		case strings.Contains(string(answer), s.id):
			found = id
		}
	}
	return found
}

// TestLater_Branding: a style is made, read, given settings, given others, and deleted.
func TestLater_Branding(t *testing.T) {
	rounded := map[string]any{"componentClasses": map[string]any{"buttons": map[string]any{"borderRadius": 8.0}}}
	square := map[string]any{"componentClasses": map[string]any{"buttons": map[string]any{"borderRadius": 0.0}}}
	logo := map[string]any{"Category": "PAGE_HEADER_LOGO", "ColorMode": "LIGHT", "Extension": "PNG", "Bytes": image}
	s := newStyled(t, map[string]any{"UseCognitoProvidedValues": true, "Assets": []any{logo}})
	assert.Equal(t, s.apps[1], s.client(t))
	for _, tc := range []struct {
		source   map[string]any
		provided bool
		settings any
	}{
		{nil, true, nil},
		{map[string]any{"Settings": rounded, "UseCognitoProvidedValues": false}, false, rounded},
		{map[string]any{"Settings": square, "UseCognitoProvidedValues": false}, false, square},
	} {
		if tc.source != nil {
			post(t, s.tap, "UpdateManagedLoginBranding", with(map[string]any{"UserPoolId": s.pool, "ManagedLoginBrandingId": s.id}, tc.source))
		}
		style := s.describe(t, false)
		assert.Equal(t, tc.provided, style["UseCognitoProvidedValues"])
		assert.Equal(t, tc.settings, style["Settings"])
		assert.Equal(t, []any{logo}, style["Assets"])
		assert.NotNil(t, s.describe(t, true)["Settings"])
	}
	style := map[string]any{"UserPoolId": s.pool, "ManagedLoginBrandingId": s.id}
	post(t, s.tap, "DeleteManagedLoginBranding", style)
	status, answer := clients.Post(t, s.tap.URL, "DescribeManagedLoginBranding", style)
	assert.Equal(t, http.StatusBadRequest, status)
	assert.Contains(t, string(answer), `"ResourceNotFoundException"`)
}
