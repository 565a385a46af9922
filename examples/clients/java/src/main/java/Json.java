import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/** What the SDK has parsed, as JSON under the API's own names; what was absent is absent. */
public class Json {
    public static String of(Object value) {
        if (value instanceof SdkPojo) {
            return ((SdkPojo) value).sdkFields().stream()
                    .filter(field -> isThere(field.getValueOrDefault(value)))
                    .map(field -> quote(field.locationName()) + ":" + of(field.getValueOrDefault(value)))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (value instanceof Map) {
            return ((Map<?, ?>) value).entrySet().stream()
                    .map(entry -> quote(entry.getKey()) + ":" + of(entry.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (value instanceof List) {
            return ((List<?>) value).stream().map(Json::of).collect(Collectors.joining(",", "[", "]"));
        }
        if (value instanceof SdkBytes) {
            return quote(Base64.getEncoder().encodeToString(((SdkBytes) value).asByteArray()));
        }
        if (value instanceof Document) {
            return ofDocument((Document) value);
        }
        return value instanceof Number || value instanceof Boolean ? value.toString() : quote(value);
    }

    private static String ofDocument(Document value) {
        if (value.isMap() || value.isList() || value.isString()) {
            return of(value.isMap() ? value.asMap() : value.isList() ? value.asList() : value.asString());
        }
        return value.isNumber() ? value.asNumber().stringValue() : value.isBoolean() ? String.valueOf(value.asBoolean()) : "null";
    }

    private static boolean isThere(Object value) {
        return value != null && !(value instanceof SdkAutoConstructList) && !(value instanceof SdkAutoConstructMap);
    }

    private static String quote(Object value) {
        return '"' + value.toString().replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
