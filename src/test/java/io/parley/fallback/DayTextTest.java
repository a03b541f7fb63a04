package io.parley.fallback;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.turn.Language;
import java.time.ZonedDateTime;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DayTextTest {
    private static final ZonedDateTime MONDAY = ZonedDateTime.parse("2026-11-23T09:00:00+01:00[Europe/Paris]");

    @ParameterizedTest
    @EnumSource
    void everyDayOfTheYearIsToldApart(Language language) {
        DayText day = DayText.of(language);
        assertThat(day.weekdays()).hasSize(7).doesNotHaveDuplicates();
        assertThat(day.months().size()).isIn(0, 12);
        Set<String> days = new HashSet<>();
        for (int i = 0; i < 366; i++) {
            days.add(day.of(MONDAY.plusDays(i)));
        }
        assertThat(days).hasSize(366).noneMatch(text -> text.contains("{") || text.contains("}"));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-12-06T17:05:59Z, 'Sunday, 6 December, at 17:05 (GMT)'",
        "2026-02-01T00:00:00-03:30, 'Sunday, 1 February, at 00:00 (GMT-3:30)'",
        "2026-05-02T09:00:00+05:45, 'Saturday, 2 May, at 09:00 (GMT+5:45)'",
        "2026-05-02T09:00:00-10:00, 'Saturday, 2 May, at 09:00 (GMT-10)'",
    })
    void timeIsToldWithItsOffset(ZonedDateTime time, String told) {
        assertThat(DayText.of(Language.EN).of(time)).isEqualTo(told);
    }
}
