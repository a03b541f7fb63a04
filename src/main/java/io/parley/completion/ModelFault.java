package io.parley.completion;

import com.fasterxml.jackson.core.JacksonException;
import io.netty.handler.ssl.NotSslRecordException;
import io.parley.completion.ModelError.Trait;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;

/** One attempt at the model failed. Carries no stack trace, and none of what the server said. */
final class ModelFault extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** A second attempt with less time than this would only be cancelled, and billed. */
    static final Duration USEFUL_ATTEMPT = Duration.ofSeconds(1);

    private static final Pattern SECONDS = Pattern.compile("0*(\\d+)");
    private static final int SECONDS_DIGITS_MAX = 9;
    private static final long FOR_EVER = 1_000_000_000;
    private static final long BACKOFF_MILLIS_MIN = 50;
    private static final long BACKOFF_MILLIS_MAX = 250;

    private final ModelError error;
    private final long waitMillis;
    private final boolean worthRetry;
    private final boolean sent;

    private ModelFault(ModelError error, long waitMillis, boolean worthRetry, boolean sent) {
        super(error.wire(), null, false, false);
        this.error = error;
        this.waitMillis = waitMillis;
        this.worthRetry = worthRetry;
        this.sent = sent;
    }

    static ModelFault of(ModelError error) {
        return new ModelFault(
                error,
                ThreadLocalRandom.current().nextLong(BACKOFF_MILLIS_MIN, BACKOFF_MILLIS_MAX),
                error.has(Trait.RETRY),
                true);
    }

    /** Why no attempt was made: nothing was sent, so nothing is billed. */
    static ModelFault unsent(ModelError error) {
        return new ModelFault(error, 0, false, false);
    }

    /**
     * @param retryAfter the header, in seconds or as a date (RFC 9110, section 10.2.3); null if there was none
     * @param date of the answer: what a date is told from, so that nobody's clock but the server's own is trusted
     */
    static ModelFault ofStatus(int status, String retryAfter, String date) {
        if (status == 408) {
            return of(ModelError.TIMEOUT);
        }
        if (status != 429 && status < 500) {
            return of(ModelError.REJECTED);
        }
        ModelFault fault = of(status == 429 ? ModelError.RATE_LIMITED : ModelError.SERVER_ERROR);
        return seconds(retryAfter)
                .or(() -> untilDate(retryAfter, date))
                .map(s -> new ModelFault(fault.error, Math.max(fault.waitMillis, s * 1000), true, true))
                .orElse(fault);
    }

    /** What an exception of the HTTP client means. */
    static ModelFault of(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof ModelFault fault) {
                return fault;
            }
            if (t instanceof SSLHandshakeException || t instanceof NotSslRecordException) {
                return of(ModelError.TLS);
            }
            if (isNotSent(t)) {
                return of(ModelError.CONNECT);
            }
            boolean unread = t instanceof ProcessingException && t.getCause() == null; // no reader for its media type
            if (unread || t instanceof JacksonException || t instanceof WebApplicationException) {
                return of(ModelError.INVALID_RESPONSE);
            }
        }
        return of(ModelError.CONNECTION);
    }

    /** Failures before the request is on its way. */
    private static boolean isNotSent(Throwable t) {
        return t instanceof ConnectException
                || t instanceof NoRouteToHostException
                || t instanceof UnknownHostException
                || t instanceof UnresolvedAddressException
                || t instanceof ConnectionPoolTooBusyException;
    }

    /**
     * The same fault, to be retried only if the wait is not too long, and fits what is left of the deadline together with a useful
     * attempt. A wait that is too long is not shortened: who comes before the time is turned away again.
     */
    ModelFault within(Duration remaining, Duration waitMax) {
        boolean fits =
                waitMillis <= waitMax.toMillis() && remaining.compareTo(USEFUL_ATTEMPT.plusMillis(waitMillis)) >= 0;
        return new ModelFault(error, waitMillis, worthRetry && fits, sent);
    }

    ModelError error() {
        return error;
    }

    long waitMillis() {
        return waitMillis;
    }

    boolean isWorthRetry() {
        return worthRetry;
    }

    boolean isBillable() {
        return sent && error.has(Trait.BILLABLE);
    }

    private static Optional<Long> seconds(String retryAfter) {
        Matcher number = SECONDS.matcher(retryAfter == null ? "" : retryAfter.strip());
        if (!number.matches()) {
            return Optional.empty();
        }
        String digits = number.group(1);
        return Optional.of(digits.length() > SECONDS_DIGITS_MAX ? FOR_EVER : Long.parseLong("0" + digits));
    }

    private static Optional<Long> untilDate(String retryAfter, String date) {
        if (retryAfter == null || date == null) {
            return Optional.empty();
        }
        try {
            long seconds = ChronoUnit.SECONDS.between(
                    ZonedDateTime.parse(date.strip(), DateTimeFormatter.RFC_1123_DATE_TIME),
                    ZonedDateTime.parse(retryAfter.strip(), DateTimeFormatter.RFC_1123_DATE_TIME));
            return Optional.of(Math.min(FOR_EVER, Math.max(0, seconds)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
