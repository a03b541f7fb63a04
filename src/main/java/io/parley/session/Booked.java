package io.parley.session;

import java.util.List;

/**
 * What a commit did.
 *
 * @param settled whether the charges are booked. They are not if Redis did not answer, or if the hold had run out, and was booked at
 *     its estimate
 * @param alerts that this raised, as {@code money.lua} writes them
 */
public record Booked(Committed committed, boolean settled, List<String> alerts) {}
