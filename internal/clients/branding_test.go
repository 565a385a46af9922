package clients_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/document"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/clients/wiretap"
)

// TestBranding_Go: documents and bytes, which no other operation has, come back as the Go client sent them.
func TestBranding_Go(t *testing.T) {
	tap := wiretap.New(t)
	client, pool := sdk(tap), newPool(t, tap, "p")
	app, err := client.CreateUserPoolClient(t.Context(), &cognitoidentityprovider.CreateUserPoolClientInput{UserPoolId: &pool, ClientName: new("c")})
	require.NoError(t, err)
	settings := map[string]any{"<a>": "é", "componentClasses": map[string]any{"buttons": map[string]any{"borderRadius": 8.5}}}
	logo := types.AssetType{
		Bytes: []byte("<svg>\x00\xff</svg>"), Category: types.AssetCategoryTypeFormLogo, ColorMode: types.ColorSchemeModeTypeDark,
		Extension: types.AssetExtensionTypeSvg,
	}
	made, err := client.CreateManagedLoginBranding(t.Context(), &cognitoidentityprovider.CreateManagedLoginBrandingInput{
		UserPoolId: &pool, ClientId: app.UserPoolClient.ClientId, Settings: document.NewLazyDocument(settings), Assets: []types.AssetType{logo},
	})
	require.NoError(t, err)
	got, err := client.DescribeManagedLoginBranding(t.Context(), &cognitoidentityprovider.DescribeManagedLoginBrandingInput{
		UserPoolId: &pool, ManagedLoginBrandingId: made.ManagedLoginBranding.ManagedLoginBrandingId,
	})
	require.NoError(t, err)
	var back struct {
		Text             string `document:"<a>"`
		ComponentClasses struct {
			Buttons struct {
				BorderRadius float64 `document:"borderRadius"`
			} `document:"buttons"`
		} `document:"componentClasses"`
	}
	require.NoError(t, got.ManagedLoginBranding.Settings.UnmarshalSmithyDocument(&back))
	assert.Equal(t, "é", back.Text)
	assert.InDelta(t, 8.5, back.ComponentClasses.Buttons.BorderRadius, 0)
	assert.Equal(t, []types.AssetType{logo}, got.ManagedLoginBranding.Assets)

	_, err = client.CreateUserPoolDomain(t.Context(), &cognitoidentityprovider.CreateUserPoolDomainInput{UserPoolId: &pool, Domain: new("d")})
	require.NoError(t, err)
	set, err := client.SetUICustomization(t.Context(), &cognitoidentityprovider.SetUICustomizationInput{
		UserPoolId: &pool, ImageFile: []byte("\x89PNG\r\n\x1a\n"),
	})
	require.NoError(t, err)
	assert.Contains(t, *set.UICustomization.ImageUrl, "/assets/images/image.jpg")
}
