package cognito

// Operations is the one list of what this service can do. Every other operation
// of Cognito (InModel) is answered with UnknownOperationException.
func Operations() []Operation {
	return []Operation{
		operation("CreateUserPool", createUserPoolRequest, (*Service).createUserPool),
		operation("DescribeUserPool", describeUserPoolRequest, (*Service).describeUserPool),
		operation("ListUserPools", listUserPoolsRequest, (*Service).listUserPools),
		operation("UpdateUserPool", updateUserPoolRequest, (*Service).updateUserPool),
		operation("DeleteUserPool", deleteUserPoolRequest, (*Service).deleteUserPool),
		operation("AddCustomAttributes", addCustomAttributesRequest, (*Service).addCustomAttributes),
		operation("GetUserPoolMfaConfig", getUserPoolMfaConfigRequest, (*Service).getUserPoolMfaConfig),
		operation("SetUserPoolMfaConfig", setUserPoolMfaConfigRequest, (*Service).setUserPoolMfaConfig),
		operation("TagResource", tagResourceRequest, (*Service).tagResource),
		operation("UntagResource", untagResourceRequest, (*Service).untagResource),
		operation("ListTagsForResource", listTagsForResourceRequest, (*Service).listTagsForResource),
	}
}
