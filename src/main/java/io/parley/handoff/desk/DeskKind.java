package io.parley.handoff.desk;

import java.util.Locale;
import java.util.Set;

/** The desks that Parley can tell, and what each must be told about itself. */
public enum DeskKind {
    /** Nobody is told: the site asks for its tickets. */
    NONE(Set.of()),
    /** Whatever takes a Standard Webhooks message. */
    WEBHOOK(Set.of("url", "secret")),
    CHATWOOT(Set.of("url", "secret", "account", "inbox")),
    ZENDESK(Set.of("url", "secret", "user")),
    FRESHDESK(Set.of("url", "secret")),
    SLACK(Set.of("url"));

    /** May be set of any: by it a desk, or what stands between it and us, proves who it is. */
    static final String EVENTS_SECRET = "events-secret";

    private final String wire = name().toLowerCase(Locale.ROOT);
    private final Set<String> members;

    DeskKind(Set<String> members) {
        this.members = members;
    }

    public String wire() {
        return wire;
    }

    /** What must be set of it; nothing else may be but {@link #EVENTS_SECRET}. */
    Set<String> members() {
        return members;
    }
}
