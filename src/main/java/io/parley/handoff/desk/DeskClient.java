package io.parley.handoff.desk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.handoff.desk.DeskAnswer.Delivered;
import io.parley.handoff.desk.DeskAnswer.Failed;
import io.parley.handoff.desk.DeskAnswer.Rejected;
import io.parley.signing.Webhook;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.resteasy.reactive.RestResponse;

/** Asks desks, and makes one thing of all the ways in which that can fail. */
@Singleton
class DeskClient {
    private static final Duration RETRY_AFTER_MAX = Duration.ofHours(1);
    private static final String RETRY_AFTER = "Retry-After";
    private static final int REFERENCE_CHARACTERS_MAX = 128;

    /** Made when it is first needed: most starts never do. */
    private final Instance<DeskApi> api;

    private final ObjectMapper mapper;
    private final InstantSource clock;

    DeskClient(@RestClient Instance<DeskApi> api, ObjectMapper mapper, InstantSource clock) {
        this.api = api;
        this.mapper = mapper;
        this.clock = clock;
    }

    /** What proves to a desk who we are: both may be null. */
    record Credentials(String authorization, String token) {
        static final Credentials NONE = new Credentials(null, null);
    }

    /** A desk that did not do what was asked: ends an attempt of several requests where it is. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient DeskAnswer answer;
        private final int status;

        Refused(DeskAnswer answer, int status) {
            super(null, null, false, false);
            this.answer = answer;
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    Uni<JsonNode> get(String url, Credentials credentials) {
        return json(api.get().get(url, credentials.authorization, credentials.token));
    }

    Uni<JsonNode> post(String url, Credentials credentials, String idempotencyKey, Object body) {
        return json(api.get()
                .post(
                        url,
                        credentials.authorization,
                        credentials.token,
                        idempotencyKey,
                        null,
                        null,
                        null,
                        bytes(body)));
    }

    Uni<JsonNode> put(String url, Credentials credentials, Object body) {
        return json(api.get().put(url, credentials.authorization, bytes(body)));
    }

    /** What a webhook answers need not be JSON. */
    Uni<JsonNode> post(String url, Webhook webhook, byte[] body) {
        return accepted(api.get()
                        .post(url, null, null, null, webhook.id(), webhook.timestamp(), webhook.signatures(), body))
                .map(this::treeOrNothing);
    }

    /** Nor what Slack does. */
    Uni<JsonNode> postPlainly(String url, Object body) {
        return accepted(api.get().post(url, null, null, null, null, null, null, bytes(body)))
                .map(this::treeOrNothing);
    }

    /** Ends an attempt, whatever became of it. */
    Uni<DeskAnswer> answer(Uni<String> reference, Duration within) {
        return reference
                .<DeskAnswer>map(Delivered::new)
                .ifNoItem()
                .after(within)
                .fail()
                .onFailure()
                .recoverWithItem(DeskClient::failed);
    }

    /** The member that names what was made; without it the desk cannot be told more of it, so that is no success. */
    static Function<JsonNode, String> reference(String pointer) {
        return answer -> {
            JsonNode id = answer.at(pointer);
            if (!id.isValueNode() || id.isNull() || !isSane(id.asText())) {
                throw unexpected();
            }
            return id.asText();
        };
    }

    /** Of a request about a conversation that was there: what the desk does not find any more it never will. */
    static <T> Uni<T> goneForGood(Uni<T> request) {
        return request.onFailure(e -> e instanceof Refused refused && (refused.status == 404 || refused.status == 410))
                .transform(e -> new Refused(new Rejected("status " + ((Refused) e).status), ((Refused) e).status));
    }

    static boolean isSane(String reference) {
        return !reference.isEmpty()
                && reference.length() <= REFERENCE_CHARACTERS_MAX
                && reference.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }

    static Refused unexpected() {
        return new Refused(new Failed("unexpected answer", Optional.empty()), 200);
    }

    private Uni<JsonNode> json(Uni<RestResponse<byte[]>> response) {
        return accepted(response).map(body -> {
            JsonNode tree = treeOrNothing(body);
            if (tree.isMissingNode()) {
                throw unexpected();
            }
            return tree;
        });
    }

    private JsonNode treeOrNothing(byte[] body) {
        try {
            return mapper.readTree(body == null ? new byte[0] : body);
        } catch (IOException e) {
            return mapper.missingNode();
        }
    }

    /** The client makes an exception of a status from 400 on by itself. */
    private Uni<byte[]> accepted(Uni<RestResponse<byte[]>> response) {
        return response.map(r -> {
                    if (r.getStatus() >= 300) {
                        throw refused(r.getStatus(), r.getHeaderString(RETRY_AFTER));
                    }
                    return r.getEntity();
                })
                .onFailure(WebApplicationException.class)
                .transform(e ->
                        refused(e.getResponse().getStatus(), e.getResponse().getHeaderString(RETRY_AFTER)));
    }

    private Refused refused(int status, String retryAfter) {
        String cause = "status " + status;
        boolean hopeless = status == 400 || status == 413 || status == 422;
        return new Refused(hopeless ? new Rejected(cause) : new Failed(cause, retryAfter(retryAfter)), status);
    }

    /** Seconds or a date (RFC 9110, section 10.2.3), and never so long that the delivery is forgotten. */
    private Optional<Duration> retryAfter(String header) {
        if (header == null) {
            return Optional.empty();
        }
        try {
            Duration after = header.trim().matches("\\d{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(header.trim()))
                    : Duration.between(
                            clock.instant(), ZonedDateTime.parse(header.trim(), DateTimeFormatter.RFC_1123_DATE_TIME));
            Duration some = after.isNegative() ? Duration.ZERO : after;
            return Optional.of(some.compareTo(RETRY_AFTER_MAX) > 0 ? RETRY_AFTER_MAX : some);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static DeskAnswer failed(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Refused refused) {
                return refused.answer;
            }
            if (cause instanceof TimeoutException || cause instanceof java.util.concurrent.TimeoutException) {
                return new Failed("timeout", Optional.empty());
            }
            if (cause instanceof ConnectException || cause instanceof UnknownHostException) {
                return new Failed("no connection", Optional.empty());
            }
        }
        return new Failed("connection lost", Optional.empty());
    }

    private byte[] bytes(Object body) {
        try {
            return mapper.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("trees are always written", e);
        }
    }
}
