package io.parley.chat;

import io.parley.alerts.AlertsConfig;
import io.parley.completion.BriefConfig;
import io.parley.completion.ModelConfig;
import io.parley.cost.BudgetConfig;
import io.parley.cost.ComputeConfig;
import io.parley.cost.FocusConfig;
import io.parley.cost.PriceConfig;
import io.parley.edge.EdgeConfig;
import io.parley.edge.access.Sites;
import io.parley.edge.access.SitesConfig;
import io.parley.fallback.ReplyConfig;
import io.parley.guard.GuardConfig;
import io.parley.handoff.HandoffConfig;
import io.parley.handoff.UpdatesConfig;
import io.parley.handoff.desk.DeskConfig;
import io.parley.session.SessionConfig;
import io.parley.settings.SiteVariables;
import io.parley.triage.IntentsConfig;
import io.parley.turn.Settings;
import io.parley.turn.SiteId;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.NameIterator;
import io.smallrye.config.PropertyName;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/** What no feature can see of the configuration by itself: settings of sites that nobody may call, and variables that set nothing. */
@Singleton
class WholeConfiguration {
    static final List<Class<?>> MAPPINGS = List.of(
            AlertsConfig.class,
            BriefConfig.class,
            BudgetConfig.class,
            ChatConfig.class,
            ComputeConfig.class,
            DeskConfig.class,
            EdgeConfig.class,
            FocusConfig.class,
            GuardConfig.class,
            HandoffConfig.class,
            IntentsConfig.class,
            ModelConfig.class,
            PriceConfig.class,
            ReplyConfig.class,
            SessionConfig.class,
            SitesConfig.class,
            UpdatesConfig.class);

    private static final Logger LOG = Logger.getLogger(WholeConfiguration.class);
    private static final String SITES = "parley.sites.";
    private static final String RULE =
            "is of a site without signing-secrets, which nobody can call while another site has some";

    /** Every name that is mapped, with {@code *} for what a map may have there. Found while the native executable is built. */
    private static final List<String> NAMES = MAPPINGS.stream()
            .flatMap(mapping -> ConfigClass.configClass(mapping).getProperties().keySet().stream())
            .distinct()
            .toList();

    private static final Pattern VARIABLE =
            Pattern.compile(NAMES.stream().map(WholeConfiguration::variable).collect(Collectors.joining("|")));

    /** What Kubernetes sets for a service whose name begins with ours. */
    private static final Pattern OF_A_SERVICE = Pattern.compile(
            "PARLEY_(?:\\w+_)?(?:SERVICE_HOST|SERVICE_PORT(?:_\\w+)?|PORT(?:_\\d+_(?:TCP|UDP|SCTP)(?:_\\w+)?)?)");

    private final Config config;
    private final Sites sites;

    WholeConfiguration(Config config, Sites sites) {
        this.config = config;
        this.sites = sites;
    }

    /** Before anything is refused, for it may be the reason. Their values may be secrets. */
    static void warn(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        misspelt(System.getenv().keySet())
                .forEach(variable -> LOG.warn(variable + " sets nothing: there is no such setting"));
    }

    /** The variables that look like ours and set nothing. The configuration passes over them, for others may mean something by them. */
    static List<String> misspelt(Collection<String> variables) {
        return variables.stream()
                .filter(variable -> variable.startsWith("PARLEY_") && !variable.equals("PARLEY_CONFIG"))
                .filter(variable -> !VARIABLE.matcher(variable).matches() && !SiteVariables.isOne(variable))
                .filter(variable -> !OF_A_SERVICE.matcher(variable).matches())
                .sorted()
                .toList();
    }

    void check(@Observes StartupEvent event) {
        if (sites.areSigned()) {
            settingsOfSites(config)
                    .filter(name -> !isSiteOf(name, id -> sites.known(id).isPresent()))
                    .forEach(name -> Settings.require(false, name, RULE));
        }
    }

    /** Names of what is set of sites, in order. What the environment seems to set of other sites is mapped nowhere. */
    static Stream<String> settingsOfSites(Config config) {
        return StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .filter(name -> name.startsWith(SITES) && NAMES.stream().anyMatch(n -> PropertyName.equals(name, n)))
                .filter(name -> isSet(config.getConfigValue(name).getValue()))
                .sorted();
    }

    private static boolean isSet(String value) {
        return value != null && !value.isEmpty();
    }

    static boolean isSiteOf(String name, Predicate<SiteId> sites) {
        NameIterator parts = new NameIterator(name);
        parts.next();
        parts.next();
        String site = SiteId.folded(parts.getNextSegment());
        return SiteId.isValid(site) && sites.test(new SiteId(site));
    }

    /** As a pattern. Of what a map may have, a variable can name what is one word, or stands between two lines each. */
    private static String variable(String name) {
        StringBuilder variable = new StringBuilder();
        for (String part : name.replace("[*]", "[]").split("(?=[*\\[.-])|(?<=[*.-])")) {
            variable.append(
                    switch (part.charAt(0)) {
                        case '*' -> "(?:[A-Z0-9]+|_[A-Z0-9_]+_)";
                        case '[' -> "_\\d+_";
                        case '.', '-' -> "_";
                        default -> part.toUpperCase(Locale.ROOT);
                    });
        }
        return variable.toString();
    }
}
