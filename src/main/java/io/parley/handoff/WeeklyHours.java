package io.parley.handoff;

import java.time.DayOfWeek;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When people answer in a week, by the clock on their wall.
 *
 * @param ranges of each day that has some: in order, none overlapping another
 */
public record WeeklyHours(Map<DayOfWeek, List<Range>> ranges) {
    /** Of all ranges together: more than two dozen a day is a mistake. */
    private static final int RANGES_MAX = 168;

    private static final int MINUTES_OF_DAY = 24 * 60;
    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final Pattern PART = Pattern.compile("(?:(?<from>[A-Za-z]{3})(?:\\s*[-–]\\s*(?<to>[A-Za-z]{3}))?)?"
            + "\\s*(?:(?<opens>\\d{1,2}:\\d{2})\\s*[-–]\\s*(?<closes>\\d{1,2}:\\d{2}))?");

    /** Every minute of the week. */
    public static final WeeklyHours ALWAYS = parse("Mon-Sun 00:00-24:00");

    /**
     * From one minute of a day to another, which is not in it any more.
     *
     * @param opens from 0
     * @param closes after {@code opens}, to 1440, which is the day's end
     */
    public record Range(int opens, int closes) {
        public Range {
            if (opens < 0 || opens >= closes || closes > MINUTES_OF_DAY) {
                throw new IllegalArgumentException("a range is from 0 to 1440 minutes of a day");
            }
        }
    }

    public WeeklyHours {
        Map<DayOfWeek, List<Range>> copy = new EnumMap<>(DayOfWeek.class);
        ranges.forEach((day, ofDay) -> copy.put(day, List.copyOf(ofDay)));
        ranges = copy;
    }

    /**
     * Reads {@code always}, or parts with commas between them: {@code Mon-Fri 09:00-12:00, 13:00-17:00, Sat 10:00-14:00}. A part
     * without a time adds its days to those of the next, as in {@code Mon, Wed 09:00-17:00}; one without days is of the same days
     * as the one before. {@code 24:00} is a day's end. A range over midnight is two: whether the second half is still open on a
     * holiday would else be anybody's guess.
     *
     * @throws IllegalArgumentException that says what is wrong
     */
    public static WeeklyHours parse(String text) {
        if (text.strip().equalsIgnoreCase("always")) {
            return ALWAYS;
        }
        Map<DayOfWeek, List<Range>> ranges = new EnumMap<>(DayOfWeek.class);
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        boolean complete = false;
        int number = 0;
        for (String written : text.split(",", -1)) {
            number++;
            Matcher part = PART.matcher(written.strip());
            require(part.matches() && !written.isBlank(), number, "is no days, no times, nor both");
            if (part.group("from") != null) {
                if (complete) {
                    days.clear();
                }
                days.addAll(days(part, number));
                complete = false;
            }
            if (part.group("opens") != null) {
                require(!days.isEmpty(), number, "has no day");
                Range range = range(part, number);
                for (DayOfWeek day : days) {
                    add(ranges.computeIfAbsent(day, d -> new ArrayList<>()), range, number);
                }
                complete = true;
            }
        }
        require(complete, number, "has days without times");
        require(ranges.values().stream().mapToInt(List::size).sum() <= RANGES_MAX, number, "is one too many");
        return new WeeklyHours(ranges);
    }

    /** From one day's start to its end, every day. */
    public boolean isAlways() {
        return equals(ALWAYS);
    }

    List<Range> of(DayOfWeek day) {
        return ranges.getOrDefault(day, List.of());
    }

    /** Of a week without holidays, and without a change of the clock. */
    public Duration openTime() {
        return Duration.ofMinutes(ranges.values().stream()
                .flatMap(List::stream)
                .mapToLong(r -> r.closes - r.opens)
                .sum());
    }

    /** {@code Sat-Mon} goes over the week's end. */
    private static Set<DayOfWeek> days(Matcher part, int number) {
        DayOfWeek from = day(part.group("from"), number);
        DayOfWeek to = part.group("to") == null ? from : day(part.group("to"), number);
        Set<DayOfWeek> days = EnumSet.of(to);
        for (DayOfWeek day = from; day != to; day = day.plus(1)) {
            days.add(day);
        }
        return days;
    }

    private static DayOfWeek day(String name, int number) {
        int index = DAYS.indexOf(name.toLowerCase(Locale.ROOT));
        require(index >= 0, number, "has a day that is none of Mon, Tue, Wed, Thu, Fri, Sat, Sun");
        return DayOfWeek.of(index + 1);
    }

    private static Range range(Matcher part, int number) {
        int opens = minute(part.group("opens"), number);
        int closes = minute(part.group("closes"), number);
        require(
                opens < closes,
                number,
                "ends before it begins: over midnight is two, 22:00-24:00 and the next day 00:00-02:00");
        return new Range(opens, closes);
    }

    private static int minute(String time, int number) {
        String[] parts = time.split(":");
        int minute = Integer.parseInt(parts[0]) * 60 + Integer.parseInt(parts[1]);
        require(
                Integer.parseInt(parts[1]) < 60 && minute <= MINUTES_OF_DAY,
                number,
                "has a time outside 00:00 to 24:00");
        return minute;
    }

    /** Whoever writes two hours for one day may mean the second to hold in the place of the first, or as well. */
    private static void add(List<Range> ofDay, Range range, int number) {
        boolean free = ofDay.stream().allMatch(other -> range.closes <= other.opens || other.closes <= range.opens);
        require(free, number, "says of a time of a day again what another part has said");
        ofDay.add(range);
        ofDay.sort(Comparator.comparingInt(Range::opens));
    }

    private static void require(boolean holds, int number, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("must be always, or parts such as Mon-Fri 09:00-17:00, Sat 10:00-14:00;"
                    + " part " + number + ' ' + rule);
        }
    }
}
