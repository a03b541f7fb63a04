package io.parley.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BusinessHoursTest {
    private static final String OFFICE = "Mon-Fri 09:00-12:00, 13:00-17:00, Sat 10:00-14:00";

    /** With rules of every kind: half an hour, at midnight, at a quarter, on both hemispheres, none. */
    private static final List<String> ZONES = List.of(
            "UTC",
            "Europe/Berlin",
            "America/New_York",
            "America/St_Johns",
            "America/Havana",
            "America/Santiago",
            "Africa/Cairo",
            "Asia/Beirut",
            "Asia/Kolkata",
            "Asia/Jerusalem",
            "Australia/Lord_Howe",
            "Pacific/Chatham");

    /** 2026-11-23 is a Monday. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "within a range           | 2026-11-23T09:00:00Z | PT1H      | 2026-11-23T10:00:00Z",
                "to the second            | 2026-11-23T09:00:01Z | PT1H0.5S  | 2026-11-23T10:00:01.5Z",
                "over lunch               | 2026-11-23T11:30:00Z | PT1H      | 2026-11-23T13:30:00Z",
                "at the end of a range    | 2026-11-23T11:00:00Z | PT1H      | 2026-11-23T12:00:00Z",
                "at the end of a day      | 2026-11-23T16:00:00Z | PT1H      | 2026-11-23T17:00:00Z",
                "over night               | 2026-11-23T16:30:00Z | PT1H      | 2026-11-24T09:30:00Z",
                "from closing time        | 2026-11-23T17:00:00Z | PT1H      | 2026-11-24T10:00:00Z",
                "from before opening      | 2026-11-23T05:00:00Z | PT1H      | 2026-11-23T10:00:00Z",
                "to Saturday              | 2026-11-27T16:30:00Z | PT1H      | 2026-11-28T10:30:00Z",
                "over the weekend         | 2026-11-28T13:30:00Z | PT1H      | 2026-11-30T09:30:00Z",
                "a working day            | 2026-11-23T09:00:00Z | PT7H      | 2026-11-23T17:00:00Z",
                "a working week           | 2026-11-23T09:00:00Z | PT39H     | 2026-11-28T14:00:00Z",
                "over a holiday           | 2026-12-24T16:30:00Z | PT1H      | 2026-12-28T09:30:00Z",
                "over the yearly one      | 2027-12-31T16:30:00Z | PT1H      | 2028-01-03T09:30:00Z",
                "over a leap day          | 2028-02-28T16:30:00Z | PT1H      | 2028-03-01T09:30:00Z",
                "no time at all           | 2026-11-22T12:00:00Z | PT0S      | 2026-11-22T12:00:00Z",
            })
    void onlyOpenTimeCounts(String name, Instant from, Duration time, Instant due) {
        List<String> holidays = List.of("12-25", "2026-12-26", "01-01", "02-29");
        assertThat(BusinessHours.of(OFFICE, "UTC", holidays).dueAt(from, time)).isEqualTo(due);
    }

    @ParameterizedTest(name = "{1} {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "spring: an hour less   | Europe/Berlin       | Sun 00:00-06:00 | 2026-03-28T23:00:00Z | PT5H  | 2026-03-29T04:00:00Z",
                "spring: not six        | Europe/Berlin       | Sun 00:00-06:00 | 2026-03-28T23:00:00Z | PT6H  | 2026-04-04T23:00:00Z",
                "autumn: an hour more   | Europe/Berlin       | Sun 00:00-06:00 | 2026-10-24T22:00:00Z | PT7H  | 2026-10-25T05:00:00Z",
                "opens in the gap       | Europe/Berlin       | Sun 02:30-04:00 | 2026-03-29T00:00:00Z | PT30M | 2026-03-29T01:30:00Z",
                "closes in the gap      | Europe/Berlin       | Sun 01:00-02:30 | 2026-03-29T00:00:00Z | PT1H  | 2026-03-29T01:00:00Z",
                "all of it in the gap   | Europe/Berlin       | Sun 02:15-02:45 | 2026-03-29T00:00:00Z | PT1M  | 2026-04-05T00:16:00Z",
                "opens twice            | Europe/Berlin       | Sun 02:30-04:00 | 2026-10-25T00:00:00Z | PT1H  | 2026-10-25T01:30:00Z",
                "closes twice           | Europe/Berlin       | Sun 01:00-02:30 | 2026-10-25T00:15:00Z | PT30M | 2026-11-01T00:15:00Z",
                "half an hour           | Australia/Lord_Howe | Sun 00:00-06:00 | 2026-04-04T13:00:00Z | PT6H30M | 2026-04-04T19:30:00Z",
                "midnight is skipped    | Africa/Cairo        | Fri 00:00-02:00 | 2026-04-23T12:00:00Z | PT1H  | 2026-04-23T23:00:00Z",
                "a quarter of an hour   | Asia/Kathmandu      | Mon 09:00-17:00 | 2026-11-23T00:00:00Z | PT1H  | 2026-11-23T04:15:00Z",
                "a day that never was   | Pacific/Apia        | Fri 09:00-17:00 | 2011-12-29T12:00:00Z | PT1H  | 2012-01-05T20:00:00Z",
            })
    void changeOfTheClockCountsAsTheTimeThatPasses(
            String name, String zone, String hours, Instant from, Duration time, Instant due) {
        assertThat(BusinessHours.of(hours, zone, List.of()).dueAt(from, time)).isEqualTo(due);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-23T08:00:00Z, 2026-11-23T08:00:00Z",
        "2026-11-23T07:59:59.999Z, 2026-11-23T08:00:00Z",
        "2026-11-23T11:00:00Z, 2026-11-23T12:00:00Z",
        "2026-11-23T10:59:59.999Z, 2026-11-23T10:59:59.999Z",
        "2026-11-28T13:00:00Z, 2026-11-30T08:00:00Z",
        "2026-12-24T16:00:00Z, 2026-12-28T08:00:00Z",
        "2026-07-01T07:00:00Z, 2026-07-01T07:00:00Z",
    })
    void opensWhenTheDoorDoes(Instant from, Instant opens) {
        BusinessHours hours = BusinessHours.of(OFFICE, "Europe/Berlin", List.of("12-25", "12-26"));
        assertThat(hours.opensAt(from)).isEqualTo(opens);
        assertThat(hours.isOpen(from)).isEqualTo(from.equals(opens));
        assertThat(hours.isOpen(opens)).isTrue();
    }

    @Test
    void nothingIsLookedForFurtherAheadThanTheBound() {
        List<String> mondays = IntStream.range(0, 70)
                .mapToObj(week -> LocalDate.of(2026, 11, 23).plusWeeks(week).toString())
                .toList();
        BusinessHours hours = BusinessHours.of("Mon 09:00-17:00", "UTC", mondays);
        Instant from = Instant.parse("2026-11-23T12:00:00Z");
        Instant last = from.plus(BusinessHours.SEARCH_DAYS_MAX, ChronoUnit.DAYS);
        assertThat(hours.dueAt(from, Duration.ofHours(1))).isEqualTo(last);
        assertThat(hours.opensAt(from)).isEqualTo(last);
        assertThat(hours.isOpen(from)).isFalse();
    }

    @Test
    void timeDoesNotRunBackwards() {
        assertThatThrownBy(() -> BusinessHours.ALWAYS.dueAt(Instant.EPOCH, Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Property(tries = 500)
    void openTimeUntilDueIsTheBusinessTime(
            @ForAll("hours") Case hours,
            @ForAll("moments") Moment moment,
            @ForAll @IntRange(min = 1, max = 900) int minutes) {
        Instant from = moment.in(hours.zone());
        Instant due = hours.get().dueAt(from, Duration.ofMinutes(minutes));
        Slow slow = new Slow(hours, from);
        int left = minutes;
        while (left > 0 && slow.at.isBefore(due)) {
            left -= slow.isOpenForAMinute() ? 1 : 0;
        }
        assertThat(left).as(hours + " from " + from).isZero();
        assertThat(slow.at).as(hours + " from " + from).isEqualTo(due);
    }

    @Property(tries = 500)
    void opensAtTheFirstMinuteThatIsOpen(@ForAll("hours") Case hours, @ForAll("moments") Moment moment) {
        Instant from = moment.in(hours.zone());
        Slow slow = new Slow(hours, from);
        Instant opens = slow.at;
        while (!slow.isOpenForAMinute()) {
            opens = slow.at;
        }
        assertThat(hours.get().opensAt(from)).as(hours + " from " + from).isEqualTo(opens);
        assertThat(hours.get().isOpen(from)).isEqualTo(opens.equals(from));
    }

    @Property
    void laterIsNotDueEarlier(
            @ForAll("hours") Case hours,
            @ForAll("moments") Moment moment,
            @ForAll @IntRange(max = 500_000) int later,
            @ForAll @IntRange(max = 200_000) int seconds,
            @ForAll @IntRange(max = 100_000) int more) {
        Instant from = moment.in(hours.zone());
        Instant due = hours.get().dueAt(from, Duration.ofSeconds(seconds));
        assertThat(hours.get().dueAt(from.plusSeconds(later), Duration.ofSeconds(seconds)))
                .isAfterOrEqualTo(due);
        assertThat(hours.get().dueAt(from, Duration.ofSeconds((long) seconds + more)))
                .isAfterOrEqualTo(due);
    }

    @Property
    void timeInTwoPartsIsTheTimeInOne(
            @ForAll("hours") Case hours,
            @ForAll("moments") Moment moment,
            @ForAll @IntRange(max = 100_000) int one,
            @ForAll @IntRange(max = 100_000) int other) {
        Instant from = moment.in(hours.zone());
        Instant due = hours.get().dueAt(from, Duration.ofSeconds(one));
        assertThat(hours.get().dueAt(due, Duration.ofSeconds(other)))
                .isEqualTo(other == 0 ? due : hours.get().dueAt(from, Duration.ofSeconds((long) one + other)));
    }

    @Property
    void alwaysOpenIsPlainAddition(@ForAll("moments") Moment moment, @ForAll @IntRange(max = 30 * 86_400) int seconds) {
        for (String zone : ZONES) {
            Instant from = moment.in(zone);
            for (BusinessHours always : List.of(
                    BusinessHours.of("always", zone, List.of()),
                    BusinessHours.of("Mon-Sun 00:00-24:00", zone, List.of()),
                    BusinessHours.of("Mon-Sun 00:00-11:00, 11:00-24:00", zone, List.of()))) {
                assertThat(always.dueAt(from, Duration.ofSeconds(seconds))).isEqualTo(from.plusSeconds(seconds));
                assertThat(always.isOpen(from)).isTrue();
            }
        }
    }

    /** A minute after the other, by the latest that the clock has shown: another way to the same definition. */
    private static final class Slow {
        private final Case hours;
        private final ZoneId zone;
        private LocalDateTime shown;
        private Instant at;

        Slow(Case hours, Instant from) {
            this.hours = hours;
            this.zone = ZoneId.of(hours.zone);
            this.at = from.minus(3, ChronoUnit.HOURS);
            this.shown = local(at);
            while (at.isBefore(from)) {
                isOpenForAMinute();
            }
        }

        boolean isOpenForAMinute() {
            LocalDateTime now = local(at);
            shown = now.isAfter(shown) ? now : shown;
            at = at.plus(1, ChronoUnit.MINUTES);
            int minute = shown.getHour() * 60 + shown.getMinute();
            return !hours.holidays.contains(shown.toLocalDate())
                    && hours.week.get(shown.getDayOfWeek().getValue() - 1).stream()
                            .anyMatch(range -> range[0] <= minute && minute < range[1]);
        }

        private LocalDateTime local(Instant instant) {
            ZoneOffset offset = zone.getRules().getOffset(instant);
            return LocalDateTime.ofEpochSecond(instant.getEpochSecond(), 0, offset);
        }
    }

    /** @param week of each day from Monday on the first minute of each range, and the first after it */
    private record Case(String zone, List<List<int[]>> week, List<LocalDate> holidays) {
        BusinessHours get() {
            return BusinessHours.of(
                    text(), zone, holidays.stream().map(LocalDate::toString).toList());
        }

        private String text() {
            List<String> days = List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");
            List<String> parts = new ArrayList<>();
            for (int day = 0; day < 7; day++) {
                for (int[] range : week.get(day)) {
                    parts.add("%s %02d:%02d-%02d:%02d"
                            .formatted(days.get(day), range[0] / 60, range[0] % 60, range[1] / 60, range[1] % 60));
                }
            }
            return String.join(", ", parts);
        }

        @Override
        public String toString() {
            return text() + ' ' + zone + ' ' + holidays;
        }
    }

    /** Some time around a change of a zone's clock, or any time where there is none. */
    private record Moment(int day, int minute) {
        Instant in(String zone) {
            Instant any = Instant.parse("2023-06-01T00:00:00Z").plus(day, ChronoUnit.DAYS);
            ZoneOffsetTransition next = ZoneId.of(zone).getRules().nextTransition(any);
            return Optional.ofNullable(next)
                    .map(ZoneOffsetTransition::getInstant)
                    .orElse(any)
                    .plus(minute, ChronoUnit.MINUTES);
        }
    }

    @Provide
    Arbitrary<Moment> moments() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 2000),
                        Arbitraries.integers().between(-3 * 1440, 1440))
                .as(Moment::new);
    }

    @Provide
    Arbitrary<Case> hours() {
        Arbitrary<List<int[]>> day = Arbitraries.integers()
                .between(0, 1440)
                .set()
                .ofMaxSize(6)
                .map(minutes -> {
                    List<Integer> sorted = new ArrayList<>(minutes);
                    Collections.sort(sorted);
                    List<int[]> ranges = new ArrayList<>();
                    for (int i = 0; i + 1 < sorted.size(); i += 2) {
                        ranges.add(new int[] {sorted.get(i), sorted.get(i + 1)});
                    }
                    return ranges;
                });
        return Combinators.combine(
                        Arbitraries.of(ZONES),
                        day.list().ofSize(7).filter(week -> week.stream().anyMatch(ranges -> !ranges.isEmpty())),
                        Arbitraries.integers()
                                .between(0, 2000)
                                .map(LocalDate.of(2023, 6, 1)::plusDays)
                                .list()
                                .ofMaxSize(30))
                .as(Case::new)
                // Else some would take longer than is looked ahead.
                .filter(c -> c.week.stream()
                                .flatMap(List::stream)
                                .mapToInt(r -> r[1] - r[0])
                                .sum()
                        > 240);
    }
}
