package cognito

import (
	"time"

	"userpools/pkg/shape"
)

// BrandingSettings is what both CreateManagedLoginBranding and UpdateManagedLoginBranding may specify.
type BrandingSettings struct {
	Assets                   []AssetType
	Settings                 shape.Document
	UseCognitoProvidedValues *bool
}

// AssetType is an image. A style has at most one of a Category and ColorMode.
type AssetType struct {
	Bytes      []byte  `json:",omitzero"`
	Category   *string `json:",omitzero"`
	ColorMode  *string `json:",omitzero"`
	Extension  *string `json:",omitzero"`
	ResourceId *string `json:",omitzero"`
}

// Branding is a managed login style as it is stored. Its id is the record's ID.
type Branding struct {
	ClientID string
	Assets   []AssetType `json:",omitzero"`
	// Settings are as they were sent, absent where UseCognitoProvidedValues is true.
	Settings                 shape.Document `json:",omitzero"`
	UseCognitoProvidedValues bool           `json:",omitzero"`
}

type CreateManagedLoginBrandingRequest struct {
	UserPoolId, ClientId *string
	BrandingSettings
}

type DescribeManagedLoginBrandingRequest struct {
	UserPoolId, ManagedLoginBrandingId *string
	ReturnMergedResources              *bool
}

type DescribeManagedLoginBrandingByClientRequest struct {
	UserPoolId, ClientId  *string
	ReturnMergedResources *bool
}

type UpdateManagedLoginBrandingRequest struct {
	UserPoolId, ManagedLoginBrandingId *string
	BrandingSettings
}

// DeleteManagedLoginBrandingRequest has no response: the operation has no output shape.
type DeleteManagedLoginBrandingRequest struct{ UserPoolId, ManagedLoginBrandingId *string }

// BrandingAnswer is the output of the operations that make, change or describe a style.
type BrandingAnswer struct{ ManagedLoginBranding *ManagedLoginBrandingType }

// ManagedLoginBrandingType is a style as it is answered, which does not name its client.
type ManagedLoginBrandingType struct {
	Assets                   []AssetType // empty where there are none
	CreationDate             time.Time
	LastModifiedDate         time.Time
	ManagedLoginBrandingId   string
	Settings                 shape.Document
	UseCognitoProvidedValues bool
	UserPoolId               string
}
