package io.parley.turn;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.util.Arrays;

/**
 * What a char is, and how many tokens of o200k_base it tends to cost, as looked up in tables. The figures were fitted to how often
 * the encoding tears a pair of letters apart, or a letter off, in user interfaces of many languages, in code, and in random text.
 */
final class CharTraits {
    static final int LOWER = 0;
    static final int UPPER = 1;
    static final int DIGIT = 2;
    static final int SIGN = 3;
    static final int BLANK = 4;
    static final int BREAK = 5;

    private static final int KIND_SHIFT = 5;
    private static final int TENTHS = (1 << KIND_SHIFT) - 1;

    /** Tenths of a token: a row for the first letter of a pair, in it a digit for the second, both from a to z. */
    private static final String[] LATIN = {
        "52119624354111938121236414", "27672897357188179337167927",
        "18481991151289184251298856", "47952949289448357637357957",
        "24114525566331633213436164", "29982279178497186673288545",
        "58772963368455589355379957", "27972977198564188362568949",
        "32112317925231126321929481", "49772979584797386875596897",
        "49662978497786669744797979", "26641638298368269944268719",
        "23991799377839219956488657", "27222417385553468711427935",
        "52325328663211429132121477", "37761783378179129131387739",
        "97889998999959895899198969", "25531646184413156524354615",
        "58482763296567346822265727", "37561771197567259234273914",
        "33341517284111928121958776", "49891879297998389789889977",
        "18961595367671389449998759", "65565999499969749994999688",
        "79876988599855779626886998", "29973887596998688989567757"
    };

    /** Of characters that nothing better is known of: where a range starts, and the tenths of a token that each costs. */
    private static final int[] RANGES = {
        0, 10, 0x80, 20, 0xa0, 10, 0x100, 16, 0x180, 20, 0x590, 20, 0x700, 20, 0x800, 30,
        0x900, 20, 0x1000, 13, 0x1080, 30, 0x1780, 13, 0x1800, 30, 0x1ea0, 11, 0x1efa, 23, 0x2000, 20,
        0x2340, 30, 0x2440, 20, 0x26c0, 30, 0x2700, 20, 0x27c0, 30, 0x2b00, 20, 0x2b40, 30, 0x3000, 20,
        0x3100, 30, 0xfe00, 20, 0xfe0f, 10, 0xfe10, 30, 0xff01, 10, 0xff02, 20, 0xff66, 18, 0xfff0, 30
    };

    private static final byte[] PAIRS = new byte[32 * 32];
    private static final byte[] TRAITS = new byte[Character.MAX_VALUE + 1];

    static {
        for (int first = 'a'; first <= 'z'; first++) {
            for (int second = 'a'; second <= 'z'; second++) {
                PAIRS[pair(first, second)] = (byte) tenths(LATIN[first - 'a'], second - 'a');
            }
        }
        for (int i = 0; i < RANGES.length; i += 2) {
            int to = i + 2 < RANGES.length ? RANGES[i + 2] : TRAITS.length;
            Arrays.fill(TRAITS, RANGES[i], to, (byte) RANGES[i + 1]);
        }
        // Not asked for are ideographs and syllables, which are LOWER, and surrogates: most of the time would go to
        // them.
        setKinds(0, 0x3400);
        setKinds(0xa000, 0xac00);
        setKinds(0xf900, TRAITS.length);
        Arrays.fill(TRAITS, 0xd800, 0xf900, (byte) (SIGN << KIND_SHIFT | 30));
        weighLettersAndSigns();
        weighSyllables();
        weighIdeographs();
    }

    private CharTraits() {}

    static int kind(char c) {
        return (TRAITS[c] & 0xff) >> KIND_SHIFT;
    }

    /** Of ASCII letters it is nothing: they weigh in pairs. */
    static int tenths(char c) {
        return TRAITS[c] & TENTHS;
    }

    /** Of ASCII letters, in either case. */
    static int tenths(char first, char second) {
        return PAIRS[pair(first, second)];
    }

    static int tenthsBeyondBasicPlane(int codePoint) {
        boolean commonEmoji = codePoint >= 0x1f1e6 && codePoint < 0x1f200
                || codePoint >= 0x1f300 && codePoint < 0x1f540
                || codePoint >= 0x1f600 && codePoint < 0x1f6c0
                || codePoint >= 0x1f900 && codePoint < 0x1f980;
        return commonEmoji ? 20 : codePoint >> 12 == 0x1f || codePoint >> 12 == 0x1d ? 30 : 40;
    }

    private static void setKinds(int from, int to) {
        for (int c = from; c < to; c++) {
            TRAITS[c] |= (byte) (kind(c, Character.getType(c)) << KIND_SHIFT);
        }
    }

    private static int kind(int c, int type) {
        if (c == '\n' || c == '\r') {
            return BREAK;
        }
        if (c >= '\t' && c <= '\f' || c == 0x85) {
            return BLANK;
        }
        if (c >= 0xfe00 && c <= 0xfe0f) {
            // Variation selectors are marks, but follow emoji, not letters.
            return SIGN;
        }
        return switch (type) {
            case Character.UPPERCASE_LETTER, Character.TITLECASE_LETTER -> UPPER;
            case Character.LOWERCASE_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER,
                    Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK -> LOWER;
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> DIGIT;
            case Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> BLANK;
            default -> SIGN;
        };
    }

