package io.parley.guard;

import java.util.Locale;

/** What an answer may not hold. */
public final class OutputGuard {
    private OutputGuard() {}

    /** Whether the answer gives away the rules, told by the canary that stands among them. */
    public static boolean leaksRules(String answer, String canary) {
        return answer.toLowerCase(Locale.ROOT).contains(canary.toLowerCase(Locale.ROOT));
    }
}
