package io.parley.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.parley.edge.EdgeCall;
import io.quarkus.funqy.Funq;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;

/** {@code POST /chat}: a visitor message goes in, an answer comes out. */
public class ChatFunction {
    private final ChatPipeline pipeline;
    private final CurrentVertxRequest request;

    ChatFunction(ChatPipeline pipeline, CurrentVertxRequest request) {
        this.pipeline = pipeline;
        this.request = request;
    }

    /** @param body one JSON object, whose syntax the edge has checked; a tree, so that every member can be refused by name */
    @Funq("chat")
    public Uni<ChatReply> chat(JsonNode body) {
        return pipeline.answer(EdgeCall.takeChat(request.getCurrent()), body);
    }
}
