package io.parley.triage;

/** What is done about a message of an intent. The order is that of strictness: two policies together are the later one. */
public enum IntentPolicy {
    /** The model answers. */
    ANSWER,
    /** The model answers, and then a person takes over. If it cannot, or only asks back or guesses, see {@link #HANDOFF}. */
    ANSWER_THEN_HANDOFF,
    /** A person takes over; no model is called. */
    HANDOFF,
    /** The static reply of the intent; no model is called. */
    STATIC;

    /** What holds where two intents are in question: none of the two policies is ever loosened by the other. */
    public IntentPolicy and(IntentPolicy other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
