// Package terraform runs Terraform and its AWS provider against the endpoint: what they
// make is what was planned, and a plan after it is empty. It has tests only.
//
//	tool_test.go      where Terraform and the provider are, and what they report
//	pools_test.go     a table of pools: the arguments of each, step by step
//	family_test.go    tables of what belongs to a pool: app clients and domains
//	settings_test.go  resource servers, groups, UI customization, risk configuration, data sources
//	identity_providers_test.go
//	provider_test.go  the example, modules' configurations and the tables: create, update, import, destroy
//	later_test.go     the calls for resources that only a later provider has
//	readme_test.go    README's provider block; roles that take a while
//	calls_test.go     the calls that the provider made then, for machines without it
//
// No package registry has the two, so where they are missing the tests that need them
// are skipped, under CI=true as well. testdata/calls.jsonl has what the provider called
// when it ran: it is held to it where it runs, and is called anywhere.
//
// OpenTofu, Pulumi's aws and Crossplane have the same provider in them.
package terraform
