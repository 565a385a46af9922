import aws.sdk.kotlin.services.cognitoidentityprovider.CognitoIdentityProviderClient
import aws.sdk.kotlin.services.cognitoidentityprovider.createUserPool
import aws.sdk.kotlin.services.cognitoidentityprovider.createUserPoolClient
import aws.sdk.kotlin.services.cognitoidentityprovider.createUserPoolDomain
import aws.sdk.kotlin.services.cognitoidentityprovider.describeUserPool
import aws.sdk.kotlin.services.cognitoidentityprovider.describeUserPoolDomain
import aws.sdk.kotlin.services.cognitoidentityprovider.model.AliasAttributeType
import aws.sdk.kotlin.services.cognitoidentityprovider.model.InvalidParameterException
import aws.sdk.kotlin.services.cognitoidentityprovider.model.OAuthFlowType
import aws.sdk.kotlin.services.cognitoidentityprovider.model.ResourceNotFoundException
import aws.sdk.kotlin.services.cognitoidentityprovider.model.TooManyRequestsException
import aws.sdk.kotlin.services.cognitoidentityprovider.model.UsernameAttributeType
import aws.sdk.kotlin.services.cognitoidentityprovider.paginators.listUserPoolsPaginated
import aws.sdk.kotlin.services.cognitoidentityprovider.paginators.userPools
import kotlin.system.exitProcess

/*
 * User pools with the AWS SDK for Kotlin.
 *
 *     create          makes the pool of the API reference's sample and prints its id
 *     describe ID     prints a pool as JSON
 *     refused         shows what a refused request is caught as
 *     client ID       gives a pool an app client and a domain, and prints the client's id, the domain and its status
 *     list            prints id and name of every pool, page by page
 *
 * Where the endpoint is, the environment says: AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER, AWS_REGION and credentials, any will do.
 */
suspend fun main(args: Array<String>) {
    CognitoIdentityProviderClient.fromEnvironment().use { client ->
        when (args.firstOrNull()) {
            "create" -> println(sample(client).userPool?.id)
            "describe" -> describe(client, args[1])
            "refused" -> refused(client)
            "client" -> appClient(client, args[1])
            "list" -> list(client)
            else -> fail("usage: create | describe ID | refused | client ID | list")
        }
    }
}

suspend fun describe(client: CognitoIdentityProviderClient, id: String) {
    try {
        println(json(client.describeUserPool { userPoolId = id }.userPool))
    } catch (e: ResourceNotFoundException) {
        fail("no such pool: ${e.message}")
    }
}

suspend fun refused(client: CognitoIdentityProviderClient) {
    try {
        client.createUserPool {
            poolName = "refused"
            aliasAttributes = listOf(AliasAttributeType.Email)
            usernameAttributes = listOf(UsernameAttributeType.Email)
        }
    } catch (e: InvalidParameterException) {
        println("refused: ${e.message}")
    }
}

suspend fun appClient(client: CognitoIdentityProviderClient, id: String) {
    val made = client.createUserPoolClient {
        userPoolId = id
        clientName = "web"
        generateSecret = true
        allowedOAuthFlowsUserPoolClient = true
        allowedOAuthFlows = listOf(OAuthFlowType.Code)
        allowedOAuthScopes = listOf("openid", "email")
        callbackUrls = listOf("https://example.com/signed-in")
        supportedIdentityProviders = listOf("COGNITO")
    }
    val name = "web-" + id.substringAfter('_').lowercase()
    client.createUserPoolDomain {
        userPoolId = id
        domain = name
    }
    val described = client.describeUserPoolDomain { domain = name }
    println("${made.userPoolClient?.clientId} $name ${described.domainDescription?.status?.value}")
}

suspend fun list(client: CognitoIdentityProviderClient) {
    try {
        client.listUserPoolsPaginated { maxResults = 2 }.userPools().collect { println("${it.id} ${it.name}") }
    } catch (e: TooManyRequestsException) {
        fail("throttled")
    }
}

fun fail(message: String): Nothing {
    System.err.println(message)
    exitProcess(1)
}
