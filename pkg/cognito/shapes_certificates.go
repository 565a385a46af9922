package cognito

import . "userpools/pkg/shape" //nolint:staticcheck,revive // see shapes.go

// The inputs of the operations.
var (
	getSigningCertificateRequest = Structure("GetSigningCertificateRequest",
		Required("UserPoolId", userPoolID))

	getCSVHeaderRequest = Structure("GetCSVHeaderRequest",
		Required("UserPoolId", userPoolID))
)
