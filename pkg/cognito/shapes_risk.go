package cognito

import . "userpools/pkg/shape" //nolint:staticcheck,revive // see shapes.go

var (
	eventFilter                       = Enum("EventFilterType", "SIGN_IN", "PASSWORD_CHANGE", "SIGN_UP")
	compromisedCredentialsEventAction = Enum("CompromisedCredentialsEventActionType", "BLOCK", "NO_ACTION")
	emailNotificationSubject          = String("EmailNotificationSubjectType", Length(1, 140), Pattern(`[\p{L}\p{M}\p{S}\p{N}\p{P}\s]+`))
	emailNotificationBody             = String("EmailNotificationBodyType", Length(6, 20000), Pattern(`[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]+`))
	accountTakeoverActionNotify       = Boolean("AccountTakeoverActionNotifyType")
	accountTakeoverEventAction        = Enum("AccountTakeoverEventActionType", "MFA_IF_CONFIGURED", "BLOCK", "NO_ACTION", "MFA_REQUIRED")
)

// Structures and lists.
var (
	eventFilters = List("EventFiltersType", eventFilter)

	compromisedCredentialsActions = Structure("CompromisedCredentialsActionsType",
		Required("EventAction", compromisedCredentialsEventAction))

	compromisedCredentialsRiskConfiguration = Structure("CompromisedCredentialsRiskConfigurationType",
		Optional("EventFilter", eventFilters),
		Required("Actions", compromisedCredentialsActions))

	notifyEmail = Structure("NotifyEmailType",
		Required("Subject", emailNotificationSubject),
		Optional("HtmlBody", emailNotificationBody),
		Optional("TextBody", emailNotificationBody))

	notifyConfiguration = Structure("NotifyConfigurationType",
		Optional("From", freeText),
		Optional("ReplyTo", freeText),
		Required("SourceArn", arn),
		Optional("BlockEmail", notifyEmail),
		Optional("NoActionEmail", notifyEmail),
		Optional("MfaEmail", notifyEmail))

	accountTakeoverAction = Structure("AccountTakeoverActionType",
		Required("Notify", accountTakeoverActionNotify),
		Required("EventAction", accountTakeoverEventAction))

	accountTakeoverActions = Structure("AccountTakeoverActionsType",
		Optional("LowAction", accountTakeoverAction),
		Optional("MediumAction", accountTakeoverAction),
		Optional("HighAction", accountTakeoverAction))

	accountTakeoverRiskConfiguration = Structure("AccountTakeoverRiskConfigurationType",
		Optional("NotifyConfiguration", notifyConfiguration),
		Required("Actions", accountTakeoverActions))

	blockedIPRangeList = List("BlockedIPRangeListType", freeText, MaxLength(200))

	skippedIPRangeList = List("SkippedIPRangeListType", freeText, MaxLength(200))

	riskExceptionConfiguration = Structure("RiskExceptionConfigurationType",
		Optional("BlockedIPRangeList", blockedIPRangeList),
		Optional("SkippedIPRangeList", skippedIPRangeList))
)

// The inputs of the operations.
var (
	describeRiskConfigurationRequest = Structure("DescribeRiskConfigurationRequest",
		Required("UserPoolId", userPoolID),
		Optional("ClientId", clientID))

	setRiskConfigurationRequest = Structure("SetRiskConfigurationRequest",
		Required("UserPoolId", userPoolID),
		Optional("ClientId", clientID),
		Optional("CompromisedCredentialsRiskConfiguration", compromisedCredentialsRiskConfiguration),
		Optional("AccountTakeoverRiskConfiguration", accountTakeoverRiskConfiguration),
		Optional("RiskExceptionConfiguration", riskExceptionConfiguration))
)
