package io.parley.completion;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.completion.Completion.Answered;
import io.parley.completion.Completion.Call;
import io.parley.completion.Completion.Unanswered;
import io.parley.completion.Model.Endpoint;
import io.parley.completion.ModelError.Trait;
import io.parley.completion.ModelRequest.PromptMessage;
import io.parley.turn.Deadline;
import io.parley.turn.KeyedHash;
import io.parley.turn.Message;
import io.parley.turn.NanoClock;
import io.parley.turn.Resources;
import io.parley.turn.SiteId;
import io.parley.turn.TokenEstimate;
import io.parley.turn.TokenUsage;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/**
 * Asks the model for an answer, and the second one, if there is any, when the first gives none. It never fails: every way in which
 * models can is a result.
 */
@Singleton
public class Completions {
    /** Of what is left of the deadline, the part that the first of two models may take. */
    private static final double FIRST_PART = 0.6;

    private final Models models;
    private final Optional<Duration> timeout;
    private final Map<Endpoint, GuardedModel> guarded = new HashMap<>();
    private final KeyedHash hash;
    private final NanoClock clock;
    private final Prompt prompt;
    private final String answerSchema;
    private final int schemaTokens;

    Completions(
            ModelConfig config,
            BriefConfig briefs,
            @RestClient ModelApi api,
            KeyedHash hash,
            NanoClock clock,
            ObjectMapper mapper,
            Vertx vertx)
            throws JsonProcessingException {
        this.models = Models.of(config);
        this.timeout = config.timeout();
        Set<String> names = new HashSet<>();
        models.all()
                .forEach(model -> guarded.computeIfAbsent(
                        model.endpoint(), e -> new GuardedModel(guardName(e, names), api, config, mapper, vertx)));
        this.hash = hash;
        this.clock = clock;
        this.prompt = new Prompt(hash, briefs);
        this.answerSchema =
                mapper.readTree(Resources.text("prompts/answer.schema.json")).toString();
        this.schemaTokens = TokenEstimate.of(answerSchema);
    }

    /** Shown in metrics, so it holds neither key nor URL. Only the second model can have the name of another one. */
    private static String guardName(Endpoint endpoint, Set<String> taken) {
        String name = endpoint.provider() + '/' + endpoint.name();
        while (!taken.add(name)) {
            name += "/second";
        }
        return name;
    }

    /** To be observed makes this exist at start-up: what is wrong with models or briefs is refused then. */
    void check(@Observes StartupEvent event) {}

    /** Provider and name of each model that may be asked. */
    public record ModelName(String provider, String name) {}

    public List<ModelName> models() {
        return models.all().stream()
                .map(m -> new ModelName(m.provider(), m.name()))
                .distinct()
                .toList();
    }

    /**
     * @param span what the models have of the deadline of a message that comes at once
     * @throws io.quarkus.runtime.configuration.ConfigurationException if that is none for the second
     */
    public void requireTime(Duration span) {
        models.requireTime(timeout, span);
    }

    /** Names of the settings that a question may ask for. */
    public Set<String> profiles() {
        return models.byProfile().keySet();
    }

    /** Of the part that is the same for every message of the site. */
    public String promptVersion(SiteId site) {
        return prompt.version(site);
    }

    /** What the site's owner has the model tell everybody: an answer may give on whatever stands there. */
    public List<String> texts(SiteId site) {
        return prompt.texts(site);
    }

    /** As they stand first in every prompt, the canary included. */
    public String rules() {
        return prompt.rules();
    }

    /** Stands among the rules, and must stand in no answer. */
    public String canary() {
        return prompt.canary();
    }

    /** Tokens that one call of a model may use at the most. */
    public record Estimate(String provider, String model, TokenUsage usage) {}

    /**
     * What a message may use: the call of the profile's model, and that of the second, if there is any.
     *
     * @param more tokens of what is not known yet: the window and the articles
     */
    public List<Estimate> mayUse(Message message, String profile, int more) {
        long tokens = upper(schemaTokens + prompt.tokens(message) + more);
        return Stream.concat(Stream.of(models.byProfile().get(profile)), models.second().stream())
                .map(m -> new Estimate(m.provider(), m.name(), TokenUsage.of(tokens, m.maxOutputTokens())))
                .toList();
    }

    /** @param hungUp emits if nobody waits for the answer any more */
    public Uni<Completion> complete(Question question, Deadline deadline, Uni<Void> hungUp) {
        List<PromptMessage> messages = prompt.messages(question);
        Model first = models.byProfile().get(question.profile());
        if (!isUseful(deadline)) {
            return Uni.createFrom().item(notAsked(first));
        }
        Uni<Completion> asked = ask(first, question.message(), messages, firstPart(deadline), hungUp);
        if (models.second().isEmpty()) {
            return asked;
        }
        Model second = models.second().get();
        return asked.chain(completion -> isWorthSecond(completion, deadline)
                ? ask(second, question.message(), messages, deadline, hungUp)
                        .map(answer -> after(completion.calls(), answer))
                : Uni.createFrom().item(completion));
    }

