package io.parley.cost;

import io.parley.alerts.Alerts;
import io.parley.redis.Keys;
import io.parley.redis.Money;
import io.parley.redis.Script;
import io.parley.redis.ScriptReply;
import io.parley.turn.Budget;
import io.parley.turn.PerSite;
import io.parley.turn.Settings;
import io.parley.turn.SiteId;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/** What each site may use in a month, what of it is used, and what an operator makes of that. */
@Singleton
public class Budgets {
    private static final Logger LOG = Logger.getLogger(Budgets.class);
    private static final int NANO_DECIMALS = 9;

    /** An operator can wait. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static final String AS_CONFIGURED = "none";
    private static final int[] PERCENT = {50, 80, 100};

    private final PerSite<Budget> budgets;
    private final Script script;
    private final Ledger ledger;
    private final Alerts alerts;
    private final InstantSource clock;
    private final boolean unbounded;

    Budgets(BudgetConfig config, ReactiveRedisDataSource redis, Ledger ledger, Alerts alerts, InstantSource clock) {
        Settings.within("parley.alerts.anomaly-factor", config.alerts().anomalyFactor(), 2, 100);
        long floor = nano("parley.alerts.anomaly-floor-usd", config.alerts().anomalyFloorUsd());
        int factor = config.alerts().anomalyFactor();
        Budget common = new Budget(
                tokens("parley.budget.tokens", config.budget().tokens()),
                nano("parley.budget.usd", config.budget().usd()),
                factor,
                floor);
        this.budgets = PerSite.of(config.sites(), common, (property, site) -> {
            OptionalLong tokens = tokens(property + "budget-tokens", site.budgetTokens());
            OptionalLong nano = nano(property + "budget-usd", site.budgetUsd());
            return new Budget(
                    tokens.isPresent() ? tokens : common.tokens(),
                    nano.isPresent() ? nano : common.nanoUsd(),
                    factor,
                    floor);
        });
        this.unbounded = common.tokens().isEmpty() && common.nanoUsd().isEmpty();
        this.script = new Script(redis, Money.SCRIPT, "redis/budget.lua");
        this.ledger = ledger;
        this.alerts = alerts;
        this.clock = clock;
    }

    void check(@Observes StartupEvent event) {
        if (unbounded && LaunchMode.current() == LaunchMode.NORMAL) {
            LOG.warn("Sites without a budget of their own may use any number of tokens:"
                    + " set parley.budget.tokens (PARLEY_BUDGET_TOKENS)");
        }
    }

    /** As configured. */
    public Budget of(SiteId site) {
        return budgets.of(site);
    }

    /**
     * How a site's budget of this month stands.
     *
     * @param held of messages under way
     * @param limit in force
     * @param configured in force unless an operator has set another
     * @param set by an operator; null if none has
     * @param alerts when they were raised, by the percentage that was reached
     */
    public record State(
            YearMonth month,
            Amount settled,
            Amount held,
            Budget limit,
            Budget configured,
            Optional<Setting> set,
            Map<Integer, Instant> alerts) {}

    public record Amount(long tokens, long nanoUsd) {}

    public record Setting(String by, String why, Instant since) {}

    /** An operator's wish for this month: a bound to set, one to take back in favour of the configured, or neither. */
    public sealed interface Wish {
        record Set(long bound) implements Wish {}

        record AsConfigured() implements Wish {}

        record Leave() implements Wish {}

        private String argument() {
            return this instanceof Set set ? Long.toString(set.bound) : this instanceof Leave ? "" : AS_CONFIGURED;
        }
    }

    /** Fails if Redis does not answer. */
    public Uni<State> read(SiteId site) {
        return run(site, List.of("set", ""));
    }

    /** Fails if Redis does not answer; then nothing is known to be set. */
    public Uni<State> set(SiteId site, Wish tokens, Wish nanoUsd, String by, String why) {
        return run(
                site,
                List.of("set", "1", "tokens", tokens.argument(), "nano", nanoUsd.argument(), "by", by, "why", why));
    }

    private Uni<State> run(SiteId site, List<String> args) {
        Keys keys = new Keys(site);
        Budget configured = of(site);
        YearMonth month = YearMonth.from(clock.instant().atZone(ZoneOffset.UTC));
        return script.run(
                        List.of(keys.budget(month)),
                        args,
                        List.of("prefix", keys.prefix()),
                        Money.arguments(configured))
                .ifNoItem()
                .after(TIMEOUT)
                .fail()
                .invoke(response -> texts(response.get(2)).forEach(hold -> ledger.bookAbandoned(site, hold)))
                .invoke(response -> alerts.raise(site, texts(response.get(3))))
                .map(response -> state(ScriptReply.of(response), configured));
    }

    private static State state(ScriptReply reply, Budget configured) {
        Budget limit = new Budget(
                number(reply.text("limit_tokens")),
                number(reply.text("limit_nano")),
                configured.anomalyFactor(),
                configured.anomalyFloorNanoUsd());
        Optional<Setting> set = reply.text("limit_since").isEmpty()
                ? Optional.empty()
                : Optional.of(new Setting(
                        reply.text("limit_by"), reply.text("limit_why"), instant(reply.text("limit_since"))));
        Map<Integer, Instant> alerts = new TreeMap<>();
        for (int percent : PERCENT) {
            String raised = reply.text("alert_" + percent);
            if (!raised.isEmpty()) {
                alerts.put(percent, instant(raised));
            }
        }
        return new State(
                YearMonth.parse(reply.text("month")),
                new Amount(reply.integer("tokens"), reply.integer("nano")),
                new Amount(reply.integer("held_tokens"), reply.integer("held_nano")),
                limit,
                configured,
                set,
                alerts);
    }

    private static List<String> texts(Response list) {
        List<String> texts = new ArrayList<>(list.size());
        list.forEach(item -> texts.add(item.toString()));
        return texts;
    }

    private static OptionalLong number(String text) {
        return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    }

    private static Instant instant(String micros) {
        return Instant.EPOCH.plus(Long.parseLong(micros), ChronoUnit.MICROS);
    }

    private static OptionalLong tokens(String property, OptionalLong tokens) {
        tokens.ifPresent(t -> Settings.within(property, t, 0, Budget.TOKENS_MAX));
        return tokens;
    }

    private static OptionalLong nano(String property, Optional<BigDecimal> usd) {
        return usd.isEmpty() ? OptionalLong.empty() : OptionalLong.of(nano(property, usd.get()));
    }

    private static long nano(String property, BigDecimal usd) {
        BigDecimal nano = usd.movePointRight(NANO_DECIMALS).stripTrailingZeros();
        boolean sound =
                nano.signum() >= 0 && nano.scale() <= 0 && nano.compareTo(BigDecimal.valueOf(Budget.NANO_USD_MAX)) <= 0;
        Settings.require(sound, property, "must be US dollars, from 0 to 1000000, with at most 9 decimals");
        return nano.longValueExact();
    }
}
