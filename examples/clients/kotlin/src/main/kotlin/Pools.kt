import aws.sdk.kotlin.services.cognitoidentityprovider.CognitoIdentityProviderClient
import aws.sdk.kotlin.services.cognitoidentityprovider.createUserPool
import aws.sdk.kotlin.services.cognitoidentityprovider.describeUserPool
import aws.sdk.kotlin.services.cognitoidentityprovider.model.AliasAttributeType
import aws.sdk.kotlin.services.cognitoidentityprovider.model.InvalidParameterException
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
            "list" -> list(client)
            else -> fail("usage: create | describe ID | refused | list")
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
