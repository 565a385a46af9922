import java.util.Map;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AliasAttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InvalidParameterException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.OAuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ResourceNotFoundException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.TooManyRequestsException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UsernameAttributeType;

/**
 * User pools with the AWS SDK for Java v2.
 *
 * <pre>
 * create NAME     makes a pool with most settings and prints its id
 * describe ID     prints a pool as JSON
 * refused         shows what a refused request is caught as
 * client ID       gives a pool an app client and a domain, and prints the client's id, the domain and its status
 * list            prints id and name of every pool, page by page
 * </pre>
 *
 * Where the endpoint is, the environment says: AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER, AWS_REGION and credentials, any will do.
 */
public class Pools {
    private static final CognitoIdentityProviderClient client = CognitoIdentityProviderClient.create();

    interface Step {
        void run(String argument);
    }

    private static final Map<String, Step> steps = Map.of(
            "create", Pools::create, "describe", Pools::describe, "refused", Pools::refused,
            "client", Pools::client, "list", Pools::list);

    public static void main(String[] args) {
        if (args.length == 0 || !steps.containsKey(args[0])) {
            fail("usage: create NAME | describe ID | refused | client ID | list");
        }
        steps.get(args[0]).run(args.length > 1 ? args[1] : "");
    }

    static void create(String name) {
        System.out.println(client.createUserPool(Most.settings(name)).userPool().id());
    }

    static void describe(String id) {
        try {
            System.out.println(Json.of(client.describeUserPool(r -> r.userPoolId(id)).userPool()));
        } catch (ResourceNotFoundException e) {
            fail("no such pool: " + e.awsErrorDetails().errorMessage());
        }
    }

    static void refused(String ignored) {
        try {
            client.createUserPool(r -> r.poolName("refused")
                    .aliasAttributes(AliasAttributeType.EMAIL)
                    .usernameAttributes(UsernameAttributeType.EMAIL));
        } catch (InvalidParameterException e) {
            System.out.println("refused: " + e.awsErrorDetails().errorMessage());
        }
    }

    static void client(String id) {
        String made = client.createUserPoolClient(r -> r.userPoolId(id)
                        .clientName("web")
                        .generateSecret(true)
                        .allowedOAuthFlowsUserPoolClient(true)
                        .allowedOAuthFlows(OAuthFlowType.CODE)
                        .allowedOAuthScopes("openid", "email")
                        .callbackURLs("https://example.com/signed-in")
                        .supportedIdentityProviders("COGNITO"))
                .userPoolClient().clientId();
        String domain = "web-" + id.substring(id.indexOf('_') + 1).toLowerCase();
        client.createUserPoolDomain(r -> r.userPoolId(id).domain(domain));
        String status = client.describeUserPoolDomain(r -> r.domain(domain)).domainDescription().statusAsString();
        System.out.println(made + " " + domain + " " + status);
    }

    static void list(String ignored) {
        try {
            client.listUserPoolsPaginator(r -> r.maxResults(2)).userPools()
                    .forEach(pool -> System.out.println(pool.id() + " " + pool.name()));
        } catch (TooManyRequestsException e) {
            fail("throttled, attempts: " + e.numAttempts());
        }
    }

    static void fail(String message) {
        System.err.println(message);
        System.exit(1);
    }
}
