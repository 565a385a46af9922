package cognito

type GetLogDeliveryConfigurationRequest struct{ UserPoolId *string }

type SetLogDeliveryConfigurationRequest struct {
	UserPoolId        *string
	LogConfigurations []LogConfigurationType
}

// LogDelivery is the output of GetLogDeliveryConfiguration and of SetLogDeliveryConfiguration.
type LogDelivery struct{ LogDeliveryConfiguration *LogDeliveryConfigurationType }

type LogDeliveryConfigurationType struct {
	LogConfigurations []LogConfigurationType
	UserPoolId        string
}

// LogConfigurationType says where the logs of an event source go. It is stored as it was specified.
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
