package io.parley.turn;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a message may cost at the most, held in its site's budget until it is known what it did cost.
 *
 * @param id of this hold alone
 * @param session as keyed hash
 * @param charges one for each model that may be asked
 */
public record Hold(String id, String requestId, String session, List<Charge> charges) {
    private static final int HEAD_PARTS = 6;

    public long tokens() {
        return charges.stream().mapToLong(c -> c.usage().total()).sum();
    }

    public NanoUsd cost() {
        return charges.stream().map(Charge::cost).reduce(NanoUsd.ZERO, NanoUsd::plus);
    }

    /** As admission gets it: what {@link Stored} says, but for the time. */
    public String text() {
        return String.join("\t", id, Long.toString(tokens()), Long.toString(cost().value()), requestId, session)
                + '\n'
                + lines(charges);
    }

    public static String lines(List<Charge> charges) {
        return charges.stream().map(Charge::line).collect(Collectors.joining("\n"));
    }

    /** A hold as it is stored: a line of time in microseconds, id, tokens, nano-USD, request and session, then one for each charge. */
    public record Stored(Instant time, Hold hold) {
        /** @throws IllegalArgumentException if the text is none */
        public static Stored of(String text) {
            String[] lines = text.split("\n");
            String[] head = lines[0].split("\t", -1);
            if (head.length != HEAD_PARTS) {
                throw new IllegalArgumentException("hold of " + head.length + " parts");
            }
            List<Charge> charges = Arrays.stream(lines).skip(1).map(Charge::of).toList();
            Instant time = Instant.EPOCH.plus(Long.parseLong(head[0]), ChronoUnit.MICROS);
            return new Stored(time, new Hold(head[1], head[4], head[5], charges));
        }
    }
}
