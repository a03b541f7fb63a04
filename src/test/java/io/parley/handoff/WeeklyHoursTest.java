package io.parley.handoff;

import static java.time.DayOfWeek.FRIDAY;
import static java.time.DayOfWeek.MONDAY;
import static java.time.DayOfWeek.SATURDAY;
import static java.time.DayOfWeek.SUNDAY;
import static java.time.DayOfWeek.WEDNESDAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.handoff.WeeklyHours.Range;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeeklyHoursTest {
    private static final Range NINE_TO_FIVE = new Range(540, 1020);

    @Test
    void daysAndTimesAreReadPartByPart() {
        assertThat(WeeklyHours.parse("Mon, wed 9:00-17:00, FRI 09:00–12:00, 13:00 - 24:00")
                        .ranges())
                .isEqualTo(Map.of(
                        MONDAY,
                        List.of(NINE_TO_FIVE),
                        WEDNESDAY,
                        List.of(NINE_TO_FIVE),
                        FRIDAY,
                        List.of(new Range(540, 720), new Range(780, 1440))));
    }

    @Test
    void rangeOfDaysMayGoOverTheWeeksEnd() {
        assertThat(WeeklyHours.parse("Sat-Mon 00:00-00:01").ranges()).containsOnlyKeys(SATURDAY, SUNDAY, MONDAY);
    }

    @Test
    void rangesOfADayAreInOrderHoweverTheyAreWritten() {
        assertThat(WeeklyHours.parse("Mon 13:00-17:00, 09:00-13:00").of(MONDAY))
                .containsExactly(new Range(540, 780), new Range(780, 1020));
    }

    @ParameterizedTest
    @ValueSource(strings = {"always", " ALWAYS ", "Mon-Sun 00:00-24:00", "Wed-Tue 0:00-24:00"})
    void alwaysIsEveryMinuteOfTheWeek(String text) {
        WeeklyHours week = WeeklyHours.parse(text);
        assertThat(week).isEqualTo(WeeklyHours.ALWAYS);
        assertThat(week.isAlways()).isTrue();
        assertThat(week.openTime()).isEqualTo(Duration.ofDays(7));
        assertThat(week.ranges()).containsOnlyKeys(DayOfWeek.values());
    }

    @Test
    void openTimeIsThatOfAWeek() {
        assertThat(WeeklyHours.parse("Mon-Fri 09:00-12:00, 13:00-17:00, Sat 10:00-14:00")
                        .openTime())
                .isEqualTo(Duration.ofHours(39));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                | part 1 is no days",
                "never                             | part 1 is no days",
                "Mon-Fri                           | part 1 has days without times",
                "Mon 09:00-17:00, Sat              | part 2 has days without times",
                "09:00-17:00                       | part 1 has no day",
                "Mon 09:00-17:00,                  | part 2 is no days",
                "Mon 09:00-17:00; Sat 10:00-14:00  | part 1 is no days",
                "Monday 09:00-17:00                | part 1 is no days",
                "Mon-Fri 9-17                      | part 1 is no days",
                "Mon 9:00am-5:00pm                 | part 1 is no days",
                "Mo 09:00-17:00                    | part 1 is no days",
                "Mon-Fry 09:00-17:00               | part 1 has a day that is none of Mon,",
                "Mon 09:60-17:00                   | part 1 has a time outside",
                "Mon 09:00-24:01                   | part 1 has a time outside",
                "Mon 09:00-25:00                   | part 1 has a time outside",
                "Mon 09:00-09:00                   | part 1 ends before it begins",
                "Fri 22:00-02:00                   | part 1 ends before it begins: over midnight is two",
                "Mon-Fri 09:00-17:00, Wed 16:59-18:00 | part 2 says of a time of a day again",
                "Mon-Fri 09:00-17:00, Fri 09:00-17:00 | part 2 says of a time of a day again",
            })
    void whatMayBeMeantOtherwiseIsRefused(String text, String rule) {
        assertThatThrownBy(() -> WeeklyHours.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("must be always, or parts such as ")
                .hasMessageContaining(rule);
    }

    @Test
    void moreRangesThanAWeekNeedsAreRefused() {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            parts.add("%02d:%02d-%02d:%02d".formatted(i / 2, i % 2 * 30, i / 2, i % 2 * 30 + 29));
        }
        assertThatThrownBy(() -> WeeklyHours.parse("Mon-Sun " + String.join(", ", parts)))
                .hasMessageContaining("part 25 is one too many");
    }

    @Test
    void holidaysAreOfOneYearOrOfEvery() {
        Holidays holidays = Holidays.parse(List.of("2026-12-24", " 12-25 ", "02-29"));
        assertThat(holidays)
                .isEqualTo(new Holidays(
                        Set.of(LocalDate.of(2026, 12, 24)), Set.of(MonthDay.of(12, 25), MonthDay.of(2, 29))));
        assertThat(holidays.include(LocalDate.of(2026, 12, 24))).isTrue();
        assertThat(holidays.include(LocalDate.of(2027, 12, 24))).isFalse();
        assertThat(holidays.include(LocalDate.of(2031, 12, 25))).isTrue();
        assertThat(holidays.include(LocalDate.of(2028, 2, 29))).isTrue();
        assertThat(holidays.include(LocalDate.of(2027, 3, 1))).isFalse();
        assertThat(Holidays.parse(List.of("none"))).isEqualTo(Holidays.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-02-29", "02-30", "13-01", "25.12.", "26-12-25", "Christmas", "", "none"})
    void whatIsNoDateIsRefused(String date) {
        assertThatThrownBy(() -> Holidays.parse(List.of("12-25", date)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("must be none, or dates such as")
                .hasMessageEndingWith("part 2 is no date");
    }

    @Test
    void moreHolidaysThanCouldBeMeantAreRefused() {
        assertThatThrownBy(() -> Holidays.parse(Collections.nCopies(Holidays.COUNT_MAX + 1, "12-25")))
                .hasMessage("must be at most 100 dates");
    }
}
