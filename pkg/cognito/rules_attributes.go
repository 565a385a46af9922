package cognito

import "slices"

func aliasAndUsername(c *change) error {
	if len(c.after.Settings.AliasAttributes) > 0 && len(c.after.Settings.UsernameAttributes) > 0 {
		// "pool" with a small p is the service's own.
		return invalid("Only one of the aliasAttributes or usernameAttributes can be set in a User pool.")
	}
	return nil
}

func attributeUpdateSettings(c *change) error {
	for _, name := range value(c.after.Settings.UserAttributeUpdateSettings).AttributesRequireVerificationBeforeUpdate {
		if !slices.Contains(c.after.Settings.AutoVerifiedAttributes, name) {
			return invalid("All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes")
		}
	}
	return nil
}
