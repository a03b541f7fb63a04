package io.parley.completion;

import io.quarkus.rest.client.reactive.ClientExceptionMapper;
import io.quarkus.rest.client.reactive.Url;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.rest.client.annotation.RegisterProvider;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/**
 * OpenAI's Chat Completions, as far as Parley uses them. Has a writer of its own, and gives the answer unread: the client would
 * look for the right mapper anew with each request and each answer, and copy the body first.
 */
@RegisterRestClient(configKey = "model")
@RegisterProvider(ModelRequestWriter.class)
@Path("/chat/completions")
interface ModelApi {
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    Uni<Response> complete(
            @Url String baseUrl, @HeaderParam("Authorization") String authorization, ModelRequest request);

    @ClientExceptionMapper
    static RuntimeException fault(Response response) {
        return ModelFault.ofStatus(
                response.getStatus(), response.getHeaderString("Retry-After"), response.getHeaderString("Date"));
    }
}
