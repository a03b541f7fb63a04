package io.parley.session;

import io.parley.turn.Budget;
import io.parley.turn.Hold;
import java.time.Duration;
import java.util.Optional;

/**
 * What a message may cost.
 *
 * @param budget of its site
 * @param hold empty if no model will be asked in any case
 * @param lifetime of the hold, after which it is booked as if all of it were used
 */
public record Funds(Budget budget, Optional<Hold> hold, Duration lifetime) {}
