package io.parley.completion;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.databind.JsonMappingException;
import io.netty.channel.ConnectTimeoutException;
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

    @ParameterizedTest
    @CsvSource({
        "301, REJECTED,     false",
        "307, REJECTED,     false",
        "400, REJECTED,     false",
        "401, REJECTED,     false",
        "403, REJECTED,     false",
        "404, REJECTED,     false",
        "408, REJECTED,     false",
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
        ModelFault fault = ModelFault.ofStatus(status, null);
        assertThat(fault.error()).isEqualTo(error);
        assertThat(fault.isWorthRetry()).isEqualTo(worthRetry);
        assertThat(fault.within(DEADLINE).isWorthRetry()).isEqualTo(worthRetry);
    }

    @ParameterizedTest
    @CsvSource({"429, 1, 1000", "429, 7, 7000", "503, 2, 2000", "429, 00003, 3000"})
    void waitsAsLongAsTheServerAsks(int status, String retryAfter, long millis) {
        ModelFault fault = ModelFault.ofStatus(status, retryAfter);
        assertThat(fault.waitMillis()).isEqualTo(millis);
        assertThat(fault.within(DEADLINE).isWorthRetry()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"9", "60", "3600", "999999999"})
    void retryThatTheServerWantsTooLateIsNotWorthIt(String retryAfter) {
        ModelFault fault = ModelFault.ofStatus(429, retryAfter);
        assertThat(fault.within(DEADLINE).isWorthRetry()).isFalse();
        assertThat(fault.within(DEADLINE).error()).isEqualTo(ModelError.RATE_LIMITED);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "0", "soon", "-1", "1.5", "Wed, 21 Oct 2026 07:28:00 GMT"})
    void withoutSecondsTheWaitIsAShortRandomOne(String retryAfter) {
        ModelFault fault = ModelFault.ofStatus(503, retryAfter);
        assertThat(fault.waitMillis()).isBetween(50L, 250L);
        assertThat(fault.within(DEADLINE).isWorthRetry()).isTrue();
    }

    @Test
    void retryAfterDoesNotMakeARejectedCallWorthRetrying() {
        assertThat(ModelFault.ofStatus(401, "1").isWorthRetry()).isFalse();
    }

    @Test
    void waitAndAUsefulAttemptMustFitWhatIsLeft() {
        ModelFault fault = ModelFault.ofStatus(429, "2");
        Duration needed = Duration.ofSeconds(2).plus(ModelFault.USEFUL_ATTEMPT);

        assertThat(fault.within(needed).isWorthRetry()).isTrue();
        assertThat(fault.within(needed.minusNanos(1)).isWorthRetry()).isFalse();
        assertThat(fault.within(Duration.ZERO).isWorthRetry()).isFalse();
        assertThat(fault.within(needed).waitMillis()).isEqualTo(2000);
    }

    @Test
    void moreTimeDoesNotBringARetryBack() {
        ModelFault late = ModelFault.ofStatus(429, "2").within(Duration.ZERO);
        assertThat(late.within(DEADLINE).isWorthRetry()).isFalse();
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
                Arguments.of(new IOException("Connection reset by peer"), ModelError.CONNECTION),
                Arguments.of(new SocketException("Broken pipe"), ModelError.CONNECTION),
                Arguments.of(new TimeoutException("read"), ModelError.CONNECTION),
                Arguments.of(new IllegalStateException(), ModelError.CONNECTION),
                Arguments.of(new JsonParseException(null, "Unexpected character"), ModelError.INVALID_RESPONSE),
                Arguments.of(new JsonMappingException(null, "Cannot deserialize"), ModelError.INVALID_RESPONSE),
                Arguments.of(new WebApplicationException(500), ModelError.INVALID_RESPONSE));
    }

    @Test
    void faultInsideOtherExceptionsIsFoundAsItIs() {
        ModelFault fault = ModelFault.ofStatus(429, "2");
        assertThat(ModelFault.of(new ProcessingException(new CompletionException(fault))))
                .isSameAs(fault);
    }

    /** A second attempt after anything that may have been answered might be billed twice. */
    @ParameterizedTest
    @EnumSource
    void nothingThatMayBeBilledIsRetried(ModelError error) {
        ModelFault fault = ModelFault.of(error);
        assertThat(fault.isWorthRetry() && error.isBillable()).isFalse();
        assertThat(fault.isWorthRetry())
                .isEqualTo(error == ModelError.CONNECT
                        || error == ModelError.RATE_LIMITED
                        || error == ModelError.SERVER_ERROR);
    }

    @Test
    void carriesNothingOfWhatTheServerSaid() {
        ModelFault fault = ModelFault.of(new IOException("sk-secret in https://model.example.com"));
        assertThat(fault).hasMessage("connection").hasNoCause();
        assertThat(fault.getStackTrace()).isEmpty();
    }
}
