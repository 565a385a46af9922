package cognito

import . "userpools/pkg/shape" //nolint:staticcheck,revive // see shapes.go

// Strings, enumerations and other scalars of managed login branding. Its patterns print with anchors
// (branding-id-pattern).
var (
	assetBytes    = Blob("AssetBytesType", MaxLength(1000000))
	assetCategory = Enum("AssetCategoryType",
		"PAGE_FOOTER_BACKGROUND", "SMS_GRAPHIC", "PASSWORD_GRAPHIC", "EMAIL_GRAPHIC", "FORM_LOGO", "FORM_BACKGROUND", "FAVICON_ICO",
		"PAGE_HEADER_LOGO", "PAGE_HEADER_BACKGROUND", "AUTH_APP_GRAPHIC", "PASSKEY_GRAPHIC", "FAVICON_SVG", "IDP_BUTTON_ICON",
		"PAGE_BACKGROUND", "PAGE_FOOTER_LOGO")
	assetExtension = Enum("AssetExtensionType", "SVG", "JPEG", "PNG", "ICO", "WEBP")
	brandingFlag   = PrimitiveBoolean("BooleanType")
	brandingID     = String("ManagedLoginBrandingIdType",
		Pattern(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[4][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$`))
	brandingSettings  = Any("Document")
	colorSchemeMode   = Enum("ColorSchemeModeType", "DARK", "LIGHT", "DYNAMIC")
	brandingAssetName = String("ResourceIdType", Length(1, 40), Pattern(`^[\w\- ]+$`))
)

var assets = List("AssetListType", Structure("AssetType",
	Required("Category", assetCategory),
	Required("ColorMode", colorSchemeMode),
	Required("Extension", assetExtension),
	Optional("Bytes", assetBytes),
	Optional("ResourceId", brandingAssetName)), Length(0, 40), NoNulls)

// The inputs of the operations on managed login branding.
var (
	createManagedLoginBrandingRequest = ofClient("CreateManagedLoginBrandingRequest",
		Optional("UseCognitoProvidedValues", brandingFlag),
		Optional("Settings", brandingSettings),
		Optional("Assets", assets))

	describeManagedLoginBrandingRequest = Structure("DescribeManagedLoginBrandingRequest",
		Required("UserPoolId", userPoolID),
		Required("ManagedLoginBrandingId", brandingID),
		Optional("ReturnMergedResources", boolean))

	describeManagedLoginBrandingByClientRequest = ofClient("DescribeManagedLoginBrandingByClientRequest",
		Optional("ReturnMergedResources", boolean))

	// The model does not require the two ids (branding-update-null-ids).
	updateManagedLoginBrandingRequest = Structure("UpdateManagedLoginBrandingRequest",
		Required("UserPoolId", userPoolID),
		Required("ManagedLoginBrandingId", brandingID),
		Optional("UseCognitoProvidedValues", brandingFlag),
		Optional("Settings", brandingSettings),
		Optional("Assets", assets))

	deleteManagedLoginBrandingRequest = Structure("DeleteManagedLoginBrandingRequest",
		Required("ManagedLoginBrandingId", brandingID),
		Required("UserPoolId", userPoolID))
)
