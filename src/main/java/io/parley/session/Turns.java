package io.parley.session;

import io.parley.turn.Intent;
import io.parley.turn.Role;
import io.parley.turn.Turn;
import io.vertx.mutiny.redis.client.Response;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Turns in the form in which the scripts write them. */
final class Turns {
    /** Stands in a visitor's turn where a bot's has its intent. */
    static final String HELD = "held";

    private static final int PARTS = 6;

    private Turns() {}

    static List<Turn> read(Response stored) {
        List<Turn> turns = new ArrayList<>(stored.size());
        stored.forEach(item -> turns.add(turn(item.toString())));
        return turns;
    }

    /** The text comes last, for it may hold tabs. */
    private static Turn turn(String stored) {
        String[] part = stored.split("\t", PARTS);
        return new Turn(
                Role.of(part[0]),
                part[5],
                Intent.of(part[1]),
                Long.parseLong(part[2]),
                instant(Long.parseLong(part[3])),
                part[4],
                part[1].equals(HELD));
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}
