package cognito

import "userpools/pkg/apierror"

// triggerPaths are what triggers reads.
var triggerPaths = []string{
	"LambdaConfig.PreSignUp", "LambdaConfig.CustomMessage", "LambdaConfig.PostConfirmation", "LambdaConfig.PreAuthentication",
	"LambdaConfig.PostAuthentication", "LambdaConfig.DefineAuthChallenge", "LambdaConfig.CreateAuthChallenge",
	"LambdaConfig.VerifyAuthChallengeResponse", "LambdaConfig.PreTokenGeneration", "LambdaConfig.UserMigration",
	"LambdaConfig.PreTokenGenerationConfig.LambdaArn", "LambdaConfig.CustomSMSSender.LambdaArn",
	"LambdaConfig.CustomEmailSender.LambdaArn", "LambdaConfig.InboundFederation.LambdaArn",
}

// triggers are the specified function ARNs, in the order of the model.
func (c *change) triggers() []string {
	l := c.after.Settings.LambdaConfig
	if l == nil {
		return nil
	}
	var arns []string
	for _, arn := range []*string{
		l.PreSignUp, l.CustomMessage, l.PostConfirmation, l.PreAuthentication, l.PostAuthentication, l.DefineAuthChallenge,
		l.CreateAuthChallenge, l.VerifyAuthChallengeResponse, l.PreTokenGeneration, l.UserMigration,
		functionOf(l.PreTokenGenerationConfig), functionOf(l.CustomSMSSender), functionOf(l.CustomEmailSender), functionOf(l.InboundFederation),
	} {
		if arn != nil {
			arns = append(arns, *arn)
		}
	}
	return arns
}

func functionOf(v *LambdaVersionConfigType) *string {
	if v == nil {
		return nil
	}
	return v.LambdaArn
}

func preTokenArns(c *change) error {
	l := c.after.Settings.LambdaConfig
	if l == nil || l.PreTokenGeneration == nil || l.PreTokenGenerationConfig == nil {
		return nil
	}
	if *l.PreTokenGeneration != value(l.PreTokenGenerationConfig.LambdaArn) {
		return invalid("Cannot use PreTokenGenerationLambda and PreTokenGeneration with different Lambda function ARN's")
	}
	return nil
}

func lambdaRegion(c *change) error {
	for _, arn := range c.triggers() {
		if name := parseArn(arn); name.service == "lambda" && name.region != c.after.Partition.Region {
			return invalid("Cross-region lambda functions are not supported")
		}
	}
	return nil
}

func customSenderKey(c *change) error {
	l := c.after.Settings.LambdaConfig
	if l != nil && (l.CustomEmailSender != nil || l.CustomSMSSender != nil) && l.KMSKeyID == nil {
		return invalid("KMSKeyId parameter is required when Custom SMS/Email Lambda trigger is used.")
	}
	return nil
}

// kmsGrant: what follows the dash is KMS's own answer.
func kmsGrant(c *change) error {
	l := c.after.Settings.LambdaConfig
	if l == nil || l.KMSKeyID == nil {
		return nil
	}
	problem := c.facts.KMSKey(c.after.Partition.Account, *l.KMSKeyID)
	if name := parseArn(*l.KMSKeyID); name.region != c.after.Partition.Region {
		problem = "Invalid arn " + name.region
	}
	if problem == "" {
		return nil
	}
	return invalid("Encountered error when CreateGrant was attempted on the input KMS key - %s", problem)
}

// lambdaUsable: the service does not ask (ok-lambda-missing); only a declared fact
// refuses.
func lambdaUsable(c *change) error {
	for _, arn := range c.triggers() {
		if problem := c.facts.LambdaFunction(c.after.Partition.Account, arn); problem != "" {
			return apierror.Invalid(problem)
		}
	}
	return nil
}
