package cognito

import . "userpools/pkg/shape" //nolint:staticcheck,revive // see shapes.go

var (
	logLevel        = Enum("LogLevel", "ERROR", "INFO")
	eventSourceName = Enum("EventSourceName", "userAuthEvents", "userNotification")
	s3Arn           = String("S3ArnType", Length(3, 1024), Pattern(`arn:[\w+=/,.@-]+:[\w+=/,.@-]+:::[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?`))
)

// Structures and lists.
var (
	cloudWatchLogsConfiguration = Structure("CloudWatchLogsConfigurationType",
		Optional("LogGroupArn", arn))

	s3Configuration = Structure("S3ConfigurationType",
		Optional("BucketArn", s3Arn))

	firehoseConfiguration = Structure("FirehoseConfigurationType",
		Optional("StreamArn", arn))

	logConfiguration = Structure("LogConfigurationType",
		Required("LogLevel", logLevel),
		Required("EventSource", eventSourceName),
		Optional("CloudWatchLogsConfiguration", cloudWatchLogsConfiguration),
		Optional("S3Configuration", s3Configuration),
		Optional("FirehoseConfiguration", firehoseConfiguration))

	logConfigurationList = List("LogConfigurationListType", logConfiguration, Length(0, 2))
)

// The inputs of the operations.
var (
	getLogDeliveryConfigurationRequest = Structure("GetLogDeliveryConfigurationRequest",
		Required("UserPoolId", userPoolID))

	setLogDeliveryConfigurationRequest = Structure("SetLogDeliveryConfigurationRequest",
		Required("UserPoolId", userPoolID),
		Required("LogConfigurations", logConfigurationList))
)
