package cognito

import (
	"time"
)

type GetUICustomizationRequest struct {
	ClientId   *string
	UserPoolId *string
}

type GetUICustomizationResponse struct {
	UICustomization *UICustomizationType
}

type UICustomizationType struct {
	CSS              *string `json:",omitzero"`
	CSSVersion       *string `json:",omitzero"`
	ClientId         *string `json:",omitzero"`
	CreationDate     time.Time
	ImageUrl         *string `json:",omitzero"`
	LastModifiedDate time.Time
	UserPoolId       *string `json:",omitzero"`
}

type SetUICustomizationRequest struct {
	CSS        *string
	ClientId   *string
	ImageFile  []byte
	UserPoolId *string
}

type SetUICustomizationResponse struct {
	UICustomization *UICustomizationType
}

// UICustomization is a customization of the classic hosted UI as it is stored. The record's ID is the app client's, or
// ALL for the pool's.
type UICustomization struct {
	CSS   *string `json:",omitzero"`
	Image []byte  `json:",omitzero"`
}
