package io.parley.handoff.desk;

import io.smallrye.mutiny.Uni;
import java.time.Duration;

/** Where people answer: a support desk, reached by whatever it takes. */
public interface Desk {
    /**
     * Makes one attempt.
     *
     * @param within for all requests of the attempt together
     * @return never a failure: a desk that is away is an answer too
     */
    Uni<DeskAnswer> deliver(Delivery delivery, Duration within);
}
