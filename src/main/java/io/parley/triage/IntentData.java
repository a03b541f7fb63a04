package io.parley.triage;

import io.parley.turn.Intent;
import io.parley.turn.Language;
import io.parley.turn.Resources;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the build knows of an intent, from its resource: settings, then lists, each under a line such as {@code [phrases en]}, one
 * phrase a line. So plain a form because the first message waits while some 9,000 phrases are read.
 *
 * @param profile of the model's settings
 * @param phrases found anywhere in a message
 * @param messages the message is exactly that
 * @param refusals after one of these, what is asked for is not wanted
 */
record IntentData(
        IntentPolicy policy,
        String profile,
        Map<Language, List<String>> phrases,
        Map<Language, List<String>> messages,
        Map<Language, List<String>> refusals) {
    /** Read when the class is initialised: of a native executable, while it is built. */
    private static final Map<Intent, IntentData> ALL = new EnumMap<>(Intent.class);

    static {
        for (Intent intent : Intent.values()) {
            ALL.put(intent, read(intent));
        }
    }

    static IntentData of(Intent intent) {
        return ALL.get(intent);
    }

    private static IntentData read(Intent intent) {
        String text = Resources.text("intents/" + intent.wire() + ".txt");
        Map<String, String> settings = new HashMap<>();
        Map<String, Map<Language, List<String>>> lists = new HashMap<>();
        List<String> list = null;
        for (String line : text.split("\n")) {
            if (line.startsWith("[")) {
                String[] name = line.substring(1, line.indexOf(']')).split(" ");
                Map<Language, List<String>> byLanguage =
                        lists.computeIfAbsent(name[0], n -> new EnumMap<>(Language.class));
                list = new ArrayList<>();
                byLanguage.put(Language.of(name[1]).orElseThrow(), list);
            } else if (list != null && !line.isEmpty()) {
                list.add(line);
            } else if (!line.isEmpty()) {
                String[] setting = line.split(" = ");
                settings.put(setting[0], setting[1]);
            }
        }
        return new IntentData(
                IntentPolicy.valueOf(settings.get("policy").toUpperCase(Locale.ROOT)),
                settings.get("profile"),
                lists.getOrDefault("phrases", Map.of()),
                lists.getOrDefault("messages", Map.of()),
                lists.getOrDefault("refusals", Map.of()));
    }
}
