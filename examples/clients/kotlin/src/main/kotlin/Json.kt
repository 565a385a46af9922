import aws.smithy.kotlin.runtime.time.Instant

/** What the SDK has parsed, as JSON under the names of its own properties; what was absent is absent. */
fun json(value: Any?): String = when (value) {
    is Number, is Boolean -> value.toString()
    is String, is Instant -> quote(value.toString())
    is List<*> -> value.joinToString(",", "[", "]") { json(it) }
    is Map<*, *> -> value.entries.joinToString(",", "{", "}") { quote(it.key.toString()) + ":" + json(it.value) }
    null -> "null"
    else -> enumValue(value)?.let(::quote) ?: properties(value)
}

/** The SDK's enumerations are sealed classes with the text in their property value. */
private fun enumValue(value: Any): String? =
    value.javaClass.methods.find { it.name == "getValue" }?.invoke(value) as? String

private fun properties(value: Any): String = value.javaClass.methods
    .filter { it.name.startsWith("get") && it.parameterCount == 0 && it.declaringClass == value.javaClass }
    .sortedBy { it.name }
    .mapNotNull { getter -> getter.invoke(value)?.let { quote(getter.name.removePrefix("get")) + ":" + json(it) } }
    .joinToString(",", "{", "}")

private fun quote(text: String): String =
    '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"'
