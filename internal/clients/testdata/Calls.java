import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.lang.reflect.InvocationTargetException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CognitoIdentityProviderException;
import software.amazon.awssdk.utils.builder.Buildable;

/**
 * Makes the calls that the argument lists as JSON, [{"operation", "input"}, ...], and prints of each what came of it.
 * &lt;Name> in an input stands for the last text that was answered as a member of that name, bytes are base64, and of a paginator, as
 * in ListGroupsPaginator, the answer is all its pages.
 */
public class Calls {
    private static final String MODEL = CognitoIdentityProviderException.class.getPackageName() + ".";
    private static final CognitoIdentityProviderClient client = CognitoIdentityProviderClient.create();
    private static final Map<String, String> answered = new HashMap<>();

    public static void main(String[] args) throws Exception {
        List<String> results = new ArrayList<>();
        for (JsonNode call : JsonNode.parser().parse(args[0]).asArray()) {
            results.add(Json.of(result(call.field("operation").get().text(), call.field("input").get())));
        }
        System.out.println(results);
    }

    static Map<String, Object> result(String operation, JsonNode input) throws Exception {
        Class<?> type;
        try {
            type = Class.forName(MODEL + pascal(operation.replaceAll("Paginator$", "")) + "Request");
        } catch (ClassNotFoundException e) { // of a model that is older than the operation
            return Map.of("class", "absent");
        }
        Object request = filled((SdkPojo) type.getMethod("builder").invoke(null), input);
        String method = operation.substring(0, 1).toLowerCase() + operation.substring(1);
        try {
            Object answer = CognitoIdentityProviderClient.class.getMethod(method, type).invoke(client, request);
            if (answer instanceof Iterable<?> pages) {
                List<Object> all = new ArrayList<>();
                pages.forEach(all::add);
                answer = all;
            }
            note("", JsonNode.parser().parse(Json.of(answer)));
            return Map.of("answer", answer);
        } catch (InvocationTargetException refused) {
            var e = (CognitoIdentityProviderException) refused.getCause();
            String name = e.getClass().getSimpleName();
            return Map.of("class", name, "own", e.getClass() != CognitoIdentityProviderException.class,
                    "code", e.awsErrorDetails().errorCode(), "message", e.awsErrorDetails().errorMessage(), "status", e.statusCode());
        }
    }

    /** The name with acronyms as words, as the names of classes have it. */
    static String pascal(String operation) {
        return Pattern.compile("(?<=[A-Z])[A-Z]+(?=[A-Z][a-z])").matcher(operation).replaceAll(acronym -> acronym.group().toLowerCase());
    }

    static void note(String name, JsonNode value) {
        if (value.isString()) {
            answered.put(name, value.text());
        } else if (value.isArray()) {
            value.asArray().forEach(item -> note("", item));
        } else if (value.isObject()) {
            value.asObject().forEach(Calls::note);
        }
    }

    static Object filled(SdkPojo builder, JsonNode input) {
        for (SdkField<?> field : builder.sdkFields()) {
            input.field(field.locationName()).ifPresent(value -> field.set(builder, read(field, value)));
        }
        return ((Buildable) builder).build();
    }

    static Object read(SdkField<?> field, JsonNode value) {
        switch (field.marshallingType().getTargetClass().getSimpleName()) {
            case "List":
                List<Object> list = new ArrayList<>();
                value.asArray().forEach(item -> list.add(read(field.getTrait(ListTrait.class).memberFieldInfo(), item)));
                return list;
            case "Map":
                Map<String, Object> map = new LinkedHashMap<>();
                value.asObject().forEach((key, item) -> map.put(key, read(field.getTrait(MapTrait.class).valueFieldInfo(), item)));
                return map;
            case "SdkPojo": return filled(field.constructor().get(), value);
            case "SdkBytes": return SdkBytes.fromByteArray(Base64.getDecoder().decode(value.text()));
            case "Document": return document(value);
            case "Integer": return Integer.valueOf(value.asNumber());
            case "Boolean": return value.asBoolean();
            default:
                return Pattern.compile("<(\\w+)>").matcher(value.text()).replaceAll(name -> answered.get(name.group(1)));
        }
    }

    static Document document(JsonNode value) {
        if (value.isObject()) {
            Map<String, Document> map = new LinkedHashMap<>();
            value.asObject().forEach((key, item) -> map.put(key, document(item)));
            return Document.fromMap(map);
        }
        if (value.isArray()) {
            return Document.fromList(value.asArray().stream().map(Calls::document).toList());
        }
        if (value.isNumber()) {
            return Document.fromNumber(value.asNumber());
        }
        if (value.isBoolean()) {
            return Document.fromBoolean(value.asBoolean());
        }
        return value.isNull() ? Document.fromNull() : Document.fromString(value.text());
    }
}
