package io.parley.settings;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * The environment variables of sites whose names have several words, such as {@code PARLEY_SITES_MY_SHOP_SIGNING_SECRETS}. The
 * configuration's own reading of variables cannot tell where in these the site's name ends, and passes over them without a word.
 */
public class SiteVariables implements ConfigSource {
    /** Just above the environment itself. */
    private static final int ORDINAL = 301;

    private static final Pattern NAME = Pattern.compile(
            "PARLEY_SITES_([A-Z0-9]+(?:_[A-Z0-9]+)+)_(SIGNING_SECRETS|ALLOWED_ORIGINS|LINK_HOSTS|CONTACTS|LOCALE|VOICE|FACTS|POLICIES)");

    private final Map<String, String> properties;

    public SiteVariables() {
        this(System.getenv());
    }

    SiteVariables(Map<String, String> environment) {
        Map<String, String> found = new HashMap<>();
        environment.forEach((variable, value) -> {
            Matcher name = NAME.matcher(variable);
            if (name.matches()) {
                found.put("parley.sites.\"" + dashed(name.group(1)) + "\"." + dashed(name.group(2)), value);
            }
        });
        this.properties = Map.copyOf(found);
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
        return "variables of sites with names of several words";
    }
}
