package cognito

import (
	"time"
)

type DescribeRiskConfigurationRequest struct {
	ClientId   *string
	UserPoolId *string
}

type DescribeRiskConfigurationResponse struct {
	RiskConfiguration *RiskConfigurationType
}

type RiskConfigurationType struct {
	AccountTakeoverRiskConfiguration        *AccountTakeoverRiskConfigurationType        `json:",omitzero"`
	ClientId                                *string                                      `json:",omitzero"`
	CompromisedCredentialsRiskConfiguration *CompromisedCredentialsRiskConfigurationType `json:",omitzero"`
	LastModifiedDate                        time.Time
	RiskExceptionConfiguration              *RiskExceptionConfigurationType `json:",omitzero"`
	UserPoolId                              *string                         `json:",omitzero"`
}

type CompromisedCredentialsRiskConfigurationType struct {
	Actions     *CompromisedCredentialsActionsType `json:",omitzero"`
	EventFilter []string                           `json:",omitzero"`
}

type CompromisedCredentialsActionsType struct {
	EventAction *string `json:",omitzero"`
}

type AccountTakeoverRiskConfigurationType struct {
	Actions             *AccountTakeoverActionsType `json:",omitzero"`
	NotifyConfiguration *NotifyConfigurationType    `json:",omitzero"`
}

type NotifyConfigurationType struct {
	BlockEmail    *NotifyEmailType `json:",omitzero"`
	From          *string          `json:",omitzero"`
	MfaEmail      *NotifyEmailType `json:",omitzero"`
	NoActionEmail *NotifyEmailType `json:",omitzero"`
	ReplyTo       *string          `json:",omitzero"`
	SourceArn     *string          `json:",omitzero"`
}

type NotifyEmailType struct {
	HtmlBody *string `json:",omitzero"`
	Subject  *string `json:",omitzero"`
	TextBody *string `json:",omitzero"`
}

type AccountTakeoverActionsType struct {
	HighAction   *AccountTakeoverActionType `json:",omitzero"`
	LowAction    *AccountTakeoverActionType `json:",omitzero"`
	MediumAction *AccountTakeoverActionType `json:",omitzero"`
}

type AccountTakeoverActionType struct {
	EventAction *string `json:",omitzero"`
	Notify      *bool   `json:",omitzero"`
}

type RiskExceptionConfigurationType struct {
	BlockedIPRangeList []string `json:",omitzero"`
	SkippedIPRangeList []string `json:",omitzero"`
}

type SetRiskConfigurationRequest struct {
	AccountTakeoverRiskConfiguration        *AccountTakeoverRiskConfigurationType
	ClientId                                *string
	CompromisedCredentialsRiskConfiguration *CompromisedCredentialsRiskConfigurationType
	RiskExceptionConfiguration              *RiskExceptionConfigurationType
	UserPoolId                              *string
}

type SetRiskConfigurationResponse struct {
	RiskConfiguration *RiskConfigurationType
}

// RiskConfiguration is a risk configuration as it is stored. The record's ID is the app client's, or ALL for the pool's.
type RiskConfiguration struct {
	AccountTakeoverRiskConfiguration        *AccountTakeoverRiskConfigurationType        `json:",omitzero"`
	CompromisedCredentialsRiskConfiguration *CompromisedCredentialsRiskConfigurationType `json:",omitzero"`
	RiskExceptionConfiguration              *RiskExceptionConfigurationType              `json:",omitzero"`
}
