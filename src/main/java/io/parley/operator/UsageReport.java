package io.parley.operator;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.cost.UsageDay;
import io.parley.cost.UsageDay.ComputeUse;
import io.parley.cost.UsageDay.ModelUse;
import io.parley.turn.NanoUsd;
import io.parley.turn.TokenUsage;
import io.parley.turn.UnitPrices;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What sites used, as JSON. All amounts are nano-USD.
 *
 * @param to the day after the last
 * @param total of all sites
 */
@RegisterForReflection
record UsageReport(String from, String to, String currency, List<SitePart> sites, Totals total) {

    /** Days on which nothing was used are left out. */
    @RegisterForReflection
    record SitePart(String site, List<DayPart> days, Totals total) {}

    @RegisterForReflection
    record DayPart(String day, List<ModelPart> models, Totals total) {}

    /**
     * @param model provider and name
     * @param attempts HTTP requests sent
     * @param estimatedCalls those whose provider did not say what they used
     */
    @RegisterForReflection
    record ModelPart(
            String model,
            Prices prices,
            long calls,
            long attempts,
            Tokens tokens,
            long nanoUsd,
            long estimatedCalls,
            long estimatedNanoUsd) {}

    /** Nano-USD per token. */
    @RegisterForReflection
    record Prices(BigDecimal input, BigDecimal cachedInput, BigDecimal cacheWrite, BigDecimal output) {
        static Prices of(UnitPrices prices) {
            return new Prices(
                    nano(prices.inputPico()),
                    nano(prices.cachedInputPico()),
                    nano(prices.cacheWritePico()),
                    nano(prices.outputPico()));
        }

        private static BigDecimal nano(long pico) {
            return new BigDecimal(UnitPrices.nano(pico));
        }
    }

    @RegisterForReflection
    record Tokens(long prompt, long cached, long cacheWrite, long completion, long reasoning) {}

    /**
     * @param conversations sessions that began
     * @param nanoUsdPerInvocation model and compute, to the nearest nano-dollar; null if there was none
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Totals(
            long invocations,
            long conversations,
            long calls,
            long tokens,
            long modelNanoUsd,
            long computeNanoUsd,
            long estimatedNanoUsd,
            Long nanoUsdPerInvocation,
            Long nanoUsdPerConversation) {

        static Totals of(List<UsageDay> days) {
            long invocations = sum(days, d -> compute(d, ComputeUse::invocations));
            long conversations = sum(days, UsageDay::conversations);
            long model = sum(days, d -> models(d, m -> m.cost().value()));
            long compute = sum(days, d -> compute(d, c -> c.cost().value()));
            return new Totals(
                    invocations,
                    conversations,
                    sum(days, d -> models(d, ModelUse::calls)),
                    sum(days, d -> models(d, m -> m.tokens().total())),
                    model,
                    compute,
                    sum(days, d -> models(d, m -> m.estimatedCost().value())),
                    per(Math.addExact(model, compute), invocations),
                    per(Math.addExact(model, compute), conversations));
        }

        private static long models(UsageDay day, ToLongFunction<ModelUse> of) {
            return sum(day.models(), of);
        }

        private static long compute(UsageDay day, ToLongFunction<ComputeUse> of) {
            return sum(day.compute(), of);
        }

        private static <T> long sum(List<T> all, ToLongFunction<T> of) {
            return all.stream().mapToLong(of).reduce(0, Math::addExact);
        }

        private static Long per(long nanoUsd, long count) {
            return count == 0 ? null : Math.floorDiv(Math.addExact(nanoUsd, count / 2), count);
        }
    }

    static UsageReport of(UsageRange range, List<UsageDay> days) {
        List<SitePart> sites = range.sites().stream()
                .map(site -> sitePart(
                        site.value(),
                        days.stream().filter(d -> d.site().equals(site)).toList()))
                .toList();
        return new UsageReport(range.from().toString(), range.to().toString(), "USD", sites, Totals.of(days));
    }

    private static SitePart sitePart(String site, List<UsageDay> days) {
        List<DayPart> parts = days.stream()
                .filter(d -> !d.models().isEmpty() || !d.compute().isEmpty())
                .map(d -> new DayPart(
                        d.day().toString(),
                        d.models().stream().map(UsageReport::modelPart).toList(),
                        Totals.of(List.of(d))))
                .toList();
        return new SitePart(site, parts, Totals.of(days));
    }

    private static ModelPart modelPart(ModelUse use) {
        TokenUsage tokens = use.tokens();
        NanoUsd cost = use.cost();
        return new ModelPart(
                use.model(),
                Prices.of(use.prices()),
                use.calls(),
                use.attempts(),
                new Tokens(
                        tokens.prompt(), tokens.cached(), tokens.cacheWrite(), tokens.completion(), tokens.reasoning()),
                cost.value(),
                use.estimatedCalls(),
                use.estimatedCost().value());
    }
}
