package io.parley.session;

import io.parley.redis.Claim;
import java.util.List;
import java.util.Optional;

/**
 * What a commit did.
 *
 * @param settled whether the charges are booked. They are not if Redis did not answer, or if the hold had run out, and was booked at
 *     its estimate
 * @param alerts that this raised, as {@code money.lua} writes them
 * @param claim to be delivered by whoever committed; empty if there is nothing to deliver, or somebody else does
 */
public record Booked(Committed committed, boolean settled, List<String> alerts, Optional<Claim> claim) {}
