// Package terraform holds the endpoint to what the AWS provider of Terraform (and
// so OpenTofu, Pulumi's aws, Crossplane) needs of it for aws_cognito_user_pool: a
// provider of its own, made of tests, that calls the real Go client in the order
// in which the provider does, dereferences what the provider dereferences without
// a check, and compares what the provider compares. A plan after an apply has to
// be empty.
//
//	arguments_test.go  what a configuration can say, and how it compares with a read
//	provider_test.go   create, read, update, delete
//	inputs_test.go     what the provider sends: the plan, with its quirks
//	schema_test.go     the provider's table of standard attributes
//	*_test.go          pools, step by step
//
// It is written after internal/service/cognitoidp/user_pool.go of
// hashicorp/terraform-provider-aws at 015edb133ea64d879a0fdd1551d0c8daee7d4995
// and, for what is newer (user_pool_tier), its acceptance tests at
// 005632eb235a614ae23e91bddd3eac355e236d97, which run against AWS. No code of
// theirs is here. The provider itself is no part of the tests: no registry that
// has it can be relied on.
package terraform
