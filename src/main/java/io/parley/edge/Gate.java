package io.parley.edge;

import io.parley.edge.access.Attempts;
import io.parley.edge.access.OperatorKeys;
import io.parley.edge.access.SessionTicket;
import io.parley.edge.access.Sites;
import io.parley.edge.access.Sites.Site;
import io.parley.signing.Webhook;
import io.parley.turn.IpAddress;
import io.parley.turn.NanoClock;
import io.parley.turn.SiteId;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Who may call what. Every refusal is the same for a site that is not there and for one whose secret was not used. */
@Singleton
class Gate {
    private static final String BEARER = "Bearer ";
    private static final int ATTEMPTS = 10;

    /** @param site as the configuration spells it */
    record Passed(SiteId site, Caller caller) {}

    private final EdgeConfig config;
    private final Sites sites;
    private final OperatorKeys operatorKeys;
    private final Attempts attempts;
    private final InstantSource clock;

    Gate(EdgeConfig config, Sites sites, InstantSource clock, NanoClock nanoClock) {
        this.config = config;
        this.sites = sites;
        this.clock = clock;
        this.operatorKeys =
                new OperatorKeys(EdgeConfig.OPERATOR_KEYS, config.operatorKeys().orElse(List.of()));
        this.attempts = new Attempts(ATTEMPTS, Duration.ofMinutes(1), nanoClock);
    }

    /** @throws Refusal 401 or 403 */
    Passed chat(HttpServerRequest request, SiteId named, byte[] body) {
        if (!sites.areSigned()) {
            return new Passed(named, new Caller.Backend(Optional.empty()));
        }
        Site site = sites.find(named);
        String authorization = request.getHeader("Authorization");
        if (request.getHeader("webhook-signature") == null && authorization != null) {
            return new Passed(site.id(), browser(request, site, authorization));
        }
        Webhook webhook = new Webhook(
                signed(request, "webhook-id"),
                signed(request, "webhook-timestamp"),
                signed(request, "webhook-signature"));
        if (!webhook.isFresh(clock.instant())) {
            throw new Refusal(Problem.unsigned("The header webhook-timestamp must be the time in seconds, within "
                    + Webhook.TOLERANCE.toMinutes() + " minutes of ours."));
        }
        if (!webhook.isSignedBy(site.keys(), body)) {
            throw new Refusal(Problem.unsigned("The signature does not fit the id, the time and the body."));
        }
        return new Passed(site.id(), new Caller.Backend(Optional.of(webhook.id())));
    }

    private Caller browser(HttpServerRequest request, Site site, String authorization) {
        Instant now = clock.instant();
        SessionTicket ticket = bearer(authorization)
                .flatMap(token -> SessionTicket.read(token, site, now))
                .orElseThrow(() -> new Refusal(Problem.unsigned("The session ticket is not valid, or no more.")));
        String origin = request.getHeader("Origin");
        if (origin == null || !site.allowedOrigins().contains(origin)) {
            throw new Refusal(Problem.foreignOrigin());
        }
        return new Caller.Browser(ticket, ClientAddress.of(request, config.forwardedHops()));
    }

    /** The site as the configuration spells it, if it is there. */
    SiteId spelt(SiteId named) {
        return sites.known(named).orElse(named);
    }

    /** @throws Refusal 401, 404 or 429 */
    Passed operator(HttpServerRequest request, SiteId named) {
        String address = ClientAddress.of(request, config.forwardedHops())
                .map(IpAddress::network)
                .orElse("unknown");
        attempts.blocked(address).ifPresent(wait -> {
            throw new Refusal(Problem.quotaExceeded(List.of("operator"), wait));
        });
        Optional<String> name = Optional.ofNullable(request.getHeader("Authorization"))
                .flatMap(Gate::bearer)
                .flatMap(operatorKeys::nameOf);
        if (name.isEmpty()) {
            attempts.failed(address);
            throw new Refusal(Problem.noOperator());
        }
        SiteId site = sites.known(named).orElseThrow(() -> new Refusal(Problem.noSuchSite()));
        return new Passed(site, new Caller.Operator(name.get()));
    }

    private static Optional<String> bearer(String authorization) {
        return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? Optional.of(authorization.substring(BEARER.length()).trim())
                : Optional.empty();
    }

    private static String signed(HttpServerRequest request, String header) {
        String value = request.getHeader(header);
        if (value == null) {
            throw new Refusal(Problem.unsigned("The header " + header + " is missing."));
        }
        return value;
    }
}
