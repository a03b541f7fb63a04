package io.parley.handoff;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * When people answer, and when a time that they alone spend is over.
 *
 * <p>A range of hours begins and ends when the clock on the wall reaches its times first. So an hour that summer time skips is not
 * counted, one that happens twice within a range counts twice, and one that happens twice at a range's end is over after the first.
 *
 * <p>Nothing is looked for further ahead than {@value #SEARCH_DAYS_MAX} days: what has not come by then counts as come. Only
 * holidays on most days could be the cause.
 *
 * @param zone whose clock, and whose days
 */
public record BusinessHours(WeeklyHours week, ZoneId zone, Holidays holidays) {
    static final int SEARCH_DAYS_MAX = 400;

    /** Everywhere and every day. */
    public static final BusinessHours ALWAYS = new BusinessHours(WeeklyHours.ALWAYS, ZoneId.of("UTC"), Holidays.NONE);

    /** @param to is not in it any more */
    private record Span(Instant from, Instant to) {}

    /**
     * @param zone of the IANA database, such as {@code Europe/London}
     * @throws IllegalArgumentException that says what is wrong
     */
    public static BusinessHours of(String hours, String zone, List<String> holidays) {
        return new BusinessHours(WeeklyHours.parse(hours), zone(zone), Holidays.parse(holidays));
    }

    /** @throws IllegalArgumentException that says what is wrong */
    static ZoneId zone(String name) {
        // No offset: it would be an hour out for half of the year, and look right in the other.
        if (!ZoneId.getAvailableZoneIds().contains(name.strip())) {
            throw new IllegalArgumentException("must be a time zone of the IANA database, such as Europe/London");
        }
        return ZoneId.of(name.strip());
    }

    /** The earliest moment by which people were there for the whole time since. */
    public Instant dueAt(Instant from, Duration businessTime) {
        if (businessTime.isNegative()) {
            throw new IllegalArgumentException("time does not run backwards");
        }
        if (isAlways() || businessTime.isZero()) {
            return from.plus(businessTime);
        }
        Duration left = businessTime;
        LocalDate today = LocalDate.ofInstant(from, zone);
        Instant last = last(from);
        for (int day = 0; day <= SEARCH_DAYS_MAX + 1; day++) {
            for (Span span : spans(today.plusDays(day), from)) {
                Duration open = Duration.between(span.from, span.to);
                if (left.compareTo(open) <= 0) {
                    Instant due = span.from.plus(left);
                    return due.isBefore(last) ? due : last;
                }
                left = left.minus(open);
            }
        }
        return last;
    }

    public boolean isOpen(Instant at) {
        return opensAt(at).equals(at);
    }

    /** The same moment if somebody is there. */
    public Instant opensAt(Instant from) {
        if (isAlways()) {
            return from;
        }
        LocalDate today = LocalDate.ofInstant(from, zone);
        Instant last = last(from);
        for (int day = 0; day <= SEARCH_DAYS_MAX + 1; day++) {
            Optional<Span> first = spans(today.plusDays(day), from).stream().findFirst();
            if (first.isPresent()) {
                Instant opens = first.get().from;
                return opens.isBefore(last) ? opens : last;
            }
        }
        return last;
    }

    private boolean isAlways() {
        return holidays.isEmpty() && week.isAlways();
    }

    private static Instant last(Instant from) {
        return from.plus(Duration.ofDays(SEARCH_DAYS_MAX));
    }

    /** What of a day's hours is not over at a moment, in order. */
    private List<Span> spans(LocalDate date, Instant from) {
        List<Span> spans = new ArrayList<>();
        if (!holidays.include(date)) {
            for (WeeklyHours.Range range : week.of(date.getDayOfWeek())) {
                Instant opens = reached(date, range.opens());
                Instant closes = reached(date, range.closes());
                Instant start = opens.isBefore(from) ? from : opens;
                // A range that the clock skips has no length.
                if (start.isBefore(closes)) {
                    spans.add(new Span(start, closes));
                }
            }
        }
        return spans;
    }

    /** When the clock first shows this minute of a day, or a later one. A later minute is never reached before an earlier one. */
    private Instant reached(LocalDate date, int minute) {
        LocalDateTime time = date.atStartOfDay().plusMinutes(minute);
        ZoneOffsetTransition change = zone.getRules().getTransition(time);
        if (change == null) {
            return time.toInstant(zone.getRules().getOffset(time));
        }
        return change.isGap() ? change.getInstant() : time.toInstant(change.getOffsetBefore());
    }
}
