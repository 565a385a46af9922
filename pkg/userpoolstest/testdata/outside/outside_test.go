package outside

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"userpools/pkg/userpoolstest"
)

func TestPools(t *testing.T) {
	pools := cognitoidentityprovider.NewFromConfig(userpoolstest.New(t).Config)
	pool, err := pools.CreateUserPool(t.Context(), &cognitoidentityprovider.CreateUserPoolInput{PoolName: aws.String("customers")})
	if err != nil || *pool.UserPool.Name != "customers" {
		t.Fatal(pool, err)
	}
}
