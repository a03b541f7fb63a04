package io.parley.signing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The three headers of a signed message, by Standard Webhooks 1.0.0, symmetric.
 *
 * @param timestamp seconds since the epoch, in decimal, as sent: the signature covers the characters and not the number
 * @param signatures one or more {@code v1,<base64>}, separated by spaces
 */
public record Webhook(String id, String timestamp, String signatures) {
    /** How far a call's time may be off, either way. */
    public static final Duration TOLERANCE = Duration.ofMinutes(5);

    /** More than a site in the midst of a rotation has; each costs a comparison. */
    private static final int SIGNATURES_MAX = 8;

    private static final Pattern TIMESTAMP = Pattern.compile("\\d{1,12}");
    private static final String VERSION = "v1,";

    /** Signs a message of ours. */
    public static Webhook sign(String id, Instant now, byte[] body, SigningKey key) {
        String timestamp = Long.toString(now.getEpochSecond());
        return new Webhook(id, timestamp, signature(head(id, timestamp), body, key));
    }

    /** Whether the call was signed about now. Says nothing about who signed it. */
    public boolean isFresh(Instant now) {
        return TIMESTAMP.matcher(timestamp).matches()
                && Math.abs(now.getEpochSecond() - Long.parseLong(timestamp)) <= TOLERANCE.toSeconds();
    }

    /**
     * Whether one of the keys has signed this body. The work depends on the number of keys and of signatures, and on nothing in
     * them; signatures are compared in their encoded form, for base64 lets several texts mean the same bytes.
     */
    public boolean isSignedBy(List<SigningKey> keys, byte[] body) {
        String[] given = signatures.split(" ", SIGNATURES_MAX + 1);
        if (given.length > SIGNATURES_MAX) {
            return false;
        }
        byte[] head = head(id, timestamp);
        boolean signed = false;
        for (SigningKey key : keys) {
            byte[] expected = signature(head, body, key).getBytes(StandardCharsets.US_ASCII);
            for (String one : given) {
                signed |= MessageDigest.isEqual(expected, one.getBytes(StandardCharsets.UTF_8));
            }
        }
        return signed;
    }

    private static byte[] head(String id, String timestamp) {
        return (id + '.' + timestamp + '.').getBytes(StandardCharsets.UTF_8);
    }

    private static String signature(byte[] head, byte[] body, SigningKey key) {
        return VERSION + Base64.getEncoder().encodeToString(key.code(head, body));
    }
}
