package io.parley.turn;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Digests by the algorithms that every JDK has. */
public final class Digests {
    private Digests() {}

    public static byte[] sha256(byte[] bytes) {
        return digest("SHA-256", bytes);
    }

    /** Only where a protocol asks for it, such as Redis for the name of a script. */
    public static byte[] sha1(byte[] bytes) {
        return digest("SHA-1", bytes);
    }

    private static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(algorithm + " is part of every JDK", e);
        }
    }
}
