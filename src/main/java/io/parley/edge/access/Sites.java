package io.parley.edge.access;

import io.parley.signing.SigningKey;
import io.parley.turn.Settings;
import io.parley.turn.SiteId;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URI;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The sites of the deployment. Whoever asks for one that is not there gets a stand-in with keys that nobody knows, as many as every
 * other has: checking a call against it takes the same work, and fails, so that nobody learns which sites exist.
 */
@Singleton
public class Sites {
    private static final int STAND_IN_BYTES = 32;
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final int PORT_MAX = 65_535;

    /** A site that may call. */
    public record Site(SiteId id, List<SigningKey> keys, Set<String> allowedOrigins) {}

    private final SitesConfig config;
    private final Map<String, Site> byName = new HashMap<>();
    private final List<SigningKey> standIns = new ArrayList<>();
    private final Set<String> origins;

    Sites(SitesConfig config) {
        this.config = config;
        config.sites().forEach((name, site) -> {
            List<SigningKey> keys = keys(name, site);
            Set<String> allowed = origins(name, site);
            if (!keys.isEmpty()) {
                String folded = SiteId.folded(name);
                String property = property(name, "signing-secrets");
                Settings.require(
                        SiteId.isValid(folded), property, "names a site that is none: 1..36 of A-Z a-z 0-9 _ -");
                Site before = byName.put(folded, new Site(new SiteId(folded), keys, allowed));
                Settings.require(before == null, property, "names a site twice: . _ and - are the same in a name");
            }
        });
        int most = byName.values().stream().mapToInt(s -> s.keys.size()).max().orElse(0);
        SecureRandom random = new SecureRandom();
        for (int i = 0; i < most; i++) {
            byte[] unknown = new byte[STAND_IN_BYTES];
            random.nextBytes(unknown);
            standIns.add(new SigningKey(unknown));
        }
        byName.replaceAll((name, site) -> new Site(site.id, padded(site.keys), site.allowedOrigins));
        origins = byName.values().stream()
                .flatMap(s -> s.allowedOrigins.stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    void check(@Observes StartupEvent event) {
        Settings.require(
                areSigned() || !config.auth().required(),
                "PARLEY_SITES_DEFAULT_SIGNING_SECRETS",
                "(parley.sites.<site>.signing-secrets) is required: whsec_ and base64 of 24 to 64 random bytes;"
                        + " PARLEY_AUTH_REQUIRED=false lets anybody call");
    }

    /** Whether calls must be signed: as soon as any site has a secret. */
    public boolean areSigned() {
        return !byName.isEmpty();
    }

    /** The site of that name, or one that nobody can sign for. */
    public Site find(SiteId id) {
        Site site = byName.get(SiteId.folded(id.value()));
        return site != null ? site : new Site(id, standIns, Set.of());
    }

    /** The site of that name if it is there; where calls are not signed, any is. For callers who may know. */
    public Optional<SiteId> known(SiteId id) {
        return areSigned()
                ? Optional.ofNullable(byName.get(SiteId.folded(id.value()))).map(Site::id)
                : Optional.of(id);
    }

    /** Those that can sign, by name; none where calls are not signed. */
    public List<SiteId> all() {
        return byName.values().stream()
                .map(Site::id)
                .sorted(Comparator.comparing(SiteId::value))
                .toList();
    }

    /** Whether pages of this origin may call any site. A preflight does not say which. */
    public boolean allowsOrigin(String origin) {
        return origins.contains(origin);
    }

    private List<SigningKey> padded(List<SigningKey> keys) {
        List<SigningKey> padded = new ArrayList<>(keys);
        padded.addAll(standIns.subList(keys.size(), standIns.size()));
        return List.copyOf(padded);
    }

    private static List<SigningKey> keys(String name, SitesConfig.Site site) {
        return site.signingSecrets().orElse(List.of()).stream()
                .map(secret -> key(property(name, "signing-secrets"), secret.trim()))
                .toList();
    }

    /** The complaint never repeats the secret. */
    private static SigningKey key(String property, String secret) {
        try {
            return SigningKey.of(secret);
        } catch (IllegalArgumentException e) {
            Settings.require(false, property, SigningKey.RULE + ", several separated by commas");
            throw e;
        }
    }

    private static Set<String> origins(String name, SitesConfig.Site site) {
        String rule = "must be origins such as https://www.example.com, with neither path nor wildcard";
        List<String> origins = site.allowedOrigins().orElse(List.of()).stream()
                .map(String::trim)
                .toList();
        origins.forEach(origin -> Settings.require(isOrigin(origin), property(name, "allowed-origins"), rule));
        return Set.copyOf(origins);
    }

    /** In the serialisation of RFC 6454, section 6.2, which leaves a scheme's own port out, for it is compared as a whole. */
    private static boolean isOrigin(String text) {
        try {
            URI uri = URI.create(text);
            boolean http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            boolean ownPort = uri.getPort() != ("https".equals(uri.getScheme()) ? HTTPS_PORT : HTTP_PORT)
                    && uri.getPort() <= PORT_MAX;
            return http
                    && ownPort
                    && uri.getHost() != null
                    && text.equals(uri.getScheme() + "://" + uri.getHost().toLowerCase(Locale.ROOT)
                            + (uri.getPort() < 0 ? "" : ":" + uri.getPort()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String property(String name, String member) {
        return "parley.sites." + name + "." + member;
    }
}
