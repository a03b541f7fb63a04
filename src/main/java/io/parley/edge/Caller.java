package io.parley.edge;

import io.parley.edge.access.SessionTicket;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Who has called a function, as far as that is proven. */
public sealed interface Caller {
    /** @param webhookId the id that was signed; empty where calls need no signature */
    record Backend(Optional<String> webhookId) implements Caller {}

    /** @param address where the call comes from; the visitor's own, for no backend stands between */
    record Browser(SessionTicket ticket, Optional<String> address) implements Caller {}

    /** @param name as the configuration has it beside the key */
    record Operator(String name) implements Caller {}

    /**
     * A desk, or whoever says so: that its signature is right is for the function to find out, which knows what desks there are.
     *
     * @param headers by name; null where there is none
     */
    record Desk(byte[] body, UnaryOperator<String> headers) implements Caller {}
}
