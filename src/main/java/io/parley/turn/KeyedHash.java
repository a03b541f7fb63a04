package io.parley.turn;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * What stands in logs and key names for an address, a visitor or a session: HMAC-SHA256 (RFC 2104), cut to 80 bits, in hex.
 * All instances of a deployment share the key, so that their limits and records meet; without it nothing can be guessed back.
 */
public final class KeyedHash {
    private static final int BYTES = 10;

    private final HmacSha256 code;

    public KeyedHash(String key) {
        this.code = new HmacSha256(key.getBytes(StandardCharsets.UTF_8));
    }

    /** @param purpose keeps equal values of different meanings apart, such as {@code address} */
    public String of(String purpose, String value) {
        return HexFormat.of().formatHex(code.of(purpose + '\n' + value), 0, BYTES);
    }
}
