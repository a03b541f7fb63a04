package io.parley;

import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs calls as a site's backend does, by Standard Webhooks, in code of its own. */
public final class Signed implements Filter {
    /** That of the packaged function under test. */
    public static final String SECRET = "whsec_"
            + Base64.getEncoder().encodeToString("parley integration tests!!".getBytes(StandardCharsets.UTF_8));

    private final String secret;

    public Signed(String secret) {
        this.secret = secret;
    }

    @Override
    public Response filter(
            FilterableRequestSpecification request, FilterableResponseSpecification response, FilterContext context) {
        String body = request.getBody();
        headers(secret, new JsonObject(body).getString("messageId", "none"), body, Instant.now())
                .forEach(request::header);
        return context.next(request, response);
    }

    public static Map<String, String> headers(String secret, String id, String body, Instant time) {
        String timestamp = Long.toString(time.getEpochSecond());
        return Map.of(
                "webhook-id", id,
                "webhook-timestamp", timestamp,
                "webhook-signature", signature(secret, id, timestamp, body.getBytes(StandardCharsets.UTF_8)));
    }

    public static String signature(String secret, String id, String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
            mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
