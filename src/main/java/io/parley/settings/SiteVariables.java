package io.parley.settings;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * The environment variables of sites and queues, for names of several words, such as
 * {@code PARLEY_SITES_MY_SHOP_SIGNING_SECRETS}. The configuration's own reading of variables cannot tell where in these the name
 * ends, and passes over them without a word.
 *
 * <p>The name stands without quotes in the property, as it does in what YAML makes of it: of two forms only one is mapped.
 */
public class SiteVariables implements ConfigSource {
    /** Just above the environment itself. */
    private static final int ORDINAL = 301;

    private static final String WORDS = "[A-Z0-9]+(?:_[A-Z0-9]+)*";
    private static final String TERM = "SLA|HOURS|TIME_ZONE|HOLIDAYS|OVERDUE_MARGIN|OVERDUE";
    private static final String DESK = "DESK_(?<desk>KIND|URL|SECRET|USER|ACCOUNT|INBOX|EVENTS_SECRET)";

    private static final Pattern NAME = Pattern.compile("PARLEY_SITES_(?<site>" + WORDS + ")_(?:"
            + "(?<setting>SIGNING_SECRETS|ALLOWED_ORIGINS|LINK_HOSTS|CONTACTS|LOCALE|VOICE|FACTS|POLICIES|BUDGET_TOKENS|BUDGET_USD)"
            + "|HANDOFF_(?<handoff>QUEUE|" + TERM + ")|" + DESK
            + "|INTENTS_(?<intent>BILLING|REFUND|TECHNICAL|ORDER_STATUS|ACCOUNT|HUMAN|GREETING|OTHER)_(?<of>POLICY|PROFILE|QUEUE)"
            + "|REPLIES_(?<language>EN|DE|FR|ES|HE|JA)_(?<reply>BILLING|REFUND|TECHNICAL|ORDER_STATUS|ACCOUNT|GREETING|OTHER"
            + "|UNSURE|BLOCKED|HANDOFF|HANDOFF_CLOSED|HANDOFF_LATE|HANDOFF_LATE_WAITING|HUMAN_OWNS))");

    private static final Pattern OF_QUEUE = Pattern.compile("PARLEY_(?:SITES_(?<site>" + WORDS + ")_)?QUEUES_(?<queue>"
            + WORDS + ")_(?:(?<term>" + TERM + ")|" + DESK + ")");

    private final Map<String, String> properties;

    public SiteVariables() {
        this(System.getenv());
    }

    public SiteVariables(Map<String, String> environment) {
        Map<String, String> found = new HashMap<>();
        environment.forEach((variable, value) -> {
            Matcher name = NAME.matcher(variable);
            Matcher ofQueue = OF_QUEUE.matcher(variable);
            // The longer form first: a site may be called anything.
            if (ofQueue.matches()) {
                found.put(site(ofQueue) + "queues." + dashed(ofQueue.group("queue")) + '.' + ofQueue(ofQueue), value);
            } else if (name.matches()) {
                found.put(site(name) + setting(name), value);
            }
        });
        this.properties = Map.copyOf(found);
    }

    /** Whether it is the variable of some site or queue. */
    public static boolean isOne(String variable) {
        return NAME.matcher(variable).matches() || OF_QUEUE.matcher(variable).matches();
    }

    /** Where what is set of it stands; what is set of no site is of all. */
    private static String site(Matcher name) {
        return name.group("site") == null ? "parley." : "parley.sites." + dashed(name.group("site")) + '.';
    }

    private static String ofQueue(Matcher name) {
        return name.group("desk") == null ? dashed(name.group("term")) : "desk." + dashed(name.group("desk"));
    }

    private static String setting(Matcher name) {
        if (name.group("intent") != null) {
            return "intents." + dashed(name.group("intent")) + '.' + dashed(name.group("of"));
        }
        if (name.group("reply") != null) {
            return "replies." + dashed(name.group("language")) + '.' + dashed(name.group("reply"));
        }
        if (name.group("handoff") != null) {
            return "handoff." + dashed(name.group("handoff"));
        }
        if (name.group("desk") != null) {
            return "desk." + dashed(name.group("desk"));
        }
        return dashed(name.group("setting"));
    }

    private static String dashed(String part) {
        return part.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public int getOrdinal() {
        return ORDINAL;
    }

    @Override
    public Set<String> getPropertyNames() {
        return properties.keySet();
    }

    @Override
    public String getValue(String name) {
        return properties.get(name);
    }

    @Override
    public String getName() {
        return "variables of sites";
    }
}
