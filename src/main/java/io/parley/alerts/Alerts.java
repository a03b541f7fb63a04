package io.parley.alerts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.parley.signing.SigningKey;
import io.parley.signing.Webhook;
import io.parley.turn.Settings;
import io.parley.turn.SiteId;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * Tells people: one JSON line on logger {@value #LOGGER}, a count, and, if there is an address for it, a signed webhook. That an
 * alert is raised once is decided in Redis, before it comes here.
 */
@Singleton
public class Alerts {
    public static final String LOGGER = "parley.alert";
    private static final Logger LOG = Logger.getLogger(LOGGER);
    private static final Logger FAULTS = Logger.getLogger(Alerts.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final int OK_MAX = 299;

    private final Optional<String> url;
    private final Optional<SigningKey> key;
    /** Made when it is first needed: most starts never do. */
    private final Instance<AlertApi> api;

    private final ObjectMapper mapper;
    private final MeterRegistry meters;
    private final InstantSource clock;

    Alerts(
            AlertsConfig config,
            @RestClient Instance<AlertApi> api,
            ObjectMapper mapper,
            MeterRegistry meters,
            InstantSource clock) {
        this.url = config.url();
        this.key = config.secret().map(Alerts::key);
        this.api = api;
        this.mapper = mapper;
        this.meters = meters;
        this.clock = clock;
        Settings.require(
                url.isPresent() == key.isPresent(), "parley.alerts.url", "and parley.alerts.secret go together");
        url.ifPresent(u -> Settings.require(Settings.isHttp(u), "parley.alerts.url", "must be an http or https URL"));
    }

    /** To be observed makes this exist at start-up: what is wrong with its configuration is refused then. */
    void check(@Observes StartupEvent event) {}

    /** @param raised as the scripts write them */
    public void raise(SiteId site, List<String> raised) {
        for (String line : raised) {
            Instant now = clock.instant();
            Alert alert = Alert.of(site, line, now.toString());
            String json = json(alert);
            LOG.warn(json);
            meters.counter(
                            "parley.alerts",
                            "kind",
                            alert.kind(),
                            "percent",
                            alert.percent() == null ? "none" : alert.percent().toString())
                    .increment();
            url.ifPresent(to -> send(to, alert.id(), now, json));
        }
    }

    /** Nobody waits for it, and the log line is there in any case: what fails is said, and not tried for ever. */
    private void send(String to, String id, Instant now, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        Webhook signed = Webhook.sign(id, now, body, key.orElseThrow());
        Uni.createFrom()
                .deferred(() -> api.get().send(to, signed.id(), signed.timestamp(), signed.signatures(), body))
                .ifNoItem()
                .after(TIMEOUT)
                .fail()
                .invoke(Alerts::refuseError)
                .onFailure()
                .retry()
                .atMost(1)
                .subscribe()
                .with(
                        sent -> {},
                        failure -> FAULTS.warnf("Alert %s did not reach its webhook: %s", id, cause(failure)));
    }

    /** Addresses of webhooks are secrets, as often as not, and exceptions tell them. */
    private static String cause(Throwable failure) {
        return failure instanceof WebApplicationException web
                ? "status " + web.getResponse().getStatus()
                : failure.getClass().getSimpleName();
    }

    private static void refuseError(RestResponse<Void> response) {
        if (response.getStatus() > OK_MAX) {
            throw new WebApplicationException(response.getStatus());
        }
    }

    private String json(Alert alert) {
        try {
            return mapper.writeValueAsString(alert);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an alert is always written", e);
        }
    }

    private static SigningKey key(String secret) {
        try {
            return SigningKey.of(secret.trim());
        } catch (IllegalArgumentException e) {
            Settings.require(false, "parley.alerts.secret", SigningKey.RULE);
            throw e;
        }
    }
}
