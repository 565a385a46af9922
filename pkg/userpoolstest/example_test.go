package userpoolstest_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"userpools/pkg/userpoolstest"
)

// In a test, userpoolstest.New(t) takes the place of Start and Close.
func Example() {
	endpoint, err := userpoolstest.Start()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer endpoint.Close()
	pools := cognitoidentityprovider.NewFromConfig(endpoint.Config)

	created, err := pools.CreateUserPool(context.Background(), &cognitoidentityprovider.CreateUserPoolInput{
		PoolName: aws.String("customers"),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(*created.UserPool.Name, created.UserPool.UserPoolTier, len(created.UserPool.SchemaAttributes))
	// Output: customers ESSENTIALS 20
}

// What signs users in needs a client of its pool, and a domain where it has pages for that.
func ExampleEndpoint_client() {
	endpoint, err := userpoolstest.Start()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer endpoint.Close()
	ctx, pools := context.Background(), cognitoidentityprovider.NewFromConfig(endpoint.Config)

	created, err := pools.CreateUserPool(ctx, &cognitoidentityprovider.CreateUserPoolInput{PoolName: aws.String("customers")})
	if err != nil {
		fmt.Println(err)
		return
	}
	id := created.UserPool.Id
	web, err := pools.CreateUserPoolClient(ctx, &cognitoidentityprovider.CreateUserPoolClientInput{
		UserPoolId: id, ClientName: aws.String("web"), GenerateSecret: true,
		AllowedOAuthFlowsUserPoolClient: true, AllowedOAuthFlows: []types.OAuthFlowType{types.OAuthFlowTypeCode},
		AllowedOAuthScopes: []string{"openid"}, CallbackURLs: []string{"https://example.com/signed-in"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = pools.CreateUserPoolDomain(ctx, &cognitoidentityprovider.CreateUserPoolDomainInput{UserPoolId: id, Domain: aws.String("customers")})
	if err != nil {
		fmt.Println(err)
		return
	}
	described, err := pools.DescribeUserPool(ctx, &cognitoidentityprovider.DescribeUserPoolInput{UserPoolId: id})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(*web.UserPoolClient.ClientName, len(*web.UserPoolClient.ClientSecret) > 40, *described.UserPool.Domain)
	// Output: web true customers
}

// A World has each exception of the service at hand.
func ExampleWorld() {
	endpoint, err := userpoolstest.Start(userpoolstest.World(`{
		"faults": [{"match": {"poolName": "full"}, "answer": {"exception": "LimitExceededException"}}]
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer endpoint.Close()
	pools := cognitoidentityprovider.NewFromConfig(endpoint.Config, func(o *cognitoidentityprovider.Options) {
		o.RetryMaxAttempts = 1
	})

	_, err = pools.CreateUserPool(context.Background(), &cognitoidentityprovider.CreateUserPoolInput{PoolName: aws.String("full")})
	var full *types.LimitExceededException
	fmt.Println(errors.As(err, &full))
	// Output: true
}
