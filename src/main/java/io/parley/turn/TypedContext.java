package io.parley.turn;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;

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
