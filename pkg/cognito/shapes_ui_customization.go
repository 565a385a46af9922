package cognito

import . "userpools/pkg/shape" //nolint:staticcheck,revive // see shapes.go

var (
	css       = String("CSSType", Length(0, 131072))
	imageFile = Blob("ImageFileType", Length(0, 131072))
)

// The inputs of the operations on UI customization.
var (
	getUICustomizationRequest = Structure("GetUICustomizationRequest",
		Required("UserPoolId", userPoolID),
		Optional("ClientId", clientID))

	setUICustomizationRequest = Structure("SetUICustomizationRequest",
		Required("UserPoolId", userPoolID),
		Optional("ClientId", clientID),
		Optional("CSS", css),
		Optional("ImageFile", imageFile))
)
