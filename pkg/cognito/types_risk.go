package cognito

import "time"

type DescribeRiskConfigurationRequest struct{ UserPoolId, ClientId *string }

type SetRiskConfigurationRequest struct {
	UserPoolId *string
	ClientId   *string
	RiskConfiguration
}

// RiskAnswer is the output of DescribeRiskConfiguration and of SetRiskConfiguration.
type RiskAnswer struct{ RiskConfiguration *RiskConfigurationType }

// RiskConfigurationType is a risk configuration as it is answered.
type RiskConfigurationType struct {
	ClientId         *string
	LastModifiedDate *time.Time
	UserPoolId       *string
	RiskConfiguration
}

// RiskConfiguration is a risk configuration as it was specified and is stored. The record's ID is the app client's, or
// wholePool.
type RiskConfiguration struct {
	AccountTakeoverRiskConfiguration        *AccountTakeoverRiskConfigurationType        `json:",omitzero"`
	CompromisedCredentialsRiskConfiguration *CompromisedCredentialsRiskConfigurationType `json:",omitzero"`
	RiskExceptionConfiguration              *RiskExceptionConfigurationType              `json:",omitzero"`
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
