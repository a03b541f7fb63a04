package io.parley.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.Mappings;
import io.parley.settings.SiteVariables;
import io.parley.turn.SiteId;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TermsTest {
    private static final SiteId SHOP = new SiteId("shop");
    private static final SiteId OTHER = new SiteId("other");
    private static final Instant SUNDAY = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    void withoutAnySettingPeopleAreThereAllTheTimeAndTheBotComesBack() {
        Terms terms = terms(Map.of());
        assertThat(terms.of(SHOP, "any"))
                .isEqualTo(new Term(Duration.ofHours(1), BusinessHours.ALWAYS, Duration.ofMinutes(15), Overdue.BOT));
        assertThat(terms.queueOf(SHOP)).isEqualTo("support");
        assertThat(terms.deliveryMaxAge()).isEqualTo(Duration.ofHours(24));
        assertThat(terms.of(SHOP, "any").dueAt(SUNDAY)).isEqualTo("2026-11-22T13:00:00Z");
        assertThat(terms.of(SHOP, "any").opens(SUNDAY)).isEmpty();
    }

    /** In minutes: 1 for everything, 2 for the queue, 3 for the site, 4 for the queue of the site. */
    @ParameterizedTest
    @CsvSource({
        "1234, shop, billing, 4",
        "1234, shop, BILLING, 4",
        "1234, shop, returns, 3",
        "1234, other, billing, 2",
        "1234, other, returns, 1",
        "123, shop, billing, 3",
        "12, shop, billing, 2",
        "1, shop, billing, 1",
        "14, shop, billing, 4",
        "14, shop, returns, 1",
        "13, shop, billing, 3",
        "24, other, billing, 2",
        "4, other, billing, 60",
        "'', shop, billing, 60",
    })
    void memberCountsFromWhereItIsSetMostNarrowly(String set, String site, String queue, long minutes) {
        Map<Character, String> places = Map.of(
                '1', "parley.handoff.",
                '2', "parley.queues.billing.",
                '3', "parley.sites.shop.handoff.",
                '4', "parley.sites.shop.queues.Billing.");
        Map<String, String> properties = new HashMap<>();
        set.chars().forEach(c -> properties.put(places.get((char) c) + "sla", (char) c + "m"));
        assertThat(terms(properties).of(new SiteId(site), queue).sla()).isEqualTo(Duration.ofMinutes(minutes));
    }

    @Test
    void membersComeEachFromItsOwnPlace() {
        Terms terms = terms(Map.of(
                "parley.handoff.holidays", "12-25,2026-11-30",
                "parley.queues.billing.hours", "Mon-Fri 09:00-12:00, 13:00-17:00",
                "parley.queues.billing.overdue", "escalate",
                "parley.sites.shop.handoff.time-zone", "Europe/Paris",
                "parley.sites.shop.handoff.queue", "front",
                "parley.sites.shop.queues.billing.sla", "4h",
                "parley.sites.shop.queues.billing.overdue-margin", "0s"));
        assertThat(terms.of(SHOP, "billing"))
                .isEqualTo(new Term(
                        Duration.ofHours(4),
                        new BusinessHours(
                                WeeklyHours.parse("Mon-Fri 09:00-12:00, 13:00-17:00"),
                                ZoneId.of("Europe/Paris"),
                                new Holidays(Set.of(LocalDate.of(2026, 11, 30)), Set.of(MonthDay.of(12, 25)))),
                        Duration.ZERO,
                        Overdue.ESCALATE));
        assertThat(terms.queueOf(SHOP)).isEqualTo("front");
        assertThat(terms.queueOf(OTHER)).isEqualTo("support");
        assertThat(terms.of(SHOP, "billing").dueAt(SUNDAY)).isEqualTo("2026-11-23T13:00:00Z");
        assertThat(terms.of(SHOP, "billing").opens(SUNDAY))
                .contains(ZonedDateTime.parse("2026-11-23T09:00:00+01:00[Europe/Paris]"));
    }

    @Test
    void hoursAndHolidaysCanBeTakenBackForAQueue() {
        Terms terms = terms(Map.of(
                "parley.handoff.hours", "Mon 09:00-17:00",
                "parley.handoff.holidays", "12-25",
                "parley.queues.urgent.hours", "always",
                "parley.queues.urgent.holidays", "none"));
        assertThat(terms.of(SHOP, "urgent").hours()).isEqualTo(BusinessHours.ALWAYS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "parley.handoff.queue | a b | must be 1..64",
                "parley.sites.shop.handoff.queue | a/b | must be 1..64",
                "parley.handoff.sla | 59s | must be from 60000 ms",
                "parley.handoff.sla | 31d | must be from 60000 ms",
                "parley.handoff.delivery-max-age | 1s | must be from 60000 ms",
                "parley.handoff.delivery-max-age | 31d | must be from 60000 ms",
                "parley.queues.billing.sla | 1s | must be from 60000 ms",
                "parley.queues.billing.overdue-margin | 8d | must be from 0 ms",
                "parley.queues.billing.overdue-margin | PT-1S | must be from 0 ms",
                "parley.queues.billing.hours | Mon-Fri | part 1 has days without times",
                "parley.queues.billing.hours | Mon 09:00-17:00, Sam 10:00-12:00 | part 2 has a day that is none of",
                "parley.sites.shop.handoff.hours | Mon 22:00-02:00 | part 1 ends before it begins",
                "parley.sites.shop.handoff.time-zone | Europe/Londres | must be a time zone",
                "parley.sites.shop.handoff.time-zone | +02:00 | must be a time zone",
                "parley.sites.shop.queues.billing.holidays | 2026-12-25,2026-02-29 | part 2 is no date",
                "parley.sites.shop.queues.billing.holidays | Christmas | must be none, or dates",
                "parley.sites.shop.queues.billing.hours | Mon 09:00-09:05 | is counted within the hours",
            })
    void wrongValueStopsTheStartByName(String property, String value, String rule) {
        String named = rule.startsWith("is counted") ? "parley.handoff.sla" : property;
        assertThatThrownBy(() -> terms(Map.of(property, value)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(named + ' ')
                .hasMessageContaining(rule);
    }

    @Test
    void nameOfAQueueIsCheckedToo() {
        assertThatThrownBy(() -> terms(Map.of("parley.queues.\"a b\".sla", "2h")))
                .hasMessageStartingWith("parley.queues.a b must be 1..64");
        assertThatThrownBy(() -> terms(Map.of("parley.queues.a-b.sla", "2h", "parley.queues.a_b.sla", "3h")))
                .hasMessageContaining("names a queue twice");
    }

    @Test
    void timeThatOfficeHoursMakeMonthsOfIsRefusedWhereItIsSet() {
        String hours = "Mon-Fri 09:00-17:00";
        assertThatThrownBy(() ->
                        terms(Map.of("parley.handoff.hours", hours, "parley.sites.shop.queues.billing.sla", "30d")))
                .hasMessageStartingWith("parley.sites.shop.queues.billing.sla is counted within the hours");
        assertThat(terms(Map.of("parley.handoff.hours", hours, "parley.handoff.sla", "14d"))
                        .of(SHOP, "any")
                        .dueAt(SUNDAY))
                .as("336 hours are 42 days of eight")
                .isEqualTo("2027-01-19T17:00:00Z");
    }

    @ParameterizedTest
    @CsvSource({
        "PARLEY_QUEUES_BILLING_SLA, other, billing",
        "PARLEY_QUEUES_SECOND_LINE_SLA, other, second-line",
        "PARLEY_QUEUES_SECOND_LINE_SLA, other, second_line",
        "PARLEY_SITES_SHOP_HANDOFF_SLA, shop, any",
        "PARLEY_SITES_MY_SHOP_HANDOFF_SLA, my-shop, any",
        "PARLEY_SITES_SHOP_QUEUES_BILLING_SLA, shop, billing",
        "PARLEY_SITES_MY_SHOP_QUEUES_BILLING_SLA, my-shop, billing",
        "PARLEY_SITES_MY_SHOP_QUEUES_SECOND_LINE_SLA, my-shop, second-line",
        "PARLEY_HANDOFF_SLA, any, any",
    })
    void comesFromVariablesToo(String variable, String site, String queue) {
        Terms terms = terms(Map.of(variable, "7m"), "{}");
        assertThat(terms.of(new SiteId(site), queue).sla()).isEqualTo(Duration.ofMinutes(7));
        if (!site.equals("any") && !variable.startsWith("PARLEY_QUEUES")) {
            assertThat(terms.of(new SiteId("elsewhere"), queue).sla()).isEqualTo(Duration.ofHours(1));
        }
    }

    @Test
    void everyMemberHasAVariable() {
        Map<String, String> variables = Map.of(
                "PARLEY_SITES_MY_SHOP_QUEUES_BILLING_HOURS", "Mon-Fri 09:00-17:00, Sat 10:00-14:00",
                "PARLEY_SITES_MY_SHOP_QUEUES_BILLING_TIME_ZONE", "Asia/Jerusalem",
                "PARLEY_QUEUES_BILLING_HOLIDAYS", "12-25,2026-11-30",
                "PARLEY_SITES_MY_SHOP_HANDOFF_OVERDUE_MARGIN", "1h",
                "PARLEY_SITES_MY_SHOP_HANDOFF_OVERDUE", "escalate",
                "PARLEY_SITES_MY_SHOP_HANDOFF_QUEUE", "billing");
        Terms terms = terms(variables, "{parley: {sites: {my-shop: {handoff: {sla: 2h, overdue: bot}}}}}");
        SiteId shop = new SiteId("my-shop");
        assertThat(terms.of(shop, terms.queueOf(shop)))
                .isEqualTo(new Term(
                        Duration.ofHours(2),
                        new BusinessHours(
                                WeeklyHours.parse("Mon-Fri 09:00-17:00, Sat 10:00-14:00"),
                                ZoneId.of("Asia/Jerusalem"),
                                new Holidays(Set.of(LocalDate.of(2026, 11, 30)), Set.of(MonthDay.of(12, 25)))),
                        Duration.ofHours(1),
                        Overdue.ESCALATE));
    }

    @Test
    void fileMayHaveListsAndDatesWithoutQuotes() {
        Terms terms = terms(Map.of(), """
                parley:
                  queues:
                    billing:
                      hours: [ Mon-Fri 09:00-12:00, 13:00-17:00, Sat 10:00-14:00 ]
                      holidays: [ 2026-12-28, 12-25, 01-01 ]
                """);
        assertThat(terms.of(SHOP, "billing").hours())
                .isEqualTo(new BusinessHours(
                        WeeklyHours.parse("Mon-Fri 09:00-12:00, 13:00-17:00, Sat 10:00-14:00"),
                        ZoneId.of("UTC"),
                        new Holidays(
                                Set.of(LocalDate.of(2026, 12, 28)), Set.of(MonthDay.of(12, 25), MonthDay.of(1, 1)))));
    }

    @Test
    void exampleOfTheDocumentationMeansWhatItSays() throws IOException {
        String example = Pattern.compile("(?s)```yaml\n(parley:\n  handoff:.*?)```")
                .matcher(Files.readString(Path.of("docs/sites.md")))
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
        Terms terms = terms(Map.of(), example.replaceFirst("(?s)  intents:.*", ""));
        SiteId paris = new SiteId("paris-shop");
        assertThat(terms.queueOf(paris)).isEqualTo("boutique");
        assertThat(terms.of(OTHER, "urgent"))
                .isEqualTo(new Term(
                        Duration.ofMinutes(10),
                        new BusinessHours(WeeklyHours.ALWAYS, ZoneId.of("Europe/London"), Holidays.NONE),
                        Duration.ofMinutes(15),
                        Overdue.ESCALATE));
        assertThat(terms.of(paris, "urgent"))
                .isEqualTo(new Term(
                        Duration.ofMinutes(10),
                        BusinessHours.of(
                                "Mon-Sun 08:00-22:00", "Europe/Paris", List.of("01-01", "05-01", "07-14", "12-25")),
                        Duration.ofMinutes(15),
                        Overdue.ESCALATE));
        assertThat(terms.of(paris, "boutique").hours().week())
                .isEqualTo(WeeklyHours.parse("Mon-Fri 09:00-12:30, 13:30-17:00, Sat 10:00-14:00"));
    }

    private static Terms terms(Map<String, String> properties) {
        return new Terms(Mappings.of(HandoffConfig.class, properties));
    }

    private static Terms terms(Map<String, String> variables, String yaml) {
        return new Terms(new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(HandoffConfig.class)
                .withSources(
                        new EnvConfigSource(variables, 300),
                        new SiteVariables(variables),
                        new YamlConfigSource("file", yaml, 290))
                .build()
                .getConfigMapping(HandoffConfig.class));
    }
}
