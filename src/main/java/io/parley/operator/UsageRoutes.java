package io.parley.operator;

import com.fasterxml.jackson.databind.JsonNode;
import io.parley.cost.Budgets;
import io.parley.cost.Budgets.Wish;
import io.parley.cost.Focus;
import io.parley.cost.Usage;
import io.parley.edge.Caller;
import io.parley.edge.EdgeCall;
import io.parley.edge.Problem;
import io.parley.edge.Problem.MemberError;
import io.parley.edge.Refusal;
import io.parley.edge.access.Sites;
import io.parley.operator.OperatorCalls.Answer;
import io.parley.turn.Budget;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * {@code GET /usage} and {@code GET /usage.csv}: what sites used; {@code GET} and {@code POST /usage/budget}: what they may. These are
 * routes and not Funqy functions because one of them answers with CSV, as it reads it.
 */
@Singleton
class UsageRoutes {
    static final String USAGE = "usage";
    static final String CSV = "usage.csv";
    static final String BUDGET = "usage/budget";

    private static final Set<String> MEMBERS = Set.of("tokens", "usd", "why");
    private static final Pattern USD = Pattern.compile("\\d{1,7}(\\.\\d{1,9})?");
    private static final int NANO_DECIMALS = 9;

    private final Usage usage;
    private final Focus focus;
    private final Budgets budgets;
    private final Sites sites;
    private final OperatorCalls calls;
    private final InstantSource clock;

    UsageRoutes(Usage usage, Focus focus, Budgets budgets, Sites sites, OperatorCalls calls, InstantSource clock) {
        this.usage = usage;
        this.focus = focus;
        this.budgets = budgets;
        this.sites = sites;
        this.calls = calls;
        this.clock = clock;
    }

    void register(@Observes Router router) {
        router.get("/" + USAGE).order(OperatorCalls.ORDER).handler(this::usage);
        router.get("/" + CSV)
                .order(OperatorCalls.ORDER)
                .handler(routing -> calls.run(routing, CSV, call -> csv(routing, call)));
        router.get("/" + BUDGET)
                .order(OperatorCalls.ORDER)
                .handler(routing ->
                        calls.run(routing, BUDGET, call -> budget(routing, call).map(Answer::audited)));
        router.post("/" + BUDGET)
                .order(OperatorCalls.ORDER)
                .handler(routing -> calls.run(
                        routing, BUDGET, call -> setBudget(routing, call).map(Answer::audited)));
    }

    private void usage(RoutingContext routing) {
        String accept = routing.request().getHeader("Accept");
        if (accept != null && accept.startsWith("text/csv")) {
            calls.run(routing, CSV, call -> csv(routing, call));
        } else {
            calls.run(routing, USAGE, call -> report(range(routing, call)).map(Answer::new));
        }
    }

    private UsageRange range(RoutingContext routing, EdgeCall call) {
        return UsageRange.of(routing.queryParams(), sites, call.site(), clock.instant());
    }

    private Uni<UsageReport> report(UsageRange range) {
        return upToDate(range)
                .chain(() -> Multi.createFrom()
                        .items(range::days)
                        .onItem()
                        .transformToUniAndConcatenate(d -> usage.of(d.site(), d.day()))
                        .collect()
                        .asList())
                .map(days -> UsageReport.of(range, days));
    }

    private Uni<Answer> csv(RoutingContext routing, EdgeCall call) {
        UsageRange range = range(routing, call);
        HttpServerResponse response = routing.response();
        String name = "parley-focus-" + range.from() + "-" + range.to() + ".csv";
        return upToDate(range)
                .invoke(() -> response.putHeader("Content-Type", Focus.MEDIA_TYPE)
                        .putHeader("Content-Disposition", "attachment; filename=\"" + name + "\"")
                        .setChunked(true))
                .chain(() -> write(response, focus.header()))
                .chain(() -> Multi.createFrom()
                        .items(range::days)
                        .onItem()
                        .transformToUniAndConcatenate(d -> usage.of(d.site(), d.day()))
                        .onItem()
                        .transformToUniAndConcatenate(day -> write(response, focus.rows(day)))
                        .collect()
                        .last())
                .chain(() ->
                        Uni.createFrom().completionStage(() -> response.end().toCompletionStage()))
                .map(ended -> new Answer(null));
    }

    /** Done when it is written: whoever reads slowly is not read ahead of. */
    private static Uni<Void> write(HttpServerResponse response, String text) {
        return text.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.createFrom().completionStage(() -> response.write(text).toCompletionStage());
    }

    /** Books what was abandoned. */
    private Uni<Void> upToDate(UsageRange range) {
        return Multi.createFrom()
                .iterable(range.sites())
                .onItem()
                .transformToUniAndConcatenate(budgets::read)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<BudgetReport> budget(RoutingContext routing, EdgeCall call) {
        if (!routing.queryParams().isEmpty()) {
            throw new Refusal(Problem.wrongParameters(routing.queryParams().names().stream()
                    .map(name ->
                            new Problem.ParameterError(name, "is not taken: the header Parley-Site names the site"))
                    .toList()));
        }
        return budgets.read(call.site()).map(state -> BudgetReport.of(call.site(), state));
    }

    private Uni<BudgetReport> setBudget(RoutingContext routing, EdgeCall call) {
        JsonNode body = calls.body(routing);
        List<MemberError> errors = new ArrayList<>();
        body.fieldNames().forEachRemaining(name -> {
            if (!MEMBERS.contains(name)) {
                errors.add(new MemberError("#", "takes the members tokens, usd and why alone"));
            }
        });
        Wish tokens = tokens(body.path("tokens"), errors);
        Wish usd = usd(body.path("usd"), errors);
        if (tokens instanceof Wish.Leave && usd instanceof Wish.Leave && errors.isEmpty()) {
            errors.add(new MemberError("#", "must have tokens, usd or both"));
        }
        String why = OperatorMembers.why(body, errors);
        if (!errors.isEmpty()) {
            throw new Refusal(Problem.unprocessable(errors));
        }
        String by = call.caller() instanceof Caller.Operator operator ? operator.name() : "";
        return budgets.set(call.site(), tokens, usd, by, why).map(state -> BudgetReport.of(call.site(), state));
    }

    private static Wish tokens(JsonNode node, List<MemberError> errors) {
        if (node.isMissingNode()) {
            return new Wish.Leave();
        }
        if (node.isNull()) {
            return new Wish.AsConfigured();
        }
        if (node.isIntegralNumber()
                && node.canConvertToLong()
                && node.longValue() >= 0
                && node.longValue() <= Budget.TOKENS_MAX) {
            return new Wish.Set(node.longValue());
        }
        errors.add(new MemberError("#/tokens", "must be a whole number from 0 to " + Budget.TOKENS_MAX + ", or null"));
        return new Wish.Leave();
    }

    private static Wish usd(JsonNode node, List<MemberError> errors) {
        if (node.isMissingNode()) {
            return new Wish.Leave();
        }
        if (node.isNull()) {
            return new Wish.AsConfigured();
        }
        if (node.isTextual() && USD.matcher(node.textValue()).matches()) {
            long nano = new BigDecimal(node.textValue())
                    .movePointRight(NANO_DECIMALS)
                    .longValueExact();
            if (nano <= Budget.NANO_USD_MAX) {
                return new Wish.Set(nano);
            }
        }
        errors.add(
                new MemberError("#/usd", "must be US dollars as a string such as \"25.00\", up to 1000000, or null"));
        return new Wish.Leave();
    }
}
