package io.parley.session;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.Converter;

/**
 * A limit by the generic cell rate algorithm: {@code quota} messages at once, and one more each {@code window / quota}. In any
 * span of time S at most {@code quota · (1 + S / window)} pass, wherever the span begins.
 *
 * @param quota messages; 0 switches the limit off
 */
public record Limit(int quota, Duration window) {
    static final int QUOTA_MAX = 100_000;
    private static final Pattern FORM = Pattern.compile("(\\d{1,6})/(\\d{1,5})([smh])");

    /** @throws IllegalArgumentException unless it is {@code off} or of the form {@code 20/1m}, the window 1 s to 24 h */
    public static Limit parse(String text) {
        if (text.equals("off")) {
            return new Limit(0, Duration.ofMinutes(1));
        }
        Matcher form = FORM.matcher(text);
        if (form.matches()) {
            int quota = Integer.parseInt(form.group(1));
            long amount = Long.parseLong(form.group(2));
            Duration window = switch (form.group(3)) {
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                default -> Duration.ofHours(amount);
            };
            if (quota >= 1 && quota <= QUOTA_MAX && amount >= 1 && window.compareTo(Duration.ofHours(24)) <= 0) {
                return new Limit(quota, window);
            }
        }
        throw new IllegalArgumentException("must be 'off', or messages/window such as 20/1m (1.." + QUOTA_MAX
                + " messages, a window of s, m or h up to 24h)");
    }

    long windowMicros() {
        return window.toMillis() * 1000;
    }

    /** After which the quota is whole again in any case: an interval is rounded up to whole microseconds, and so its multiple is more. */
    long wholeMillis() {
        return window.toMillis() + 1 + quota / 1000;
    }

    /** Reads a limit from configuration. */
    public static final class FromText implements Converter<Limit> {
        private static final long serialVersionUID = 1;

        @Override
        public Limit convert(String value) {
            return parse(value.trim());
        }
    }
}
