package io.parley.session;

import io.parley.turn.Budget;
import io.parley.turn.Charge;
import io.parley.turn.ComputeCharge;
import java.util.List;

/**
 * What a message did cost.
 *
 * @param budget of its site
 * @param hold as admission returned it; empty if there is none
 * @param charges of the calls that were made
 * @param compute to be counted for the site
 */
public record Settlement(Budget budget, String hold, List<Charge> charges, ComputeCharge compute) {}
