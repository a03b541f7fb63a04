package io.parley.signing;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A secret that two sides sign with, by HMAC-SHA256 (RFC 2104). It cannot be printed. */
public final class SigningKey {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String PREFIX = "whsec_";
    private static final int BYTES_MIN = 24;
    private static final int BYTES_MAX = 64;

    /** What a secret must be. */
    public static final String RULE =
            "must be " + PREFIX + " and base64 of " + BYTES_MIN + " to " + BYTES_MAX + " bytes";

    private final SecretKeySpec key;

    public SigningKey(byte[] secret) {
        this.key = new SecretKeySpec(secret, ALGORITHM);
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
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + " is part of every JDK", e);
        }
    }
}
