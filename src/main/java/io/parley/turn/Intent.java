package io.parley.turn;

import com.fasterxml.jackson.annotation.JsonValue;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a message is about. The set is closed, so that it can tag metrics, choose queues and pick static replies. */
@RegisterForReflection
public enum Intent {
    BILLING,
    REFUND,
    TECHNICAL,
    ORDER_STATUS,
    ACCOUNT,
    HUMAN,
    GREETING,
    OTHER;

    private final String wire = name().toLowerCase(Locale.ROOT);

    /** The name in JSON, Redis, resources and metric tags, such as {@code order_status}. */
    @JsonValue
    public String wire() {
        return wire;
    }

    public static Optional<Intent> of(String wire) {
        return Arrays.stream(values()).filter(i -> i.wire.equals(wire)).findFirst();
    }
}
