package io.parley.session;

import io.parley.turn.TokenEstimate;
import io.parley.turn.Turn;
import java.util.List;

/** Which turns the model gets to see. */
final class Windows {
    private Windows() {}

    /** The most recent turns whose estimated tokens fit, oldest first. A turn is in whole, or not at all. */
    static List<Turn> fit(List<Turn> turns, int tokensMax) {
        int tokens = 0;
        int first = turns.size();
        while (first > 0) {
            tokens += TokenEstimate.of(turns.get(first - 1).text()) + TokenEstimate.PER_MESSAGE;
            if (tokens > tokensMax) {
                break;
            }
            first--;
        }
        return List.copyOf(turns.subList(first, turns.size()));
    }
}
