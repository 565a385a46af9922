package cognito

import (
	"time"

	"userpools/pkg/shape"
)

type CreateManagedLoginBrandingRequest struct {
	Assets                   []AssetType
	ClientId                 *string
	Settings                 shape.Document
	UseCognitoProvidedValues *bool
	UserPoolId               *string
}

type AssetType struct {
	Bytes      []byte  `json:",omitzero"`
	Category   *string `json:",omitzero"`
	ColorMode  *string `json:",omitzero"`
	Extension  *string `json:",omitzero"`
	ResourceId *string `json:",omitzero"`
}

type CreateManagedLoginBrandingResponse struct {
	ManagedLoginBranding *ManagedLoginBrandingType
}

type ManagedLoginBrandingType struct {
	Assets                   []AssetType `json:",omitzero"`
	CreationDate             time.Time
	LastModifiedDate         time.Time
	ManagedLoginBrandingId   *string        `json:",omitzero"`
	Settings                 shape.Document `json:",omitzero"`
	UseCognitoProvidedValues *bool          `json:",omitzero"`
	UserPoolId               *string        `json:",omitzero"`
}

type DescribeManagedLoginBrandingRequest struct {
	ManagedLoginBrandingId *string
	ReturnMergedResources  *bool
	UserPoolId             *string
}

type DescribeManagedLoginBrandingResponse struct {
	ManagedLoginBranding *ManagedLoginBrandingType
}

type DescribeManagedLoginBrandingByClientRequest struct {
	ClientId              *string
	ReturnMergedResources *bool
	UserPoolId            *string
}

type DescribeManagedLoginBrandingByClientResponse struct {
	ManagedLoginBranding *ManagedLoginBrandingType
}

type UpdateManagedLoginBrandingRequest struct {
	Assets                   []AssetType
	ManagedLoginBrandingId   *string
	Settings                 shape.Document
	UseCognitoProvidedValues *bool
	UserPoolId               *string
}

type UpdateManagedLoginBrandingResponse struct {
	ManagedLoginBranding *ManagedLoginBrandingType
}

type DeleteManagedLoginBrandingRequest struct {
	ManagedLoginBrandingId *string
	UserPoolId             *string
}

// Branding is a managed login style as it is stored. Its id is the record's ID.
type Branding struct {
	ClientID                 string
	Assets                   []AssetType    `json:",omitzero"`
	Settings                 shape.Document `json:",omitzero"`
	UseCognitoProvidedValues bool           `json:",omitzero"`
}
