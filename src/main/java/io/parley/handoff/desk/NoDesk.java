package io.parley.handoff.desk;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;

/** A queue that has lost its desk since the ticket was filed: it may get one again. */
final class NoDesk implements Desk {
    @Override
    public Uni<DeskAnswer> deliver(Delivery delivery, Duration within) {
        return Uni.createFrom().item(new DeskAnswer.Failed("no desk is configured", Optional.empty()));
    }
}