    private Deadline firstPart(Deadline deadline) {
        if (timeout.isPresent()) {
            return deadline.atMost(timeout.get());
        }
        if (models.second().isEmpty()) {
            return deadline;
        }
        Duration part = Duration.ofNanos((long) (deadline.remaining().toNanos() * FIRST_PART));
        return deadline.atMost(part.compareTo(ModelFault.USEFUL_ATTEMPT) < 0 ? ModelFault.USEFUL_ATTEMPT : part);
    }

    private static boolean isUseful(Deadline deadline) {
        return deadline.remaining().compareTo(ModelFault.USEFUL_ATTEMPT) >= 0;
    }

    /** A message whose body came late must not make the model look slow, and open its breaker for everybody. */
    private static Completion notAsked(Model model) {
        Call call = new Call(
                model.provider(),
                model.name(),
                null,
                null,
                null,
                TokenUsage.NONE,
                false,
                0,
                Duration.ZERO,
                ModelError.TIMEOUT);
        return new Unanswered(ModelError.TIMEOUT, List.of(call));
    }

    private static boolean isWorthSecond(Completion completion, Deadline deadline) {
        return completion instanceof Unanswered unanswered
                && unanswered.error().has(Trait.SECOND_MODEL)
                && isUseful(deadline);
    }

    private static Completion after(List<Call> before, Completion completion) {
        List<Call> calls =
                Stream.concat(before.stream(), completion.calls().stream()).toList();
        return completion instanceof Answered answered
                ? new Answered(answered.answer(), calls)
                : new Unanswered(((Unanswered) completion).error(), calls);
    }

    private Uni<Completion> ask(
            Model model, Message message, List<PromptMessage> messages, Deadline deadline, Uni<Void> hungUp) {
        ModelRequest request = request(model, message, messages);
        AtomicInteger attempts = new AtomicInteger();
        long start = clock.getAsLong();
        return guarded.get(model.endpoint())
                .complete(model, request, deadline, hungUp, attempts)
                .map(response -> read(model, request, response, attempts.get(), took(start)))
                .onFailure()
                .recoverWithItem(failure -> unanswered(model, request, failure, attempts.get(), took(start)));
    }

    private Duration took(long start) {
        return Duration.ofNanos(clock.getAsLong() - start);
    }

    private ModelRequest request(Model model, Message message, List<PromptMessage> messages) {
        Optional<String> visitor = message.visitor().id().map(id -> hash.of("visitor", id));
        return new ModelRequest(
                model.name(),
                messages,
                answerSchema,
                model.maxOutputTokens(),
                model.temperature(),
                model.reasoningEffort(),
                model.openaiHints() ? visitor.orElse(null) : null,
                model.openaiHints() ? message.site().value() : null);
    }

    private Completion read(Model model, ModelRequest request, ModelResponse response, int attempts, Duration took) {
        String finishReason =
                response.firstChoice().map(ModelResponse.Choice::finishReason).orElse(null);
        Optional<TokenUsage> said = response.tokens();
        Answer answer = null;
        ModelError error = null;
        try {
            answer = AnswerReader.read(response);
        } catch (ModelFault e) {
            error = e.error();
        }
        Call call = new Call(
                model.provider(),
                model.name(),
                response.model(),
                response.id(),
                finishReason,
                said.orElseGet(() -> estimate(request)),
                said.isEmpty(),
                attempts,
                took,
                error);
        return error == null ? new Answered(answer, List.of(call)) : new Unanswered(error, List.of(call));
    }

    private Completion unanswered(Model model, ModelRequest request, Throwable failure, int attempts, Duration took) {
        ModelFault fault = ModelFault.of(failure);
        ModelError error = fault.error();
        boolean billable = fault.isBillable();
        TokenUsage usage = billable ? estimate(request) : TokenUsage.NONE;
        return new Unanswered(
                error,
                List.of(new Call(
                        model.provider(), model.name(), null, null, null, usage, billable, attempts, took, error)));
    }

    /** What the call can have used at the most: all of the output that was allowed. */
    private TokenUsage estimate(ModelRequest request) {
        long prompt = schemaTokens + Prompt.tokens(request.messages());
        return TokenUsage.of(upper(prompt), request.maxCompletionTokens());
    }

    /** An estimate may be too low by a tenth. */
    private static long upper(long estimate) {
        return (estimate * 10 + 8) / 9;
    }
}
