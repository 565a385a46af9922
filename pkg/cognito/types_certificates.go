package cognito

type GetSigningCertificateRequest struct{ UserPoolId *string }

type GetSigningCertificateResponse struct{ Certificate string }

type GetCSVHeaderRequest struct {
	UserPoolId *string
}

type GetCSVHeaderResponse struct {
	CSVHeader  []string
	UserPoolId *string
}

// Certificate is an X.509 certificate of a pool, in DER. What it is for is the record's ID.
type Certificate struct{ DER []byte }
