package io.parley.dev;

import io.quarkus.arc.profile.IfBuildProfile;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * An OpenAI-compatible server that is no model: it reads the prompt that it gets, answers from the typed context and the turns in it,
 * and says who it is. It lets the whole path be tried without a key. Absent from production.
 */
@IfBuildProfile(anyOf = {"dev", "test"})
@Singleton
class DemoModel {
    private static final Pattern ORDER =
            Pattern.compile("\\b(order|package|parcel|bestellung|paket|commande|colis|pedido)\\b");
    private static final Pattern ARRIVAL = Pattern.compile("\\b(when|arrive|arrives|wann|quand|cuándo|cuando)\\b");
    private static final Pattern PLAN = Pattern.compile("\\b(plan|subscription|abo|abonnement|suscripción)\\b");

    /** What the demo model says, with the intent and the confidence that it has in it. */
    private record Said(String text, String intent, double confidence, String action) {}

    void register(@Observes Router router) {
        router.route(HttpMethod.POST, "/dev/openai/v1/chat/completions").handler(DemoModel::complete);
    }

    private static void complete(RoutingContext routing) {
        JsonObject request = routing.body().asJsonObject();
        List<JsonObject> messages = request.getJsonArray("messages").stream()
                .map(JsonObject.class::cast)
                .toList();
        Said said = answer(messages);
        JsonObject content = new JsonObject()
                .put("answer", "[demo model] " + said.text)
                .put("intent", said.intent)
                .put("confidence", said.confidence)
                .put("action", said.action)
                .put("sources", new JsonArray());
        int promptTokens =
                messages.stream().mapToInt(m -> content(m).length() / 4 + 4).sum();
        int completionTokens = content.encode().length() / 4;
        routing.json(new JsonObject()
                .put("id", "demo-" + UUID.randomUUID())
                .put("object", "chat.completion")
                .put("model", request.getString("model") + "-demo")
                .put(
                        "choices",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("index", 0)
                                        .put("finish_reason", "stop")
                                        .put(
                                                "message",
                                                new JsonObject()
                                                        .put("role", "assistant")
                                                        .put("content", content.encode()))))
                .put(
                        "usage",
                        new JsonObject()
                                .put("prompt_tokens", promptTokens)
                                .put("completion_tokens", completionTokens)
                                .put("total_tokens", promptTokens + completionTokens)));
    }

    private static Said answer(List<JsonObject> messages) {
        Map<String, String> context = context(content(messages.get(1)));
        String question = content(messages.get(messages.size() - 1)).toLowerCase(Locale.ROOT);
        boolean orderBefore = messages.subList(2, messages.size() - 1).stream()
                .anyMatch(
                        m -> ORDER.matcher(content(m).toLowerCase(Locale.ROOT)).find());
        boolean aboutOrder = ORDER.matcher(question).find();
        if (ARRIVAL.matcher(question).find() && (aboutOrder || orderBefore) && context.containsKey("order.number")) {
            return new Said(
                    "Order " + context.get("order.number") + " was placed on "
                            + context.getOrDefault("order.placedOn", "a day that I was not told")
                            + "; its tracking page shows the day of delivery: "
                            + context.getOrDefault("order.trackingUrl", "I was given no link") + ".",
                    "order_status",
                    0.86,
                    "answer");
        }
        if (aboutOrder && context.containsKey("order.number")) {
            return new Said(
                    "Your order " + context.get("order.number") + " is "
                            + context.getOrDefault("order.status", "known to me without a status") + ".",
                    "order_status",
                    0.93,
                    "answer");
        }
        if (aboutOrder) {
            return new Said("What is the number of your order?", "order_status", 0.7, "clarify");
        }
        if (PLAN.matcher(question).find() && context.containsKey("plan.name")) {
            return new Said(
                    "You are on the plan " + context.get("plan.name") + ", renewed on "
                            + context.getOrDefault("plan.renewsOn", "a day that I was not told") + ".",
                    "account",
                    0.9,
                    "answer");
        }
        return new Said("I find nothing about that in what I was given.", "other", 0.2, "answer");
    }

    private static Map<String, String> context(String data) {
        Map<String, String> context = new LinkedHashMap<>();
        data.lines().forEach(line -> {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                context.put(line.substring(0, colon), line.substring(colon + 2));
            }
        });
        return context;
    }

    private static String content(JsonObject message) {
        return message.getString("content");
    }
}
