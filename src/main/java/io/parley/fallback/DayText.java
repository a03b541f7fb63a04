package io.parley.fallback;

import io.parley.turn.Language;
import io.parley.turn.Resources;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/**
 * How a language tells a day and a time, such as {@code Monday, 23 November, at 09:00 (GMT+1)}: with the offset, for nobody knows
 * where the visitor is.
 *
 * @param text with {@code {weekday}}, {@code {day}}, {@code {month}}, {@code {time}} and {@code {offset}}
 * @param weekdays from Monday on
 * @param months their names, or none where numbers tell
 */
record DayText(String text, List<String> weekdays, List<String> months) {
    static DayText of(Language language) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(Resources.text("replies/days.properties")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String months = properties.getProperty(language.tag() + ".months");
        return new DayText(
                properties.getProperty(language.tag() + ".text"),
                List.of(properties.getProperty(language.tag() + ".weekdays").split(",")),
                months == null ? List.of() : List.of(months.split(",")));
    }

    String of(ZonedDateTime time) {
        int month = time.getMonthValue();
        return text.replace("{weekday}", weekdays.get(time.getDayOfWeek().getValue() - 1))
                .replace("{day}", Integer.toString(time.getDayOfMonth()))
                .replace("{month}", months.isEmpty() ? Integer.toString(month) : months.get(month - 1))
                .replace("{time}", twoDigits(time.getHour()) + ':' + twoDigits(time.getMinute()))
                .replace("{offset}", offset(time.getOffset()));
    }

    /** {@code GMT+1}, {@code GMT-3:30}, {@code GMT}. */
    private static String offset(ZoneOffset offset) {
        int minutes = Math.abs(offset.getTotalSeconds()) / 60;
        if (minutes == 0) {
            return "GMT";
        }
        String sign = offset.getTotalSeconds() < 0 ? "-" : "+";
        return "GMT" + sign + minutes / 60 + (minutes % 60 == 0 ? "" : ':' + twoDigits(minutes % 60));
    }

    private static String twoDigits(int number) {
        return String.format(Locale.ROOT, "%02d", number);
    }
}
