package io.parley;

import io.parley.turn.Digests;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The form in which the configuration keeps an operator's key. */
public final class Sha256 {
    private Sha256() {}

    public static String hex(String text) {
        return HexFormat.of().formatHex(Digests.sha256(text.getBytes(StandardCharsets.UTF_8)));
    }
}
