package io.parley.edge;

import io.parley.turn.SiteId;

/** The edge refused a request before any function took it. Whoever keeps the turn record listens. */
public record Refused(String requestId, SiteId site, String path, Problem problem, long nanos) {}
