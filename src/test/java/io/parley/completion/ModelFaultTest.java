package io.parley.completion;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.databind.JsonMappingException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.NotSslRecordException;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFaultTest {
    private static final Duration DEADLINE = Duration.ofSeconds(9);
    private static final Duration WAIT_MAX = Duration.ofSeconds(8);
    private static final String DATE = "Wed, 21 Oct 2026 07:28:00 GMT";

    @ParameterizedTest
    @CsvSource({
        "301, REJECTED,     false",
        "307, REJECTED,     false",
        "400, REJECTED,     false",
        "401, REJECTED,     false",
        "403, REJECTED,     false",
        "404, REJECTED,     false",
        "408, TIMEOUT,      false",
        "409, REJECTED,     false",
        "413, REJECTED,     false",
        "422, REJECTED,     false",
        "428, REJECTED,     false",
        "429, RATE_LIMITED, true",
        "430, REJECTED,     false",
        "499, REJECTED,     false",
        "500, SERVER_ERROR, true",
        "502, SERVER_ERROR, true",
        "503, SERVER_ERROR, true",
        "504, SERVER_ERROR, true",
        "529, SERVER_ERROR, true",
    })
    void statusTellsTheErrorAndWhetherARetryIsWorthIt(int status, ModelError error, boolean worthRetry) {
        ModelFault fault = ModelFault.ofStatus(status, null, DATE);
        assertThat(fault.error()).isEqualTo(error);
        assertThat(fault.isWorthRetry()).isEqualTo(worthRetry);
        assertThat(fault.within(DEADLINE, WAIT_MAX).isWorthRetry()).isEqualTo(worthRetry);
    }

    @ParameterizedTest
    @CsvSource({"429, 1, 1000", "429, 7, 7000", "503, 2, 2000", "429, 00003, 3000"})
    void waitsAsLongAsTheServerAsks(int status, String retryAfter, long millis) {
        ModelFault fault = ModelFault.ofStatus(status, retryAfter, DATE);
        assertThat(fault.waitMillis()).isEqualTo(millis);
        assertThat(fault.within(DEADLINE, WAIT_MAX).isWorthRetry()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"9", "60", "3600", "999999999"})
    void retryThatTheServerWantsTooLateIsNotWorthIt(String retryAfter) {
        ModelFault fault = ModelFault.ofStatus(429, retryAfter, DATE);
        assertThat(fault.within(DEADLINE, WAIT_MAX).isWorthRetry()).isFalse();
        assertThat(fault.within(DEADLINE, WAIT_MAX).error()).isEqualTo(ModelError.RATE_LIMITED);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "0",
                "soon",
                "-1",
                "1.5",
                "Wed, 21 Oct 2026 07:28:00 GMT",
                "Tue, 20 Oct 2026 07:28:00 GMT",
                "2026-10-21"
            })
    void withoutSecondsTheWaitIsAShortRandomOne(String retryAfter) {
        ModelFault fault = ModelFault.ofStatus(503, retryAfter, DATE);
        assertThat(fault.waitMillis()).isBetween(50L, 250L);
        assertThat(fault.within(DEADLINE, WAIT_MAX).isWorthRetry()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Wed, 21 Oct 2026 07:28:03 GMT | 3000",
                "Wed, 21 Oct 2026 09:28:03 +0200 | 3000",
                "Fri, 01 Jan 9999 00:00:00 GMT | 1000000000000",
            })
    void dateIsToldFromTheServersOwnClock(String retryAfter, long millis) {
        assertThat(ModelFault.ofStatus(429, retryAfter, DATE).waitMillis()).isEqualTo(millis);
        assertThat(ModelFault.ofStatus(429, retryAfter, null).waitMillis()).isBetween(50L, 250L);
        assertThat(ModelFault.ofStatus(429, retryAfter, "no date").waitMillis()).isBetween(50L, 250L);
    }

    @Test
    void waitIsCappedByNotRetryingAtAll() {
        ModelFault fault = ModelFault.ofStatus(429, "3", DATE);
        assertThat(fault.within(DEADLINE, Duration.ofSeconds(3)).isWorthRetry()).isTrue();
        assertThat(fault.within(DEADLINE, Duration.ofMillis(2999)).isWorthRetry())
                .isFalse();
    }

    @Test
    void retryAfterDoesNotMakeARejectedCallWorthRetrying() {
        assertThat(ModelFault.ofStatus(401, "1", DATE).isWorthRetry()).isFalse();
    }

    @Test
    void waitAndAUsefulAttemptMustFitWhatIsLeft() {
        ModelFault fault = ModelFault.ofStatus(429, "2", DATE);
        Duration needed = Duration.ofSeconds(2).plus(ModelFault.USEFUL_ATTEMPT);

        assertThat(fault.within(needed, WAIT_MAX).isWorthRetry()).isTrue();
        assertThat(fault.within(needed.minusNanos(1), WAIT_MAX).isWorthRetry()).isFalse();
        assertThat(fault.within(Duration.ZERO, WAIT_MAX).isWorthRetry()).isFalse();
        assertThat(fault.within(needed, WAIT_MAX).waitMillis()).isEqualTo(2000);
    }

    @Test
    void moreTimeDoesNotBringARetryBack() {
        ModelFault late = ModelFault.ofStatus(429, "2", DATE).within(Duration.ZERO, WAIT_MAX);
        assertThat(late.within(DEADLINE, WAIT_MAX).isWorthRetry()).isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void exceptionTellsTheError(Throwable failure, ModelError error) {
        assertThat(ModelFault.of(failure).error()).isEqualTo(error);
        assertThat(ModelFault.of(new ProcessingException(failure)).error()).isEqualTo(error);
        assertThat(ModelFault.of(new CompletionException(new RuntimeException(failure)))
                        .error())
                .isEqualTo(error);
    }

    static Stream<Arguments> exceptionTellsTheError() {
        return Stream.of(
                Arguments.of(new ConnectException("Connection refused"), ModelError.CONNECT),
                Arguments.of(new ConnectTimeoutException("connection timed out"), ModelError.CONNECT),
                Arguments.of(new UnknownHostException("model.invalid"), ModelError.CONNECT),
                Arguments.of(new SSLHandshakeException("PKIX path building failed"), ModelError.TLS),
                Arguments.of(new NotSslRecordException("plain HTTP"), ModelError.TLS),
                Arguments.of(new SSLException("closed in the middle"), ModelError.CONNECTION),
                Arguments.of(new IOException("Connection reset by peer"), ModelError.CONNECTION),
                Arguments.of(new SocketException("Broken pipe"), ModelError.CONNECTION),
                Arguments.of(new TimeoutException("read"), ModelError.CONNECTION),
                Arguments.of(new IllegalStateException(), ModelError.CONNECTION),
                Arguments.of(new JsonParseException(null, "Unexpected character"), ModelError.INVALID_RESPONSE),
                Arguments.of(new JsonMappingException(null, "Cannot deserialize"), ModelError.INVALID_RESPONSE),
                Arguments.of(new ProcessingException("no reader for text/html"), ModelError.INVALID_RESPONSE),
                Arguments.of(new WebApplicationException(500), ModelError.INVALID_RESPONSE));
    }

    @Test
    void faultInsideOtherExceptionsIsFoundAsItIs() {
        ModelFault fault = ModelFault.ofStatus(429, "2", DATE);
        assertThat(ModelFault.of(new ProcessingException(new CompletionException(fault))))
                .isSameAs(fault);
    }

    /** A second attempt after anything that may have been answered might be billed twice. */
    @ParameterizedTest
    @EnumSource
    void nothingThatMayBeBilledIsRetried(ModelError error) {
        ModelFault fault = ModelFault.of(error);
        assertThat(fault.isWorthRetry() && error.has(ModelError.Trait.BILLABLE)).isFalse();
        assertThat(fault.isWorthRetry())
                .isEqualTo(error == ModelError.CONNECT
                        || error == ModelError.RATE_LIMITED
                        || error == ModelError.SERVER_ERROR);
    }

    @ParameterizedTest
    @EnumSource
    void whatWasNotSentIsNeitherBilledNorRetried(ModelError error) {
        ModelFault fault = ModelFault.unsent(error);
        assertThat(fault.isBillable()).isFalse();
        assertThat(fault.isWorthRetry()).isFalse();
        assertThat(ModelFault.of(error).within(DEADLINE, WAIT_MAX).isBillable())
                .isEqualTo(error.has(ModelError.Trait.BILLABLE));
    }

    @Test
    void carriesNothingOfWhatTheServerSaid() {
        ModelFault fault = ModelFault.of(new IOException("sk-secret in https://model.example.com"));
        assertThat(fault).hasMessage("connection").hasNoCause();
        assertThat(fault.getStackTrace()).isEmpty();
    }
}
