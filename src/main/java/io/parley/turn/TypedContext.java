package io.parley.turn;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * What the site knows about the visitor, by type. Every part and every member may be null: the site did not say. Strings hold
 * no control characters, so that a line of the prompt cannot be broken by them.
 *
 * @param facts whatever else the site knows, at most {@value #FACTS_MAX}, in the order given
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TypedContext(
        String locale, Plan plan, Account account, Order order, Environment environment, Map<String, String> facts) {
    public static final int FACTS_MAX = 16;
    public static final TypedContext EMPTY = new TypedContext(null, null, null, null, null, Map.of());

    /** No facts are written as none at all, and read again as null. */
    public TypedContext {
        facts = facts == null ? Map.of() : facts;
    }

    /** Whether it holds nothing but what a visitor's own browser may say: its language and where it is. */
    public boolean saysOnlyWhereAndInWhichLanguage() {
        return plan == null && account == null && order == null && facts.isEmpty();
    }

    /** The same, with language and environment of another where that says them. */
    public TypedContext with(TypedContext browser) {
        return new TypedContext(
                browser.locale != null ? browser.locale : locale,
                plan,
                account,
                order,
                browser.environment != null ? browser.environment : environment,
                facts);
    }

    /** Every text in it. */
    public List<String> values() {
        List<String> values = new ArrayList<>(facts.values());
        for (Part part : new Part[] {plan, account, order, environment}) {
            if (part != null) {
                part.members().stream()
                        .map(Member::value)
                        .filter(Objects::nonNull)
                        .forEach(values::add);
            }
        }
        return values;
    }

    /** The same, with every text changed but the locale. */
    public TypedContext mapped(UnaryOperator<String> change) {
        UnaryOperator<String> f = text -> text == null ? null : change.apply(text);
        Map<String, String> changed = new LinkedHashMap<>();
        facts.forEach((name, value) -> changed.put(name, f.apply(value)));
        return new TypedContext(
                locale,
                plan == null ? null : new Plan(f.apply(plan.name), f.apply(plan.status), f.apply(plan.renewsOn)),
                account == null
                        ? null
                        : new Account(
                                f.apply(account.memberId),
                                f.apply(account.name),
                                f.apply(account.email),
                                f.apply(account.memberSince)),
                order == null
                        ? null
                        : new Order(
                                f.apply(order.number),
                                f.apply(order.status),
                                f.apply(order.total),
                                f.apply(order.placedOn),
                                f.apply(order.trackingUrl)),
                environment == null ? null : new Environment(f.apply(environment.page), f.apply(environment.device)),
                Collections.unmodifiableMap(changed));
    }

    /** A part of the context that can say its members by name, in a fixed order. */
    public sealed interface Part {
        /** Name and value of every member; a value is null where the site did not say. */
        List<Member> members();
    }

    public record Member(String name, String value) {}

    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Plan(String name, String status, String renewsOn) implements Part {
        @Override
        public List<Member> members() {
            return List.of(new Member("name", name), new Member("status", status), new Member("renewsOn", renewsOn));
        }
    }

    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Account(String memberId, String name, String email, String memberSince) implements Part {
        @Override
        public List<Member> members() {
            return List.of(
                    new Member("memberId", memberId),
                    new Member("name", name),
                    new Member("email", email),
                    new Member("memberSince", memberSince));
        }
    }

    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Order(String number, String status, String total, String placedOn, String trackingUrl)
            implements Part {
        @Override
        public List<Member> members() {
            return List.of(
                    new Member("number", number),
                    new Member("status", status),
                    new Member("total", total),
                    new Member("placedOn", placedOn),
                    new Member("trackingUrl", trackingUrl));
        }
    }

    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Environment(String page, String device) implements Part {
        @Override
        public List<Member> members() {
            return List.of(new Member("page", page), new Member("device", device));
        }
    }
}
