package io.parley.alerts;

import io.quarkus.rest.client.reactive.Url;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jboss.resteasy.reactive.RestResponse;

/** Whoever wants to hear of alerts, by Standard Webhooks 1.0.0. */
@RegisterRestClient(configKey = "alerts")
@Path("")
interface AlertApi {
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    Uni<RestResponse<Void>> send(
            @Url String url,
            @HeaderParam("webhook-id") String id,
            @HeaderParam("webhook-timestamp") String timestamp,
            @HeaderParam("webhook-signature") String signature,
            byte[] body);
}
