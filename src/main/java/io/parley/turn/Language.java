package io.parley.turn;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The languages that Parley has static replies and phrases for. */
public enum Language {
    EN,
    DE,
    FR,
    ES,
    HE,
    JA;

    private final String tag = name().toLowerCase(Locale.ROOT);

    /** The primary subtag of BCP 47, such as {@code en}. */
    public String tag() {
        return tag;
    }

    /** The language of a BCP 47 tag such as {@code en-GB}, by its primary subtag alone. */
    public static Optional<Language> of(String bcp47) {
        String primary = bcp47.split("[-_]", 2)[0].toLowerCase(Locale.ROOT);
        String modern = primary.equals("iw") ? "he" : primary; // the tag that older JDKs and browsers send for Hebrew
        return Arrays.stream(values()).filter(l -> l.tag.equals(modern)).findFirst();
    }
}
