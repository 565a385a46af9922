package cognito

type GetLogDeliveryConfigurationRequest struct {
	UserPoolId *string
}

type GetLogDeliveryConfigurationResponse struct {
	LogDeliveryConfiguration *LogDeliveryConfigurationType
}

type LogDeliveryConfigurationType struct {
	LogConfigurations []LogConfigurationType `json:",omitzero"`
	UserPoolId        *string                `json:",omitzero"`
}

type LogConfigurationType struct {
	CloudWatchLogsConfiguration *CloudWatchLogsConfigurationType `json:",omitzero"`
	EventSource                 *string                          `json:",omitzero"`
	FirehoseConfiguration       *FirehoseConfigurationType       `json:",omitzero"`
	LogLevel                    *string                          `json:",omitzero"`
	S3Configuration             *S3ConfigurationType             `json:",omitzero"`
}

type CloudWatchLogsConfigurationType struct {
	LogGroupArn *string `json:",omitzero"`
}

type S3ConfigurationType struct {
	BucketArn *string `json:",omitzero"`
}

type FirehoseConfigurationType struct {
	StreamArn *string `json:",omitzero"`
}

type SetLogDeliveryConfigurationRequest struct {
	LogConfigurations []LogConfigurationType
	UserPoolId        *string
}

type SetLogDeliveryConfigurationResponse struct {
	LogDeliveryConfiguration *LogDeliveryConfigurationType
}
