package cognito

import . "userpools/pkg/shape" //nolint:staticcheck,revive // see shapes.go

var (
	document               = Any("Document")
	assetCategory          = Enum("AssetCategoryType", "PAGE_FOOTER_BACKGROUND", "SMS_GRAPHIC", "PASSWORD_GRAPHIC", "EMAIL_GRAPHIC", "FORM_LOGO", "FORM_BACKGROUND", "FAVICON_ICO", "PAGE_HEADER_LOGO", "PAGE_HEADER_BACKGROUND", "AUTH_APP_GRAPHIC", "PASSKEY_GRAPHIC", "FAVICON_SVG", "IDP_BUTTON_ICON", "PAGE_BACKGROUND", "PAGE_FOOTER_LOGO")
	colorSchemeMode        = Enum("ColorSchemeModeType", "DARK", "LIGHT", "DYNAMIC")
	assetExtension         = Enum("AssetExtensionType", "SVG", "JPEG", "PNG", "ICO", "WEBP")
	assetBytes             = Blob("AssetBytesType", MaxLength(1000000))
	resourceId             = String("ResourceIdType", Length(1, 40), Pattern(`^[\w\- ]+$`))
	managedLoginBrandingId = String("ManagedLoginBrandingIdType", Pattern(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[4][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$`))
)

// Structures and lists.
var (
	asset = Structure("AssetType",
		Required("Category", assetCategory),
		Required("ColorMode", colorSchemeMode),
		Required("Extension", assetExtension),
		Optional("Bytes", assetBytes),
		Optional("ResourceId", resourceId))

	assetList = List("AssetListType", asset, Length(0, 40))
)

// The inputs of the operations.
var (
	createManagedLoginBrandingRequest = Structure("CreateManagedLoginBrandingRequest",
		Required("UserPoolId", userPoolID),
		Required("ClientId", clientID),
		Optional("UseCognitoProvidedValues", boolean),
		Optional("Settings", document),
		Optional("Assets", assetList))

	describeManagedLoginBrandingRequest = Structure("DescribeManagedLoginBrandingRequest",
		Required("UserPoolId", userPoolID),
		Required("ManagedLoginBrandingId", managedLoginBrandingId),
		Optional("ReturnMergedResources", boolean))

	describeManagedLoginBrandingByClientRequest = Structure("DescribeManagedLoginBrandingByClientRequest",
		Required("UserPoolId", userPoolID),
		Required("ClientId", clientID),
		Optional("ReturnMergedResources", boolean))

	updateManagedLoginBrandingRequest = Structure("UpdateManagedLoginBrandingRequest",
		Optional("UserPoolId", userPoolID),
		Optional("ManagedLoginBrandingId", managedLoginBrandingId),
		Optional("UseCognitoProvidedValues", boolean),
		Optional("Settings", document),
		Optional("Assets", assetList))

	deleteManagedLoginBrandingRequest = Structure("DeleteManagedLoginBrandingRequest",
		Required("ManagedLoginBrandingId", managedLoginBrandingId),
		Required("UserPoolId", userPoolID))
)
