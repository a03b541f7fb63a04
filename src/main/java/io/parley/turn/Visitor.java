package io.parley.turn;

import java.util.Optional;

/**
 * Who writes, as the site's backend asserts it.
 *
 * @param id the site's own key of the visitor; a session belongs to the first one that it was used with
 * @param ip the visitor's address, in its canonical textual form
 */
public record Visitor(Optional<String> id, Optional<String> ip) {
    public static final int ID_CHARACTERS_MAX = 128;
    public static final Visitor UNKNOWN = new Visitor(Optional.empty(), Optional.empty());
}
