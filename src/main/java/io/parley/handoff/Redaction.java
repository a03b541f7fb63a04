package io.parley.handoff;

/** Takes out of a text what somebody shall not get to see, as configured. */
public interface Redaction {
    /** For desks, and whoever reads tickets. */
    String forDesks(String text);

    /** For those who learn from questions and answers later, as for logs. */
    String forReview(String text);
}
