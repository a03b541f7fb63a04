package io.parley;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.ValidatorTypeCode;
import com.networknt.schema.regex.RegularExpression;
import io.restassured.builder.ResponseBuilder;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Holds real traffic to {@code META-INF/openapi.yaml}. Of a path that is documented, the response's status, media type, headers
 * and body must be; a message that was answered must match the request's schema, and one that was refused for its members must
 * not. Other methods than those documented must be refused with 405. Everything that differs is named by one AssertionError.
 */
public final class OpenApiContract implements Filter {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Read and compiled once for all tests. */
    private static final class Published {
        static final JsonNode CONTRACT = read();
        static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.builder(
                        JsonSchemaFactory.getInstance(VersionFlag.V202012))
                .metaSchema(JsonMetaSchema.builder(JsonMetaSchema.getV202012())
                        .keyword(new NonValidationKeyword("components"))
                        .keyword(ValidatorTypeCode.DISCRIMINATOR)
                        .build())
                .build();
        static final SchemaValidatorsConfig CONFIG = SchemaValidatorsConfig.builder()
                .formatAssertionsEnabled(true)
                .regularExpressionFactory(OpenApiContract::ecmaScript)
                .build();
        static final Map<JsonNode, JsonSchema> COMPILED = new ConcurrentHashMap<>();

        private static JsonNode read() {
            JsonFactory strict = new YAMLFactory().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
            try (InputStream yaml = OpenApiContract.class.getResourceAsStream("/META-INF/openapi.yaml")) {
                return new ObjectMapper(strict).readTree(yaml);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static JsonNode contract() {
        return Published.CONTRACT;
    }

    /** Holds what a desk of the kind webhook was told to the contract. */
    public static void assertIsDelivery(String body) {
        JsonNode schema = contract().at("/webhooks/delivery/post/requestBody/content/application~1json/schema");
        List<String> differences = differences(schema, parsed(body.getBytes(StandardCharsets.UTF_8)));
        if (!differences.isEmpty()) {
            throw new AssertionError(body + ", against the contract:\n  " + String.join("\n  ", differences));
        }
    }

    /** What a reference of the contract refers to; any other node is itself. */
    static JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? contract().at(node.get("$ref").textValue().substring(1)) : node;
    }

    /** How a value differs from a schema of the contract; empty if it does not. */
    static List<String> differences(JsonNode schema, JsonNode value) {
        return Published.COMPILED.computeIfAbsent(schema, OpenApiContract::compiled).validate(value).stream()
                .map(ValidationMessage::getMessage)
                .toList();
    }

    private static JsonSchema compiled(JsonNode schema) {
        ObjectNode document = schema.deepCopy();
        document.set("components", contract().get("components")); // that its references find their targets
        JsonSchema compiled = Published.SCHEMAS.getSchema(document, Published.CONFIG);
        compiled.initializeValidators();
        return compiled;
    }

    /** In the dialect of JSON Schema {@code $} is the end; in Java's, it may also be before the last line break. */
    private static RegularExpression ecmaScript(String regex) {
        Pattern pattern = Pattern.compile(regex.endsWith("$") ? regex.substring(0, regex.length() - 1) + "\\z" : regex);
        return text -> pattern.matcher(text).find();
    }

    @Override
    public Response filter(
            FilterableRequestSpecification request, FilterableResponseSpecification expected, FilterContext context) {
        Response response = context.next(request, expected);
        String path = URI.create(request.getURI()).getPath();
        JsonNode operations = contract().get("paths").path(path);
        if (operations.isMissingNode()) {
            return response;
        }
        byte[] body = response.asByteArray();
        List<String> differences = differences(operations, request, response, body);
        if (!differences.isEmpty()) {
            String what = request.getMethod() + " " + request.getURI() + " was answered " + response.statusCode();
            throw new AssertionError(what + ", against the contract:\n  " + String.join("\n  ", differences));
        }
        return new ResponseBuilder().clone(response).setBody(body).build(); // for reading has used it up
    }

    private static List<String> differences(
            JsonNode operations, FilterableRequestSpecification request, Response response, byte[] body) {
        String method = request.getMethod().toLowerCase(Locale.ROOT);
        boolean known = operations.has(method);
        JsonNode operation =
                known ? operations.get(method) : operations.iterator().next();
        String status = Integer.toString(response.statusCode());
        JsonNode documented = resolved(operation.path("responses").path(status));
        if (documented.isMissingNode() || !known && !status.equals("405")) {
            return List.of("the status is not documented");
        }
        List<String> differences = new ArrayList<>(headers(documented, response));
        if (!request.getMethod().equals("HEAD")) {
            differences.addAll(body(documented, response, body));
        }
        if (known && operation.has("requestBody")) {
            JsonNode schema = operation.at("/requestBody/content/application~1json/schema");
            differences.addAll(message(schema, request.getBody(), status, parsed(body)));
        }
        return differences;
    }

    private static List<String> headers(JsonNode documented, Response response) {
        List<String> differences = new ArrayList<>();
        documented.path("headers").properties().forEach(entry -> {
            JsonNode header = resolved(entry.getValue());
            String value = response.header(entry.getKey());
            if (value != null) {
                boolean isInteger = header.at("/schema/type").asText().equals("integer");
                JsonNode typed = isInteger ? parsed(value.getBytes(StandardCharsets.UTF_8)) : TextNode.valueOf(value);
                differences(header.get("schema"), typed).forEach(d -> differences.add(entry.getKey() + d));
            } else if (header.path("required").asBoolean()) {
                differences.add("the header " + entry.getKey() + " is missing");
            }
        });
        return differences;
    }

    private static List<String> body(JsonNode documented, Response response, byte[] body) {
        String mediaType = String.valueOf(response.contentType()).split(";")[0].trim();
        JsonNode content = documented.path("content").path(mediaType);
        if (content.isMissingNode()) {
            return List.of("the media type '" + mediaType + "' is not documented");
        }
        JsonNode json =
                mediaType.endsWith("json") ? parsed(body) : TextNode.valueOf(new String(body, StandardCharsets.UTF_8));
        List<String> differences = new ArrayList<>();
        differences(content.get("schema"), json).forEach(d -> differences.add("response " + d));
        if (json.path("status").asInt(response.statusCode()) != response.statusCode()) {
            differences.add("the problem names another status");
        }
        return differences;
    }

    private static List<String> message(JsonNode schema, Object sent, String status, JsonNode reply) {
        byte[] bytes = sent instanceof byte[] raw ? raw : String.valueOf(sent).getBytes(StandardCharsets.UTF_8);
        List<String> wrong = differences(schema, parsed(bytes));
        if (status.equals("200")) {
            return wrong.stream().map(d -> "answered, but request " + d).toList();
        }
        boolean reused =
                reply.path("errors").findValuesAsText("detail").stream().anyMatch(OpenApiContract::isNoMatterOfSchema);
        return status.equals("422") && !reused && wrong.isEmpty()
                ? List.of("refused for its members, but the request matches its schema")
                : List.of();
    }

    /** Wrong not in itself, but by what came before it or stands beside it. */
    private static boolean isNoMatterOfSchema(String detail) {
        return Stream.of("used before", "webhook-id", "session ticket", "in the future")
                .anyMatch(detail::contains);
    }

    private static JsonNode parsed(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }
}
