package io.parley.edge.access;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A secret that a site's backend signs with, by HMAC-SHA256 (RFC 2104). It cannot be printed. */
public final class SigningKey {
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    public SigningKey(byte[] secret) {
        this.key = new SecretKeySpec(secret, ALGORITHM);
    }

    /** The code over the parts, one after the other. */
    byte[] code(byte[]... parts) {
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
