package io.parley.settings;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * The environment variables of sites, for names of several words, such as {@code PARLEY_SITES_MY_SHOP_SIGNING_SECRETS}. The
 * configuration's own reading of variables cannot tell where in these the site's name ends, and passes over them without a word.
 *
 * <p>The site's name stands without quotes in the property, as it does in what YAML makes of it: of two forms only one is mapped.
 */
public class SiteVariables implements ConfigSource {
    /** Just above the environment itself. */
    private static final int ORDINAL = 301;

    private static final Pattern NAME = Pattern.compile("PARLEY_SITES_(?<site>[A-Z0-9]+(?:_[A-Z0-9]+)*)_(?:"
            + "(?<setting>SIGNING_SECRETS|ALLOWED_ORIGINS|LINK_HOSTS|CONTACTS|LOCALE|VOICE|FACTS|POLICIES|BUDGET_TOKENS|BUDGET_USD)"
            + "|INTENTS_(?<intent>BILLING|REFUND|TECHNICAL|ORDER_STATUS|ACCOUNT|HUMAN|GREETING|OTHER)_(?<of>POLICY|PROFILE|QUEUE)"
            + "|REPLIES_(?<language>EN|DE|FR|ES|HE|JA)_(?<reply>BILLING|REFUND|TECHNICAL|ORDER_STATUS|ACCOUNT|GREETING|OTHER"
            + "|UNSURE|BLOCKED|HANDOFF|HUMAN_OWNS))");

    private final Map<String, String> properties;

    public SiteVariables() {
        this(System.getenv());
    }

    public SiteVariables(Map<String, String> environment) {
        Map<String, String> found = new HashMap<>();
        environment.forEach((variable, value) -> {
            Matcher name = NAME.matcher(variable);
            if (name.matches()) {
                found.put("parley.sites." + dashed(name.group("site")) + '.' + setting(name), value);
            }
        });
        this.properties = Map.copyOf(found);
    }

    /** Whether it is the variable of some site. */
    public static boolean isOne(String variable) {
        return NAME.matcher(variable).matches();
    }

    private static String setting(Matcher name) {
        if (name.group("intent") != null) {
            return "intents." + dashed(name.group("intent")) + '.' + dashed(name.group("of"));
        }
        if (name.group("reply") != null) {
            return "replies." + dashed(name.group("language")) + '.' + dashed(name.group("reply"));
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
