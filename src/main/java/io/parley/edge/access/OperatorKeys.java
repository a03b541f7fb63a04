package io.parley.edge.access;

import io.parley.turn.Digests;
import io.parley.turn.Settings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who may call operator functions: names, each with the SHA-256 of a key. A key is random and long, so a plain digest serves: there is
 * nothing to guess that a slow one would protect. A name may stand twice, while its key is changed.
 */
public final class OperatorKeys {
    private static final Pattern FORM = Pattern.compile("([A-Za-z0-9_.@-]{1,64}):([0-9a-fA-F]{64})");

    private record Key(String name, byte[] digest) {}

    private final List<Key> keys;

    /** @param entries of the form {@code name:sha256}, the digest in hex */
    public OperatorKeys(String property, List<String> entries) {
        this.keys = entries.stream().map(entry -> key(property, entry.trim())).toList();
    }

    private static Key key(String property, String entry) {
        Matcher form = FORM.matcher(entry);
        Settings.require(
                form.matches(), property, "must be name:sha256 with the digest in hex, several separated by commas");
        return new Key(form.group(1), HexFormat.of().parseHex(form.group(2)));
    }

    /** Whose key it is. Compares with every digest to its end, whatever the first ones say. */
    public Optional<String> nameOf(String key) {
        byte[] digest = Digests.sha256(key.getBytes(StandardCharsets.UTF_8));
        String name = null;
        for (Key known : keys) {
            if (MessageDigest.isEqual(known.digest, digest)) {
                name = known.name;
            }
        }
        return Optional.ofNullable(name);
    }
}
