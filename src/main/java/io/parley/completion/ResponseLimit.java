package io.parley.completion;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.http.HttpClientResponse;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.rest.client.RestClientBuilder;
import org.eclipse.microprofile.rest.client.spi.RestClientListener;
import org.jboss.resteasy.reactive.client.impl.VertxRequestCustomizingClientBuilder;

/**
 * Hangs up on a body that is larger than any completion. The client collects bodies whole before its filters and readers see them,
 * whatever the status, and has no limit of its own, so a broken server could fill the memory. Only the request underneath sees the
 * bytes as they come; its handler is called beside the collecting, not instead of it.
 */
@RegisterForReflection
public final class ResponseLimit implements RestClientListener {
    private static final int BYTES_MAX = 1 << 20;

    @Override
    public void onNewClient(Class<?> api, RestClientBuilder builder) {
        if (api == ModelApi.class) {
            ((VertxRequestCustomizingClientBuilder<?>) builder)
                    .httpClientRequestCustomizer(request -> request.response().onSuccess(ResponseLimit::watch));
        }
    }

    private static void watch(HttpClientResponse response) {
        AtomicInteger bytes = new AtomicInteger();
        response.handler(chunk -> {
            if (bytes.addAndGet(chunk.length()) > BYTES_MAX) {
                response.request().reset(0, fault(response));
            }
        });
    }

    /** From status 400 on, {@link ModelApi} tells the fault from status and headers, as if the body had come. */
    private static ModelFault fault(HttpClientResponse response) {
        return ModelFault.of(response.statusCode() < 300 ? ModelError.INVALID_RESPONSE : ModelError.REJECTED);
    }
}
