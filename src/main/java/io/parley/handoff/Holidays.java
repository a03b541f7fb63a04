package io.parley.handoff;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Days on which nobody answers, from midnight to midnight.
 *
 * @param once such as {@code 2026-12-25}
 * @param yearly such as {@code 12-25}; of {@code 02-29}, leap years alone have one
 */
public record Holidays(Set<LocalDate> once, Set<MonthDay> yearly) {
    /** With no more, every day of the week comes up as an ordinary one within three years, whichever they are. */
    static final int COUNT_MAX = 100;

    public static final Holidays NONE = new Holidays(Set.of(), Set.of());

    public Holidays {
        once = Set.copyOf(once);
        yearly = Set.copyOf(yearly);
    }

    /**
     * @param dates {@code none} alone, or each as above
     * @throws IllegalArgumentException that says what is wrong
     */
    public static Holidays parse(List<String> dates) {
        if (dates.size() == 1 && dates.get(0).strip().equalsIgnoreCase("none")) {
            return NONE;
        }
        if (dates.size() > COUNT_MAX) {
            throw new IllegalArgumentException("must be at most " + COUNT_MAX + " dates");
        }
        Set<LocalDate> once = new HashSet<>();
        Set<MonthDay> yearly = new HashSet<>();
        for (int i = 0; i < dates.size(); i++) {
            String date = dates.get(i).strip();
            try {
                if (date.length() == "12-25".length()) {
                    yearly.add(MonthDay.parse("--" + date));
                } else {
                    once.add(LocalDate.parse(date));
                }
            } catch (DateTimeException e) {
                throw new IllegalArgumentException(
                        "must be none, or dates such as 2026-12-25, or 12-25 of every year; part " + (i + 1)
                                + " is no date",
                        e);
            }
        }
        return new Holidays(once, yearly);
    }

    boolean include(LocalDate date) {
        return once.contains(date) || yearly.contains(MonthDay.from(date));
    }

    boolean isEmpty() {
        return once.isEmpty() && yearly.isEmpty();
    }
}
