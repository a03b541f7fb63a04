package io.parley.turn;

import java.util.function.LongSupplier;

/** A monotonic clock, in nanoseconds, for spans within the process. */
@FunctionalInterface
public interface NanoClock extends LongSupplier {}
