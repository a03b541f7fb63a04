package io.parley.guard;

/** What becomes of a message that arouses a suspicion. */
public enum Policy {
    /** Nothing: the suspicion is not even recorded. */
    OFF,
    /** It passes, with a note to the model that it is data all the same. */
    NOTE,
    /** It gets the static reply {@code blocked}. No model sees it, now or as part of the window. */
    BLOCK,
    /** It gets a person. No model sees it. */
    HANDOFF
}
