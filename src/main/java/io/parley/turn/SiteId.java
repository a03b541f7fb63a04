package io.parley.turn;

import java.util.Locale;

/** Names a Wix site: 1..{@value #CHARACTERS_MAX} of {@code A-Z a-z 0-9 _ -}. It is the hash tag of all of the site's Redis keys. */
public record SiteId(String value) {
    public static final int CHARACTERS_MAX = 36;
    public static final SiteId DEFAULT = new SiteId("default");

    public SiteId {
        Ids.check("site", value, CHARACTERS_MAX);
    }

    public static boolean isValid(String value) {
        return Ids.isValid(value, CHARACTERS_MAX);
    }

    /** The form in which names are compared, for an environment variable tells neither case nor {@code . _ -} apart. */
    public static String folded(String name) {
        return name.toLowerCase(Locale.ROOT).replace('.', '-').replace('_', '-');
    }

    @Override
    public String toString() {
        return value;
    }
}
