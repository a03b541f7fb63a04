package io.parley.completion;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.completion.Completion.Answered;
import io.parley.completion.Completion.Call;
import io.parley.completion.Completion.Unanswered;
import io.parley.completion.ModelRequest.PromptMessage;
import io.parley.turn.Article;
import io.parley.turn.Deadline;
import io.parley.turn.KeyedHash;
import io.parley.turn.Message;
import io.parley.turn.Resources;
import io.parley.turn.TokenEstimate;
import io.parley.turn.TokenUsage;
import io.parley.turn.Turn;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;

/** Asks the model for an answer. It never fails: every way in which a model can is a result. */
@ApplicationScoped
public class Completions {
    private static final Pattern REASONING_MODEL = Pattern.compile("(o\\d|gpt-5).*");

    private final ModelConfig config;
    private final GuardedModel model;
    private final KeyedHash hash;
    private final Prompt prompt;
    private final JsonNode answerSchema;

    Completions(ModelConfig config, GuardedModel model, KeyedHash hash, ObjectMapper mapper)
            throws JsonProcessingException {
        this.config = config;
        this.model = model;
        this.hash = hash;
        this.prompt = new Prompt(hash);
        this.answerSchema = mapper.readTree(Resources.text("prompts/answer.schema.json"));
    }

    static void check(@Observes StartupEvent event, ModelConfig config) {
        config.check();
    }

    public String promptVersion() {
        return prompt.version();
    }

    /** As they stand first in every prompt, the canary included. */
    public String rules() {
        return prompt.rules();
    }

    /** Stands among the rules, and must stand in no answer. */
    public String canary() {
        return prompt.canary();
    }

    /** @param suspect whether the message earned a note that it is data */
    public Uni<Completion> complete(
            Message message,
            List<Article> articles,
            List<Turn> window,
            boolean suspect,
            Instant now,
            Deadline deadline) {
        ModelRequest request = request(message, prompt.messages(message, articles, window, suspect, now));
        AtomicInteger attempts = new AtomicInteger();
        return model.complete(request, deadline, attempts)
                .map(response -> read(request, response, attempts.get()))
                .onFailure()
                .recoverWithItem(failure -> unanswered(request, failure, attempts.get()));
    }

    private ModelRequest request(Message message, List<PromptMessage> messages) {
        boolean reasoning = REASONING_MODEL.matcher(config.name()).matches();
        Optional<String> visitor = message.visitor().id().map(id -> hash.of("visitor", id));
        return new ModelRequest(
                config.name(),
                messages,
                answerSchema,
                config.maxOutputTokens(),
                reasoning ? null : config.temperature(),
                config.openaiHints() ? visitor.orElse(null) : null,
                config.openaiHints() ? message.site().value() : null);
    }

    private static Completion read(ModelRequest request, ModelResponse response, int attempts) {
        String finishReason =
                response.firstChoice().map(ModelResponse.Choice::finishReason).orElse(null);
        Optional<TokenUsage> said = response.tokens();
        Call call = new Call(
                request.model(),
                response.model(),
                response.id(),
                finishReason,
                said.orElseGet(() -> estimate(request)),
                said.isEmpty(),
                attempts);
        try {
            return new Answered(AnswerReader.read(response), call);
        } catch (ModelFault e) {
            return new Unanswered(e.error(), call);
        }
    }

    private static Completion unanswered(ModelRequest request, Throwable failure, int attempts) {
        ModelError error = failure instanceof CircuitBreakerOpenException
                ? ModelError.CIRCUIT_OPEN
                : ModelFault.of(failure).error();
        TokenUsage usage = error.isBillable() ? estimate(request) : TokenUsage.NONE;
        return new Unanswered(error, new Call(request.model(), null, null, null, usage, error.isBillable(), attempts));
    }

    /** About what the call can have cost at the most: all of the output that was allowed. */
    private static TokenUsage estimate(ModelRequest request) {
        int prompt = TokenEstimate.of(request.responseFormat().toString());
        for (PromptMessage message : request.messages()) {
            prompt += TokenEstimate.of(message.content()) + TokenEstimate.PER_MESSAGE;
        }
        return TokenUsage.of(prompt, request.maxCompletionTokens());
    }
}
