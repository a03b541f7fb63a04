package io.parley.triage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.turn.Intent;
import io.parley.turn.Language;
import io.parley.turn.Resources;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells a message's intent from phrases, without a model. The longest phrase wins, and a wish for a person, in whatever
 * language, wins over all. Else the visitor's own language is tried first, then the others.
 */
@ApplicationScoped
public class IntentRouter {
    private static final int PHRASE_WORDS_MAX = 6;
    private static final int KANA_FIRST = 0x3040;

    private final ObjectMapper mapper;
    private final Map<Language, Phrases> phrases = new ConcurrentHashMap<>();

    IntentRouter(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    /** The phrases of one language, in the form in which texts are compared. */
    private record Phrases(Map<String, Intent> contained, Map<String, Intent> whole, boolean spaced) {}

    /** {@link Intent#OTHER} if no phrase says more. */
    public Intent route(String text, Language language) {
        String plain = Words.plain(text);
        List<String> runs = runs(plain);
        Set<Language> order = new LinkedHashSet<>(List.of(language));
        order.addAll(Arrays.asList(Language.values()));
        Intent first = Intent.OTHER;
        for (Language candidate : order) {
            Intent intent = match(plain, runs, phrases(candidate)).orElse(Intent.OTHER);
            if (intent == Intent.HUMAN) {
                return intent;
            }
            first = first == Intent.OTHER ? intent : first;
        }
        return first;
    }

    private static Optional<Intent> match(String plain, List<String> runs, Phrases phrases) {
        Intent whole = phrases.whole.get(plain);
        if (whole != null) {
            return Optional.of(whole);
        }
        Intent best = null;
        int bestLength = 0;
        for (String candidate : phrases.spaced ? runs : containedIn(plain, phrases)) {
            Intent intent = phrases.contained.get(candidate);
            if (intent == Intent.HUMAN) {
                return Optional.of(intent);
            }
            if (intent != null && candidate.length() > bestLength) {
                best = intent;
                bestLength = candidate.length();
            }
        }
        return Optional.ofNullable(best);
    }

    /** Every run of up to {@value #PHRASE_WORDS_MAX} words: looking these up costs the same for ten phrases and ten thousand. */
    private static List<String> runs(String plain) {
        List<Integer> starts = new ArrayList<>();
        List<Integer> ends = new ArrayList<>();
        for (int i = 0; i < plain.length(); ) {
            int end = plain.indexOf(' ', i);
            end = end < 0 ? plain.length() : end;
            starts.add(i);
            ends.add(end);
            i = end + 1;
        }
        List<String> runs = new ArrayList<>(starts.size() * PHRASE_WORDS_MAX);
        for (int first = 0; first < starts.size(); first++) {
            for (int last = first; last < Math.min(ends.size(), first + PHRASE_WORDS_MAX); last++) {
                runs.add(plain.substring(starts.get(first), ends.get(last)));
            }
        }
        return runs;
    }

    /** For scripts without spaces between words; a text that holds none of them needs no search. */
    private static List<String> containedIn(String plain, Phrases phrases) {
        if (plain.chars().allMatch(c -> c < KANA_FIRST)) {
            return List.of();
        }
        return phrases.contained.keySet().stream().filter(plain::contains).toList();
    }

    private Phrases phrases(Language language) {
        return phrases.computeIfAbsent(language, this::load);
    }

    private Phrases load(Language language) {
        Map<String, Intent> contained = new HashMap<>();
        Map<String, Intent> whole = new HashMap<>();
        JsonNode lists = read("intents/" + language.tag() + ".json").get("phrases");
        lists.properties().forEach(entry -> {
            boolean isWhole = entry.getKey().endsWith("WholeMessage");
            String name = isWhole ? entry.getKey().replace("WholeMessage", "") : entry.getKey();
            Intent intent = Intent.of(name).orElseThrow(() -> new IllegalStateException("no intent " + name));
            entry.getValue().forEach(phrase -> (isWhole ? whole : contained).put(Words.plain(phrase.asText()), intent));
        });
        return new Phrases(contained, whole, language != Language.JA);
    }

    private JsonNode read(String resource) {
        try {
            return mapper.readTree(Resources.text(resource));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("resource is not JSON: " + resource, e);
        }
    }
}
