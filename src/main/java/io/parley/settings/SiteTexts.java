package io.parley.settings;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.Expressions;
import io.smallrye.config.Priorities;
import jakarta.annotation.Priority;
import java.util.regex.Pattern;

/**
 * Takes the texts of sites as they are written, wherever they are set. Whoever writes of prices does not mean a setting by
 * <code>${…}</code>; expanded, it would put a secret of the environment into a prompt, or drop the whole text without a word.
 */
@Priority(Priorities.APPLICATION)
public class SiteTexts implements ConfigSourceInterceptor {
    private static final long serialVersionUID = 1L;

    private static final String SITES = "parley.sites.";
    private static final Pattern TEXT = Pattern.compile(
            "parley\\.sites\\..+\\.(?:voice|facts|policies|replies\\..+|examples(?:\\[\\d+](?:\\.(?:question|answer))?)?)");

    @Override
    public ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        // Every setting of every library comes along here.
        boolean text = name.startsWith(SITES) && TEXT.matcher(name).matches();
        return text ? Expressions.withoutExpansion(() -> context.proceed(name)) : context.proceed(name);
    }
}
