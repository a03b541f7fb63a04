package io.parley.edge.access;

import io.parley.turn.NanoClock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Failed attempts by address, limited by the generic cell rate algorithm. It is kept in the process, and not in Redis: who has no
 * key must not be able to write anything, and keys of 256 bits are not guessed, however many instances one may try at.
 */
public final class Attempts {
    static final int ADDRESSES_MAX = 10_000;
    private final NanoClock clock;
    private final long intervalNanos;
    private final long burstNanos;

    /** The theoretical arrival time of each address; whoever has been quiet longest is forgotten first. */
    private final Map<String, Long> whole = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > ADDRESSES_MAX;
        }
    };

    /** @param quota failures that an address may have at once, and in any {@code window} after that */
    public Attempts(int quota, Duration window, NanoClock clock) {
        this.clock = clock;
        this.intervalNanos = window.toNanos() / quota;
        this.burstNanos = intervalNanos * quota;
    }

    /** How long the address must wait; empty if it may try. */
    public synchronized Optional<Duration> blocked(String address) {
        Long at = whole.get(address);
        long now = clock.getAsLong();
        if (at == null || at + intervalNanos - now <= burstNanos) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofNanos(at + intervalNanos - now - burstNanos));
    }

    public synchronized void failed(String address) {
        long now = clock.getAsLong();
        Long at = whole.get(address);
        long from = at == null || at - now < 0 ? now : at;
        whole.put(address, from + intervalNanos);
    }
}
