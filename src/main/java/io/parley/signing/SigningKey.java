package io.parley.signing;

import io.parley.turn.HmacSha256;
import java.util.Base64;

/** A secret that two sides sign with, by HMAC-SHA256 (RFC 2104). It cannot be printed. */
public final class SigningKey {
    private static final String PREFIX = "whsec_";
    private static final int BYTES_MIN = 24;
    private static final int BYTES_MAX = 64;

    /** What a secret must be. */
    public static final String RULE =
            "must be " + PREFIX + " and base64 of " + BYTES_MIN + " to " + BYTES_MAX + " bytes";

    private final HmacSha256 code;

    public SigningKey(byte[] secret) {
        this.code = new HmacSha256(secret);
    }

    /**
     * Reads a secret in the form of Standard Webhooks.
     *
     * @throws IllegalArgumentException if it is none; the complaint, {@link #RULE}, never repeats it
     */
    public static SigningKey of(String secret) {
        byte[] bytes = {};
        try {
            bytes = Base64.getDecoder().decode(secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : "");
        } catch (IllegalArgumentException e) {
            // its text says what stands where in the secret
        }
        if (bytes.length < BYTES_MIN || bytes.length > BYTES_MAX) {
            throw new IllegalArgumentException(RULE);
        }
        return new SigningKey(bytes);
    }

    /** The code over the parts, one after the other. */
    public byte[] code(byte[]... parts) {
        return code.of(parts);
    }
}
