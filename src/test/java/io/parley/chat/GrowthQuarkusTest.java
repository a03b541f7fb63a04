package io.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.parley.StubModel;
import io.parley.turn.TokenEstimate;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a message costs does not depend on how long the conversation has lasted. */
@QuarkusTest
class GrowthQuarkusTest extends ChatQuarkusTest {
    /** Of a key that is there; of one that has just expired, Redis says another number. */
    private static final long NO_EXPIRY = -1;

    /** What one message took: tokens of its prompt, calls to Redis and to the model, bytes that its session then has. */
    private record Cost(int promptTokens, List<String> redisCalls, int modelCalls, long bytes) {}

    @Test
    void ordinaryPathIsTwoRedisCallsAndOneModelCall() {
        answered("Load the scripts");
        Cost cost = cost("Do you ship to Norway?");

        assertThat(cost.redisCalls).hasSize(2).allMatch(call -> call.startsWith("\"evalsha\""));
        assertThat(cost.modelCalls).isEqualTo(1);
    }

    @Test
    void turn200CostsWhatTurn10Does() {
        Cost tenth = null;
        for (int turn = 1; turn < 200; turn++) {
            refillQuota();
            if (turn == 10) {
                tenth = cost(text(turn));
            } else {
                answered(text(turn));
            }
        }
        refillQuota();
        Cost last = cost(text(200));

        assertThat((double) last.promptTokens).isCloseTo(tenth.promptTokens, within(tenth.promptTokens * 0.1));
        assertThat(last.redisCalls).hasSameSizeAs(tenth.redisCalls).hasSize(2);
        assertThat((double) last.bytes).isCloseTo(tenth.bytes, within(tenth.bytes * 0.1));
        assertThat(lastConversation()).hasSize(9);
    }

    @Test
    void everyKeyExpires() {
        model.answers(StubModel.answer("Hm.", "other", 0.1, "answer"));
        answered(message("First doubt about this").put("visitor", new JsonObject().put("ip", "192.0.2.1")));
        answered("Second doubt about that");
        List<String> immortal = new ArrayList<>();
        redis.execute("KEYS", "parley:*").forEach(key -> {
            if (redis.execute("PTTL", key.toString()).toLong() == NO_EXPIRY) {
                immortal.add(key.toString());
            }
        });
        assertThat(immortal).isEmpty();
        assertThat(redis.execute("KEYS", "parley:v1:{default}:ticket:*").size()).isPositive();
    }

    private static String text(int turn) {
        return "Question number " + (1000 + turn) + " is about item " + (5000 + turn * 7);
    }

    private Cost cost(String text) {
        int asked = model.requests().size();
        List<String> calls = redisProcess.commandsDuring(() -> answered(text)).stream()
                .filter(call -> !call.startsWith("\"hello\"")) // a connection that the pool opens, not a message's call
                .toList();
        int tokens = model.requests().get(asked).getJsonArray("messages").stream()
                .map(JsonObject.class::cast)
                .mapToInt(m -> TokenEstimate.of(m.getString("content")))
                .sum();
        return new Cost(tokens, calls, model.requests().size() - asked, bytes());
    }

    private long bytes() {
        return List.of("", ":turns").stream()
                .mapToLong(part -> redis.execute("MEMORY", "USAGE", "parley:v1:{default}:session:" + session + part)
                        .toLong())
                .sum();
    }

    /** The limit is not what is measured here. */
    private void refillQuota() {
        redis.execute("DEL", "parley:v1:{default}:limit:session:" + session);
    }
}
