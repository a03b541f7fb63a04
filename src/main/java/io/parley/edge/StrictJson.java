package io.parley.edge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Says whether bytes are exactly one JSON object (RFC 8259): valid UTF-8, no duplicate names, nothing after it, no deeper and no
 * longer than allowed. Funqy's own reader accepts all of these, and logs a stack trace for the rest.
 */
final class StrictJson {
    static final int DEPTH_MAX = 8;

    /** Of what desks send, whose shape is theirs. */
    private static final int DESK_DEPTH_MAX = 32;

    private static final int NAME_CHARACTERS_MAX = 256;
    private static final int NUMBER_CHARACTERS_MAX = 64;

    private static final JsonFactory JSON = strict(DEPTH_MAX);
    private static final JsonFactory DESK_JSON = strict(DESK_DEPTH_MAX);

    private StrictJson() {}

    private static JsonFactory strict(int depthMax) {
        return JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(depthMax)
                        .maxNameLength(NAME_CHARACTERS_MAX)
                        .maxNumberLength(NUMBER_CHARACTERS_MAX)
                        .build())
                .build();
    }

    /** @throws Refusal 400, with what is wrong and where, and none of the text */
    static void check(byte[] body) {
        check(body, JSON);
    }

    /** @throws Refusal as {@link #check(byte[])} */
    static void checkDesk(byte[] body) {
        check(body, DESK_JSON);
    }

    private static void check(byte[] body, JsonFactory json) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed("The body is not valid UTF-8.");
        }
        try (JsonParser parser = json.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw malformed("The body must be one JSON object.");
            }
            for (int depth = 1; depth > 0; ) {
                JsonToken token = parser.nextToken();
                if (token.isStructStart()) {
                    depth++;
                } else if (token.isStructEnd()) {
                    depth--;
                }
            }
            if (parser.nextToken() != null) {
                throw malformed("There is something after the JSON object.");
            }
        } catch (StreamConstraintsException e) {
            throw malformed("The JSON is nested too deeply, or a name or number in it is too long.");
        } catch (com.fasterxml.jackson.core.JsonParseException e) {
            boolean duplicate = e.getOriginalMessage().startsWith("Duplicate field");
            String what = duplicate ? "The JSON names a member twice" : "The JSON is malformed";
            throw malformed(what + (e.getLocation() == null ? "." : position(e)));
        } catch (IOException e) {
            throw malformed("The JSON is malformed.");
        }
    }

    private static String position(com.fasterxml.jackson.core.JsonParseException e) {
        return " at line " + e.getLocation().getLineNr() + ", column "
                + e.getLocation().getColumnNr() + ".";
    }

    private static Refusal malformed(String detail) {
        return new Refusal(Problem.malformed(detail));
    }
}
