package io.parley.triage;

import io.parley.triage.IntentsConfig.ByIntent;
import io.parley.triage.IntentsConfig.OfIntent;
import io.parley.turn.Intent;
import io.parley.turn.PerSite;
import io.parley.turn.Settings;
import io.parley.turn.SiteId;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What is known of each intent: its phrases, and what is done about it, which configuration may change. */
@Singleton
public class Intents {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final PerSite<Map<Intent, Rule>> rules;
    private final Map<String, String> profiles = new HashMap<>();

    /**
     * What is done about an intent.
     *
     * @param profile of the model's settings
     * @param queue of tickets; empty for the one of all intents that have none
     */
    public record Rule(IntentPolicy policy, String profile, Optional<String> queue) {}

    Intents(IntentsConfig config) {
        Map<Intent, Rule> builtIn = new EnumMap<>(Intent.class);
        for (Intent intent : Intent.values()) {
            IntentData known = IntentData.of(intent);
            builtIn.put(intent, new Rule(known.policy(), known.profile(), Optional.empty()));
        }
        Map<Intent, Rule> all = rules("parley.", config.intents(), builtIn);
        rules = PerSite.of(config.sites(), all, (property, site) -> rules(property, site.intents(), all));
    }

    public Rule rule(SiteId site, Intent intent) {
        return rules.of(site).get(intent);
    }

    /** The profiles that configuration asks for, by the property that does. */
    public Map<String, String> profiles() {
        return profiles;
    }

    private Map<Intent, Rule> rules(String prefix, ByIntent config, Map<Intent, Rule> others) {
        Map<Intent, Rule> rules = new EnumMap<>(Intent.class);
        others.forEach((intent, other) -> {
            String property = prefix + "intents." + intent.wire().replace('_', '-') + '.';
            OfIntent own = config.of(intent);
            own.profile().ifPresent(profile -> profiles.put(property + "profile", profile));
            own.queue()
                    .ifPresent(queue -> Settings.require(
                            NAME.matcher(queue).matches(), property + "queue", "must be 1..64 of A-Z a-z 0-9 _ -"));
            rules.put(
                    intent,
                    new Rule(
                            own.policy().orElse(other.policy),
                            own.profile().orElse(other.profile),
                            own.queue().or(() -> other.queue)));
        });
        return rules;
    }
}
