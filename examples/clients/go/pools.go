// Command pools works with user pools through the AWS SDK for Go v2.
//
//	go run . create NAME     makes a pool with most settings and prints its id
//	go run . describe ID     prints a pool as JSON
//	go run . refused         shows what a refused request is caught as
//	go run . client ID       gives a pool an app client and a domain, and prints the client's id, the domain and its status
//	go run . list            prints id and name of every pool, page by page
//
// Where the endpoint is, the environment says: AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER, AWS_REGION and
// credentials, any will do.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/config"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

func main() {
	log.SetFlags(0)
	ctx := context.Background()
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		log.Fatal(err)
	}
	if err := run(ctx, cognito.NewFromConfig(cfg), append(os.Args[1:], "", "")); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, client *cognito.Client, args []string) error {
	switch args[0] {
	case "create":
		return create(ctx, client, args[1])
	case "describe":
		return describe(ctx, client, args[1])
	case "refused":
		return refused(ctx, client)
	case "client":
		return appClient(ctx, client, args[1])
	case "list":
		return list(ctx, client)
	default:
		return errors.New("usage: pools create NAME | describe ID | refused | client ID | list")
	}
}

func create(ctx context.Context, client *cognito.Client, name string) error {
	out, err := client.CreateUserPool(ctx, most(name))
	if err != nil {
		return err
	}
	fmt.Println(*out.UserPool.Id)
	return nil
}

func describe(ctx context.Context, client *cognito.Client, id string) error {
	out, err := client.DescribeUserPool(ctx, &cognito.DescribeUserPoolInput{UserPoolId: aws.String(id)})
	if missing, ok := errors.AsType[*types.ResourceNotFoundException](err); ok {
		return fmt.Errorf("no such pool: %s", missing.ErrorMessage())
	}
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(out.UserPool)
}

func refused(ctx context.Context, client *cognito.Client) error {
	_, err := client.CreateUserPool(ctx, &cognito.CreateUserPoolInput{
		PoolName:           aws.String("refused"),
		AliasAttributes:    []types.AliasAttributeType{types.AliasAttributeTypeEmail},
		UsernameAttributes: []types.UsernameAttributeType{types.UsernameAttributeTypeEmail},
	})
	if invalid, ok := errors.AsType[*types.InvalidParameterException](err); ok {
		fmt.Println("refused:", invalid.ErrorMessage())
		return nil
	}
	return err
}

func appClient(ctx context.Context, client *cognito.Client, id string) error {
	made, err := client.CreateUserPoolClient(ctx, &cognito.CreateUserPoolClientInput{
		UserPoolId:                      aws.String(id),
		ClientName:                      aws.String("web"),
		GenerateSecret:                  true,
		AllowedOAuthFlowsUserPoolClient: true,
		AllowedOAuthFlows:               []types.OAuthFlowType{types.OAuthFlowTypeCode},
		AllowedOAuthScopes:              []string{"openid", "email"},
		CallbackURLs:                    []string{"https://example.com/signed-in"},
		SupportedIdentityProviders:      []string{"COGNITO"},
	})
	if err != nil {
		return err
	}
	_, suffix, _ := strings.Cut(id, "_")
	domain := aws.String("web-" + strings.ToLower(suffix))
	if _, err = client.CreateUserPoolDomain(ctx, &cognito.CreateUserPoolDomainInput{UserPoolId: aws.String(id), Domain: domain}); err != nil {
		return err
	}
	described, err := client.DescribeUserPoolDomain(ctx, &cognito.DescribeUserPoolDomainInput{Domain: domain})
	if err != nil {
		return err
	}
	fmt.Println(*made.UserPoolClient.ClientId, *domain, described.DomainDescription.Status)
	return nil
}

func list(ctx context.Context, client *cognito.Client) error {
	pages := cognito.NewListUserPoolsPaginator(client, &cognito.ListUserPoolsInput{MaxResults: aws.Int32(2)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if _, ok := errors.AsType[*types.TooManyRequestsException](err); ok {
			tried, _ := errors.AsType[*retry.MaxAttemptsError](err)
			return fmt.Errorf("throttled, attempts: %d", tried.Attempt)
		}
		if err != nil {
			return err
		}
		for _, pool := range page.UserPools {
			fmt.Println(*pool.Id, *pool.Name)
		}
	}
	return nil
}
