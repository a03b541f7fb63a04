package io.parley.signing;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.Signed;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookTest {
    /** As Standard Webhooks publishes it. */
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final String TIMESTAMP = "1614265330";
    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);
    private static final String CODE = "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private static final String SIGNATURE = "v1," + CODE;

    private static final SigningKey KEY = key(SECRET);
    private static final SigningKey OTHER = new SigningKey(new byte[32]);
    private static final String BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private enum Part {
        BODY,
        ID,
        TIMESTAMP,
        SIGNATURE
    }

    private enum Edit {
        CHANGE,
        INSERT,
        REMOVE
    }

    @Test
    void acceptsThePublishedExample() {
        assertThat(isSigned(SIGNATURE)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                SIGNATURE + " v1,bm9uc2Vuc2U=",
                "v1,bm9uc2Vuc2U= " + SIGNATURE,
                "v1a,bm9uc2Vuc2U= " + SIGNATURE + " v2,bm9uc2Vuc2U=",
                "v1, , " + SIGNATURE,
                "a b c d e f g " + SIGNATURE,
                SIGNATURE + " a b c d e f g",
            })
    void oneRightSignatureOfEightIsEnough(String signatures) {
        assertThat(isSigned(signatures)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                SIGNATURE + " a b c d e f g h",
                "a b c d e f g h " + SIGNATURE,
                SIGNATURE + " a b c d e f g ", // what follows the last blank counts, though it is empty
                SIGNATURE + "         ",
            })
    void moreThanEightSignaturesAreRefused(String signatures) {
        assertThat(isSigned(signatures)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "v1",
                "v1,",
                CODE,
                "," + CODE,
                "v1a," + CODE,
                "v2," + CODE,
                "v0," + CODE,
                "V1," + CODE,
                "v1:" + CODE,
                "v1=" + CODE,
                "v1, " + CODE,
                "v1,v1," + CODE,
                "v1,g0hM9SsE-OTPJTGt_tmIKtSyZlE3uFJELVlNIOLJ1OE=", // for URLs
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE", // without padding
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE==",
                "v1,83484cf52b04f8e4cf2531adfed9882ad4b26651", // in hex
                SIGNATURE + "," + SIGNATURE,
                SIGNATURE + "\n",
                SIGNATURE + "\tv1,bm9uc2Vuc2U=",
            })
    void nothingElseIsASignature(String signatures) {
        assertThat(isSigned(signatures)).isFalse();
    }

    @Test
    void anyOfTheKeysMayHaveSigned() {
        Webhook call = new Webhook(ID, TIMESTAMP, SIGNATURE);
        assertThat(call.isSignedBy(List.of(OTHER, KEY), BODY)).isTrue();
        assertThat(call.isSignedBy(List.of(KEY, OTHER), BODY)).isTrue();
        assertThat(call.isSignedBy(List.of(OTHER), BODY)).isFalse();
        assertThat(call.isSignedBy(List.of(), BODY)).isFalse();
    }

    @Test
    void partsAreNotInterchangeable() {
        assertThat(new Webhook(TIMESTAMP, ID, SIGNATURE).isSignedBy(List.of(KEY), BODY))
                .isFalse();
        byte[] longer = (TIMESTAMP + "." + new String(BODY, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
        assertThat(new Webhook("", ID, SIGNATURE).isSignedBy(List.of(KEY), longer))
                .isFalse();
    }

    @Test
    void noOtherLastCharacterServesThoughItMeanTheSameBytes() {
        int last = SIGNATURE.length() - 2;
        long sameBytes = 0;
        for (char c : BASE64.toCharArray()) {
            String changed = SIGNATURE.substring(0, last) + c + '=';
            assertThat(isSigned(changed)).as(changed).isEqualTo(c == SIGNATURE.charAt(last));
            byte[] bytes = Base64.getDecoder().decode(changed.substring("v1,".length()));
            sameBytes += Arrays.equals(bytes, Base64.getDecoder().decode(CODE)) ? 1 : 0;
        }
        assertThat(sameBytes).as("the check above says something").isEqualTo(4);
    }

    @Property
    void acceptsWhateverItsKeySigned(@ForAll byte[] body, @ForAll @IntRange(min = 1) int number) {
        String timestamp = Integer.toString(number);
        String signature = Signed.signature(SECRET, "msg_" + number, timestamp, body);
        Webhook call = new Webhook("msg_" + number, timestamp, signature);
        assertThat(call.isSignedBy(List.of(KEY), body)).isTrue();
        assertThat(call.isSignedBy(List.of(OTHER), body)).isFalse();
    }

    @Property(tries = 4_000)
    void anyChangedInsertedOrRemovedByteIsRefused(
            @ForAll @NotEmpty byte[] body,
            @ForAll Part part,
            @ForAll Edit edit,
            @ForAll @IntRange(max = 1_000_000) int at,
            @ForAll byte value) {
        String signature = Signed.signature(SECRET, ID, TIMESTAMP, body);
        Webhook call = switch (part) {
            case BODY -> new Webhook(ID, TIMESTAMP, signature);
            case ID -> new Webhook(edited(ID, edit, at, value), TIMESTAMP, signature);
            case TIMESTAMP -> new Webhook(ID, edited(TIMESTAMP, edit, at, value), signature);
            case SIGNATURE -> new Webhook(ID, TIMESTAMP, edited(signature, edit, at, value));
        };
        byte[] sent = part == Part.BODY ? edited(body, edit, at, value) : body;
        boolean same = call.equals(new Webhook(ID, TIMESTAMP, signature)) && Arrays.equals(sent, body);
        // A blank before or after is one between signatures, of which the others are empty.
        boolean blank = (' ' + call.signatures() + ' ').contains(' ' + signature + ' ') && part == Part.SIGNATURE;
        Assume.that(!same && !blank);
        assertThat(call.isSignedBy(List.of(KEY), sent)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "0,    true",
        "1,    true",
        "-1,   true",
        "299,  true",
        "-299, true",
        "300,  true",
        "-300, true",
        "301,  false",
        "-301, false",
        "3600, false",
        "-86400, false",
    })
    void isFreshWithinFiveMinutesEitherWay(long secondsOff, boolean fresh) {
        Instant now = Instant.ofEpochSecond(Long.parseLong(TIMESTAMP) + secondsOff);
        assertThat(new Webhook(ID, TIMESTAMP, SIGNATURE).isFresh(now)).isEqualTo(fresh);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "+1614265330",
                "-1614265330",
                " 1614265330",
                "1614265330 ",
                "1614265330\n",
                "1614265330.0",
                "1.61426533e9",
                "0x6037bb72",
                "1614265330L",
                "1_614_265_330",
                "1614265330000",
                "9999999999999",
                "99999999999999999999999999",
                "0001614265330",
                "١٦١٤٢٦٥٣٣٠",
                "１６１４２６５３３０",
                "2021-02-25T15:02:10Z",
                "NaN",
            })
    void timeInAnyOtherFormIsNotFresh(String timestamp) {
        Instant now = Instant.ofEpochSecond(Long.parseLong(TIMESTAMP));
        assertThat(new Webhook(ID, timestamp, SIGNATURE).isFresh(now)).isFalse();
    }

    private static boolean isSigned(String signatures) {
        return new Webhook(ID, TIMESTAMP, signatures).isSignedBy(List.of(KEY), BODY);
    }

    private static SigningKey key(String secret) {
        return new SigningKey(Base64.getDecoder().decode(secret.substring("whsec_".length())));
    }

    private static String edited(String text, Edit edit, int at, byte value) {
        byte[] bytes = edited(text.getBytes(StandardCharsets.ISO_8859_1), edit, at, value);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] edited(byte[] bytes, Edit edit, int at, byte value) {
        int index = at % (edit == Edit.INSERT ? bytes.length + 1 : bytes.length);
        ByteArrayOutputStream edited = new ByteArrayOutputStream();
        edited.write(bytes, 0, index);
        if (edit != Edit.REMOVE) {
            edited.write(value);
        }
        int next = edit == Edit.INSERT ? index : index + 1;
        edited.write(bytes, next, bytes.length - next);
        return edited.toByteArray();
    }
}
