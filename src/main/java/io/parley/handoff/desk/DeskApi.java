package io.parley.handoff.desk;

import io.quarkus.rest.client.reactive.Url;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jboss.resteasy.reactive.RestResponse;

/** Every desk's HTTP API, as far as they are alike: JSON, and a few headers, of which those that are null are not sent. */
@RegisterRestClient(configKey = "desk")
@Path("")
interface DeskApi {
    @GET
    Uni<RestResponse<byte[]>> get(
            @Url String url,
            @HeaderParam("Authorization") String authorization,
            @HeaderParam("api_access_token") String token);

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    Uni<RestResponse<byte[]>> post(
            @Url String url,
            @HeaderParam("Authorization") String authorization,
            @HeaderParam("api_access_token") String token,
            @HeaderParam("Idempotency-Key") String idempotencyKey,
            @HeaderParam("webhook-id") String webhookId,
            @HeaderParam("webhook-timestamp") String webhookTimestamp,
            @HeaderParam("webhook-signature") String webhookSignature,
            byte[] body);

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    Uni<RestResponse<byte[]>> put(@Url String url, @HeaderParam("Authorization") String authorization, byte[] body);
}