    private static int pair(int first, int second) {
        return (first & 31) << 5 | second & 31;
    }

    private static void weighLettersAndSigns() {
        weigh(0xdf, "ba8c879c8a6abc7bcbbb7aa8gbcac7bcd");
        weigh(0x3ac, "bbbbg1d8a2f3b27865g1747556cbf8ggcde");
        weigh(0x430, "2a6a72b8298574174545cbaacdd66c85jegjej6eeggfjgjg");
        weigh(0x561, "0b9c2fg88e69b889eag864c0dccfa77381dbfgg");
        weigh(0x5d0, "779964a994c9586a897d9ea9776");
        weigh(0x621, "dc9dab2755b9886b6a899a9b7bjjjjjd98945676a5djfcddbf");
        weigh(0x6a9, "cgggggb");
        weigh(0x6cc, "5");
        // The scripts of India share an order of letters, and largely the frequencies; the most used has figures of its
        // own.
        for (int script = 0x900; script < 0xd80; script += 0x80) {
            weigh(script, "kb6gkcecgdggkgggggggg5dagcagdgg8gcgb4b6c6a6fab856786f9beackkbk53");
            weigh(script + 0x40, "a2egkf96agebg07kkkkkkkgkkkkgdkk4kkkk7kgffgg8ggggddkgkkkkkkkkkkkk");
        }
        weigh(0x900, "kc5ekabacaegkgk9edkee799cg8baee9abe969897k7ca9864f7ek79866kkak24578bkfk5acg7e0");
        weigh(0xe01, "55k8kk25g7dkggggggb4697d454cg5bc142g4k4gg45g4gg634666e296gkkkkk57a68kg700gk9kk");
        // Of their signs and digits, and of what is not assigned, the encoding knows little but the bytes.
        for (char c = 0x800; c < 0x2000; c++) {
            if (kind(c) > UPPER) {
                weigh(c, 30);
            }
        }
        weigh(0x10d0, "058707b70b5562bg5494bbdc9d9cbe9eg");
        weigh(0x3041, "a2m4l7bcld766d9ddd77774c4e5gbb36cmabf558d88mc74ccddjcbdafkbcd16cc9cbfbd79778dl8ll7");
        weigh(0x30a1, "8873ma8d87ac8b58bc9c8b6b787bbc8c8m3cm8956c8lbcbddcab687cabahcca8bc8b6a6b78799lblmm4cldmmlkc3");
        weigh(0x200b, "aaaaaaakaaakkaaakaaaaaaakakakakaaaaaaakaa");
        weigh(0x20aa, "aka");
        weigh(0x3000, "aaakkkakaaaaaaaaaa");
        for (char c = 0; c < 0x590; c++) {
            if (c < 0x80 && kind(c) <= DIGIT) {
                weigh(c, 0);
            } else if (kind(c) == UPPER) {
                weigh(c, Math.min(tenths(Character.toLowerCase(c)) + 3, TENTHS));
            }
        }
    }

    /** Hangul, by the initial, the vowel, and the final of the syllable. */
    private static void weighSyllables() {
        for (int syllable = 0; syllable < 19 * 21 * 28; syllable++) {
            int tenths = tenths("4a33c466e2d14e59782", syllable / (21 * 28))
                    + tenths("27ba47595ada77cedb384", syllable / 28 % 21)
                    + tenths("15bc4cab5ccccbcb83aa74cdbabc", syllable % 28);
            weigh(0xac00 + syllable, Math.min(tenths, TENTHS));
        }
    }

    /** The older character sets of Japan, China and Taiwan have the common ideographs first. */
    private static void weighIdeographs() {
        byte[] tallies = new byte[TRAITS.length];
        tally(tallies, "Shift_JIS", 0x88, 0x97, 0x40);
        tally(tallies, "GB2312", 0xb0, 0xd7, 0xa1);
        tally(tallies, "Big5", 0xa4, 0xc5, 0x40);
        for (int c = 0x4e00; c < 0xa000; c++) {
            weigh(c, tallies[c] == 0 ? 21 : tallies[c] == 1 ? 15 : tallies[c] == 2 ? 12 : 9);
        }
    }

    private static void tally(byte[] tallies, String charset, int leadFrom, int leadTo, int trailFrom) {
        if (!Charset.isSupported(charset)) {
            return;
        }
        ByteBuffer codes = ByteBuffer.allocate(2 * 256 * (leadTo - leadFrom + 1));
        for (int lead = leadFrom; lead <= leadTo; lead++) {
            for (int trail = trailFrom; trail < 0xff; trail++) {
                codes.put((byte) lead).put((byte) trail);
            }
        }
        CharBuffer decoded = Charset.forName(charset).decode(codes.flip());
        while (decoded.hasRemaining()) {
            tallies[decoded.get()]++;
        }
    }

    private static void weigh(int from, String tenths) {
        for (int i = 0; i < tenths.length(); i++) {
            weigh(from + i, tenths(tenths, i));
        }
    }

    private static void weigh(int c, int tenths) {
        TRAITS[c] = (byte) (TRAITS[c] & ~TENTHS | tenths);
    }

    /** A digit of base 36. */
    private static int tenths(String digits, int i) {
        char digit = digits.charAt(i);
        return digit <= '9' ? digit - '0' : digit - 'a' + 10;
    }
}
