package io.parley.handoff;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.parley.handoff.Outbox.Reported;
import io.parley.handoff.desk.Delivery;
import io.parley.handoff.desk.DeskAnswer;
import io.parley.handoff.desk.Desks;
import io.parley.redis.Claim;
import io.parley.turn.Deadline;
import io.parley.turn.NanoClock;
import io.parley.turn.SiteId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/** Brings desks what is in the outbox: at once, and again until they have it. */
@Singleton
public class Deliveries {
    /** For what a message waits in its own invocation. */
    public static final Duration AT_ONCE = Duration.ofSeconds(2);

    private static final Duration ATTEMPT_MAX = Duration.ofSeconds(5);
    private static final Duration ATTEMPT_MIN = Duration.ofMillis(100);
    private static final Duration RETRY_MIN = Duration.ofSeconds(30);
    private static final Duration RETRY_MAX = Duration.ofHours(1);
    private static final int DOUBLINGS_MAX = 7;
    private static final double JITTER = 0.2;

    /** At one time in a run: desks limit how many requests they take, and one instance is not to use that up. */
    private static final int CONCURRENCY = 8;

    private static final Logger LOG = Logger.getLogger(Deliveries.class);

    private final Outbox outbox;
    private final Desks desks;
    private final Redaction redaction;
    private final ObjectMapper mapper;
    private final MeterRegistry meters;
    private final NanoClock clock;

    Deliveries(
            Outbox outbox,
            Desks desks,
            Redaction redaction,
            ObjectMapper mapper,
            MeterRegistry meters,
            NanoClock clock) {
        this.outbox = outbox;
        this.desks = desks;
        this.redaction = redaction;
        this.mapper = mapper;
        this.meters = meters;
        this.clock = clock;
    }

    /** What a run did: tickets and messages that desks got, did not get yet, and will not get. */
    public record Tally(int delivered, int failed, int givenUp) {}

    /** Delivers what is claimed, and what comes after it for the same ticket. Never fails: what is not delivered stays in the outbox. */
    public Uni<Tally> deliver(SiteId site, Claim claim, Duration within) {
        Counts counts = new Counts();
        return deliver(site, claim, Deadline.after(within, clock.getAsLong(), clock), counts)
                .replaceWith(counts::tally);
    }

    /** Delivers what is due at the sites, within a time. Fails if Redis does not answer. */
    public Uni<Tally> run(List<SiteId> sites, Duration within) {
        Deadline deadline = Deadline.after(within, clock.getAsLong(), clock);
        Counts counts = new Counts();
        return Multi.createFrom()
                .iterable(sites)
                .onItem()
                .transformToUniAndConcatenate(site -> Uni.join()
                        .all(IntStream.range(0, CONCURRENCY)
                                .mapToObj(i -> drain(site, deadline, counts))
                                .toList())
                        .andCollectFailures())
                .collect()
                .last()
                .replaceWith(counts::tally);
    }

    /**
     * Delivers one ticket, though it was given up or another attempt is to wait.
     *
     * @return empty if there is no such ticket
     */
    public Uni<Optional<Tally>> again(SiteId site, String ticket, Duration within) {
        return outbox.claimAgain(site, ticket, token())
                .chain(wanted -> wanted.claim().isPresent()
                        ? deliver(site, wanted.claim().get(), within).map(Optional::of)
                        : Uni.createFrom().item(wanted.exists() ? Optional.of(new Tally(0, 0, 0)) : Optional.empty()));
    }

    private Uni<Void> drain(SiteId site, Deadline deadline, Counts counts) {
        if (deadline.remaining().compareTo(ATTEMPT_MIN) < 0) {
            return Uni.createFrom().voidItem();
        }
        return outbox.claim(site, token())
                .chain(claim -> claim.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : deliver(site, claim.get(), deadline, counts).chain(() -> drain(site, deadline, counts)));
    }

    private Uni<Void> deliver(SiteId site, Claim claim, Deadline deadline, Counts counts) {
        Duration within = deadline.atMost(ATTEMPT_MAX).remaining();
        if (within.compareTo(ATTEMPT_MIN) < 0) {
            return Uni.createFrom().voidItem(); // the claim runs out
        }
        Ticket ticket = ticket(claim);
        return desks.of(site, ticket.queue())
                .deliver(delivery(claim, ticket), within)
                .chain(answer -> outbox.report(site, claim, answer, retry(claim, answer)))
                .invoke(reported -> count(site, ticket, claim, reported, counts))
                .onFailure()
                .recoverWithItem(failure -> unreported(claim, failure))
                .chain(reported -> reported.next().isEmpty()
                        ? Uni.createFrom().voidItem()
                        : deliver(site, reported.next().get(), deadline, counts));
    }

    private static Reported unreported(Claim claim, Throwable failure) {
        LOG.warnf("What came of delivery %s is not known: %s", claim.deliveryId(), failure.toString());
        return new Reported("lost", Optional.empty());
    }

    private void count(SiteId site, Ticket ticket, Claim claim, Reported reported, Counts counts) {
        counts.of(reported.verdict()).incrementAndGet();
        meters.counter(
                        "parley.deliveries",
                        "desk",
                        desks.kindOf(site, ticket.queue()).wire(),
                        "kind",
                        claim.kind(),
                        "result",
                        reported.verdict())
                .increment();
    }

    private Delivery delivery(Claim claim, Ticket ticket) {
        if (claim.kind().equals("ticket.created")) {
            return new Delivery.TicketCreated(claim.deliveryId(), claim.attempt(), ticket);
        }
        return new Delivery.MessageCreated(
                claim.deliveryId(),
                claim.attempt(),
                ticket,
                claim.reference(),
                claim.messageId(),
                redaction.forDesks(claim.text()),
                claim.at().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    /** What the desk asks for, or twice as long each time. The scheduler comes once a minute: less than that is next time. */
    private static Duration retry(Claim claim, DeskAnswer answer) {
        if (answer instanceof DeskAnswer.Failed failed && failed.after().isPresent()) {
            return failed.after().get();
        }
        long doubled = RETRY_MIN.toMillis() << Math.min(DOUBLINGS_MAX, Math.max(0, claim.attempt() - 1));
        double jitter = 1 + JITTER * (2 * ThreadLocalRandom.current().nextDouble() - 1);
        return Duration.ofMillis((long) (Math.min(doubled, RETRY_MAX.toMillis()) * jitter));
    }

    private Ticket ticket(Claim claim) {
        try {
            return mapper.readValue(claim.ticket(), Ticket.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored ticket is always read", e);
        }
    }

    private static String token() {
        return UUID.randomUUID().toString();
    }

    private static final class Counts {
        private final AtomicInteger delivered = new AtomicInteger();
        private final AtomicInteger failed = new AtomicInteger();
        private final AtomicInteger givenUp = new AtomicInteger();
        private final AtomicInteger lost = new AtomicInteger();

        AtomicInteger of(String verdict) {
            return switch (verdict) {
                case "delivered" -> delivered;
                case "failed" -> failed;
                case "given_up" -> givenUp;
                default -> lost;
            };
        }

        Tally tally() {
            return new Tally(delivered.get(), failed.get(), givenUp.get());
        }
    }
}
