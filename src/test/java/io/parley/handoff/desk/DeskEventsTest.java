package io.parley.handoff.desk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.Signed;
import io.parley.handoff.desk.DeskEvent.Type;
import io.parley.handoff.desk.DeskEvents.Authentic;
import io.parley.handoff.desk.DeskEvents.Event;
import io.parley.handoff.desk.DeskEvents.Ignored;
import io.parley.handoff.desk.DeskEvents.Translated;
import io.parley.turn.SiteId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeskEventsTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String CHATWOOT = "chatwoot's own secret";
    private static final String ZENDESK = "zendesk's own secret";
    private static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");
    private static final SiteId SHOP = new SiteId("shop");
    private static final SiteId OTHER = new SiteId("other");

    private final DeskEvents events = new DeskEvents(DeskFakes.desks(settings()));

    private static Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("parley.sites.shop.desk.kind", "webhook");
        settings.put("parley.sites.shop.desk.url", "https://desk.example/hook");
        settings.put("parley.sites.shop.desk.secret", SECRET);
        settings.put("parley.sites.shop.queues.chat.desk.kind", "chatwoot");
        settings.put("parley.sites.shop.queues.chat.desk.url", "https://chat.example");
        settings.put("parley.sites.shop.queues.chat.desk.secret", "token");
        settings.put("parley.sites.shop.queues.chat.desk.account", "1");
        settings.put("parley.sites.shop.queues.chat.desk.inbox", "2");
        settings.put("parley.sites.shop.queues.chat.desk.events-secret", CHATWOOT);
        settings.put("parley.sites.shop.queues.zen.desk.kind", "zendesk");
        settings.put("parley.sites.shop.queues.zen.desk.url", "https://shop.zendesk.example");
        settings.put("parley.sites.shop.queues.zen.desk.secret", "token");
        settings.put("parley.sites.shop.queues.zen.desk.user", "ann@shop.example");
        settings.put("parley.sites.shop.queues.zen.desk.events-secret", ZENDESK);
        return settings;
    }

    @Test
    void eachDeskProvesWhichOneItIs() {
        Authentic webhook = authentic(SHOP, webhook(SECRET, "{}", NOW), "{}").orElseThrow();
        assertThat(webhook.isOf("support")).isTrue();
        assertThat(webhook.isOf("chat")).isFalse();
        Authentic chatwoot =
                authentic(SHOP, chatwoot(CHATWOOT, "{}", NOW), "{}").orElseThrow();
        assertThat(chatwoot.isOf("chat")).isTrue();
        assertThat(chatwoot.isOf("zen")).isFalse();
        assertThat(chatwoot.isOf("support")).isFalse();
        assertThat(authentic(SHOP, zendesk(ZENDESK, "{}", NOW), "{}")
                        .orElseThrow()
                        .isOf("zen"))
                .isTrue();
    }

    @Test
    void nobodyElsePassesForADesk() {
        String other = "whsec_" + "A".repeat(32);
        assertThat(authentic(SHOP, Map.of(), "{}")).isEmpty();
        assertThat(authentic(SHOP, webhook(other, "{}", NOW), "{}")).isEmpty();
        assertThat(authentic(SHOP, webhook(SECRET, "{}", NOW), "{ }")).isEmpty();
        assertThat(authentic(OTHER, webhook(SECRET, "{}", NOW), "{}")).isEmpty();
        assertThat(authentic(SHOP, chatwoot(ZENDESK, "{}", NOW), "{}")).isEmpty();
        assertThat(authentic(SHOP, zendesk(CHATWOOT, "{}", NOW), "{}")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {-301, 301, 86_400})
    void staleSignatureIsNone(long seconds) {
        Instant then = NOW.plus(Duration.ofSeconds(seconds));
        assertThat(authentic(SHOP, webhook(SECRET, "{}", then), "{}")).isEmpty();
        assertThat(authentic(SHOP, chatwoot(CHATWOOT, "{}", then), "{}")).isEmpty();
        assertThat(authentic(SHOP, zendesk(ZENDESK, "{}", then), "{}")).isEmpty();
    }

    @Test
    void whereNoDeskCanSignAnybodyMaySpeak() {
        assertThat(events.isOpen(SHOP)).isFalse();
        assertThat(events.isOpen(OTHER)).isTrue();
        assertThat(events.unsigned(OTHER).isOf("any")).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', nullValues = "-", textBlock = """
            {"event":"message_created","id":7,"content":"Hi","message_type":"outgoing","private":false,"sender":{"type":"user","name":"Kim"},"conversation":{"custom_attributes":{"parley_ticket":"t-1"}}} | REPLY | chatwoot-message-7 | Hi | Kim
            {"event":"message_created","id":7,"content":"Hi","message_type":"outgoing","private":true,"sender":{"type":"user"},"conversation":{"custom_attributes":{"parley_ticket":"t-1"}}}               | -     | -                  | -  | -
            {"event":"message_created","id":7,"content":"Hi","message_type":"outgoing","sender":{"type":"user"},"conversation":{"custom_attributes":{"parley_ticket":"t-1"}}}               | -     | -                  | -  | -
            {"event":"message_created","id":7,"content":"Hi","message_type":"incoming","private":false,"sender":{"type":"contact"},"conversation":{"custom_attributes":{"parley_ticket":"t-1"}}}            | -     | -                  | -  | -
            {"event":"message_created","id":7,"content":"Hi","message_type":"outgoing","private":false,"sender":{"type":"agent_bot"},"conversation":{"custom_attributes":{"parley_ticket":"t-1"}}}         | -     | -                  | -  | -
            {"event":"message_created","id":7,"content":"Hi","message_type":"outgoing","private":false,"sender":{"type":"user"},"conversation":{"custom_attributes":{}}}                                     | -     | -                  | -  | -
            {"event":"message_created","id":7,"content":null,"message_type":"outgoing","private":false,"sender":{"type":"user"},"conversation":{"custom_attributes":{"parley_ticket":"t-1"}}}               | -     | -                  | -  | -
            {"event":"conversation_status_changed","id":3,"status":"resolved","updated_at":99,"custom_attributes":{"parley_ticket":"t-1"}} | RESOLVE | chatwoot-resolved-3-99 | ~~ | ~~
            {"event":"conversation_status_changed","id":3,"status":"pending","updated_at":99,"custom_attributes":{"parley_ticket":"t-1"}}  | RELEASE | chatwoot-pending-3-99  | ~~ | ~~
            {"event":"conversation_status_changed","id":3,"status":"open","updated_at":99,"custom_attributes":{"parley_ticket":"t-1"}}     | -       | -                      | -  | -
            {"event":"conversation_typing_on"}                                                                                              | -       | -                      | -  | -
            {"event":{"a":1}}                                                                                                               | -       | -                      | -  | -
            """)
    void chatwootSpeaksOurWords(String body, Type type, String id, String text, String agent) throws Exception {
        assertTranslated(
                authentic(SHOP, chatwoot(CHATWOOT, body, NOW), body).orElseThrow(), body, type, id, text, agent);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', nullValues = "-", textBlock = """
            {"type":"zen:event-type:ticket.comment_added","id":"e1","detail":{"external_id":"t-1"},"event":{"comment":{"body":"Hi","is_public":true,"author":{"is_staff":true,"name":"Kim"}}}}         | REPLY | zendesk-e1 | Hi | Kim
            {"type":"zen:event-type:ticket.comment_added","id":"e1","detail":{"external_id":"t-1"},"event":{"comment":{"body":"Hi","is_public":false,"author":{"is_staff":true}}}}                     | -     | -          | -  | -
            {"type":"zen:event-type:ticket.comment_added","id":"e1","detail":{"external_id":"t-1"},"event":{"comment":{"body":"Hi","is_public":true,"author":{"is_staff":false}}}}                     | -     | -          | -  | -
            {"type":"zen:event-type:ticket.comment_added","id":"e1","detail":{"external_id":"t-1"},"event":{"comment":{"body":"VISITOR: Hi","is_public":true,"author":{"is_staff":true}}}}             | -     | -          | -  | -
            {"type":"zen:event-type:ticket.comment_added","id":"e1","detail":{"external_id":null},"event":{"comment":{"body":"Hi","is_public":true,"author":{"is_staff":true}}}}                       | -     | -          | -  | -
            {"type":"zen:event-type:ticket.status_changed","id":"e2","detail":{"external_id":"t-1"},"event":{"current":"SOLVED","previous":"OPEN"}}                                                    | RESOLVE | zendesk-e2 | ~~ | ~~
            {"type":"zen:event-type:ticket.status_changed","id":"e2","detail":{"external_id":"t-1"},"event":{"current":"PENDING","previous":"OPEN"}}                                                   | -     | -          | -  | -
            {"type":"zen:event-type:ticket.agent_assignment_changed","id":"e3","detail":{"external_id":"t-1"},"event":{"current":"123","previous":""}}                                                 | TAKEN | zendesk-e3 | ~~ | ~~
            {"type":"zen:event-type:ticket.agent_assignment_changed","id":"e3","detail":{"external_id":"t-1"},"event":{"current":"0","previous":""}}                                                 | - | - | - | -
            {"type":"zen:event-type:ticket.created","id":"e4","detail":{"external_id":"t-1"},"event":{}}                                                                                               | -     | -          | -  | -
            """)
    void zendeskSpeaksOurWords(String body, Type type, String id, String text, String agent) throws Exception {
        assertTranslated(authentic(SHOP, zendesk(ZENDESK, body, NOW), body).orElseThrow(), body, type, id, text, agent);
    }

    @Test
    void tooLongAReplyIsCutForNobodyCouldBeTold() throws JsonProcessingException {
        String body = "{\"event\":\"message_created\",\"id\":7,\"content\":\"" + "🙂".repeat(5000)
                + "\",\"message_type\":\"outgoing\",\"private\":false,\"sender\":{\"type\":\"user\"},"
                + "\"conversation\":{\"custom_attributes\":{\"parley_ticket\":\"t-1\"}}}";
        Translated translated = authentic(SHOP, chatwoot(CHATWOOT, body, NOW), body)
                .orElseThrow()
                .translate(new ObjectMapper().readTree(body));
        assertThat(((Event) translated).event().text()).isEqualTo("🙂".repeat(DeskEvent.TEXT_CODE_POINTS_MAX));
    }

    private static void assertTranslated(Authentic desk, String body, Type type, String id, String text, String agent)
            throws JsonProcessingException {
        Translated translated = desk.translate(new ObjectMapper().readTree(body));
        assertThat(translated)
                .isEqualTo(type == null ? new Ignored() : new Event(new DeskEvent(id, "t-1", type, text, agent)));
    }

    private Optional<Authentic> authentic(SiteId site, Map<String, String> headers, String body) {
        return events.authentic(site, headers::get, body.getBytes(StandardCharsets.UTF_8), NOW);
    }

    private static Map<String, String> webhook(String secret, String body, Instant time) {
        return Signed.headers(secret, "e1", body, time);
    }

    private static Map<String, String> chatwoot(String secret, String body, Instant time) {
        String timestamp = Long.toString(time.getEpochSecond());
        return Map.of(
                "X-Chatwoot-Timestamp",
                timestamp,
                "X-Chatwoot-Signature",
                "sha256=" + HexFormat.of().formatHex(hmac(secret, timestamp + "." + body)));
    }

    private static Map<String, String> zendesk(String secret, String body, Instant time) {
        return Map.of(
                "X-Zendesk-Webhook-Signature-Timestamp", time.toString(),
                "X-Zendesk-Webhook-Signature", Base64.getEncoder().encodeToString(hmac(secret, time + body)));
    }

    private static byte[] hmac(String secret, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
