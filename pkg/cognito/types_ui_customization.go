package cognito

import "time"

type GetUICustomizationRequest struct{ UserPoolId, ClientId *string }

type SetUICustomizationRequest struct {
	UserPoolId, ClientId *string
	CSS                  *string
	ImageFile            []byte
}

// UICustomization is a customization of the classic hosted UI as it is stored. The record's ID is the app client's, or
// ALL for the pool's.
type UICustomization struct {
	CSS   *string `json:",omitzero"`
	Image []byte  `json:",omitzero"`
}

// UICustomizationAnswer is the output of GetUICustomization and SetUICustomization.
type UICustomizationAnswer struct{ UICustomization *UICustomizationType }

// UICustomizationType is a customization as it is answered: without any member where there is none.
type UICustomizationType struct {
	CSS              *string
	CSSVersion       *string
	ClientId         *string
	CreationDate     *time.Time
	ImageUrl         *string
	LastModifiedDate *time.Time
	UserPoolId       *string
}
