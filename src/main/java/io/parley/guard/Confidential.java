package io.parley.guard;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * The rules that no answer may give away, and the canary among them. Looks only at letters, so that neither case nor punctuation,
 * line breaks or spaces between letters hide anything, and at every reading of the answer that {@link Encodings} knows.
 */
public final class Confidential {
    /** About eight words: fewer may well be said by chance. */
    static final int LETTERS = 40;

    /** Said by any support assistant of itself. */
    private static final String COMMONPLACE = "supportassistantofanonlineshop";

    private static final long PRIME = 1_000_003;
    private static final long HIGHEST = highest();
    private static final int PROBABLE_MASK = 0xFFFF;

    private final String canary;
    private final long[] fingerprints;

    /** The ends of these, so that hardly any run needs the search. */
    private final BitSet probable = new BitSet(PROBABLE_MASK + 1);

    /** @param canary stands among the rules, and nowhere else; its part after the last {@code -} is random */
    public Confidential(String rules, String canary) {
        this.canary = canary.substring(canary.lastIndexOf('-') + 1).toLowerCase(Locale.ROOT);
        String letters = Folded.lettersOf(rules);
        int said = letters.indexOf(COMMONPLACE);
        this.fingerprints = fingerprints(said < 0 ? letters : letters.substring(said + COMMONPLACE.length()));
        Arrays.sort(fingerprints);
        for (long hash : fingerprints) {
            probable.set((int) hash & PROBABLE_MASK);
        }
    }

    /** What the answer gives away; null if nothing. */
    OutputGuard.Reason leak(String answer) {
        List<String> readings = new ArrayList<>(Encodings.readings(answer));
        readings.add(answer);
        boolean rules = false;
        for (String reading : readings) {
            Folded folded = Folded.of(reading);
            if (folded.words().replace(" ", "").contains(canary)) {
                return OutputGuard.Reason.CANARY;
            }
            String letters = folded.letters();
            String plain = folded.plainLetters();
            rules |= overlaps(plain) || !letters.equals(plain) && overlaps(letters);
        }
        return rules ? OutputGuard.Reason.RULES : null;
    }

    private boolean overlaps(String letters) {
        for (long hash : fingerprints(letters)) {
            if (probable.get((int) hash & PROBABLE_MASK) && Arrays.binarySearch(fingerprints, hash) >= 0) {
                return true;
            }
        }
        return false;
    }

    /** Rolling hashes (Rabin-Karp, modulo 2^64) of all runs of {@link #LETTERS} letters. */
    private static long[] fingerprints(String letters) {
        long[] found = new long[Math.max(0, letters.length() - LETTERS + 1)];
        long hash = 0;
        for (int i = 0; i < letters.length(); i++) {
            if (i >= LETTERS) {
                hash -= letters.charAt(i - LETTERS) * HIGHEST;
            }
            hash = hash * PRIME + letters.charAt(i);
            if (i >= LETTERS - 1) {
                found[i - LETTERS + 1] = hash;
            }
        }
        return found;
    }

    private static long highest() {
        long highest = 1;
        for (int i = 1; i < LETTERS; i++) {
            highest *= PRIME;
        }
        return highest;
    }
}
