package io.parley.turn;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;

/** What sites may have of their own. Any that has none gets what all others get. */
public final class PerSite<T> {
    private final Map<String, T> own = new HashMap<>();
    private final T others;

    private PerSite(T others) {
        this.others = others;
    }

    /**
     * @param configured by the site's name, in whatever spelling
     * @param read makes of the property that names the site, such as {@code parley.sites.my-shop.}, and its configuration what it has
     */
    public static <C, T> PerSite<T> of(Map<String, C> configured, T others, BiFunction<String, C, T> read) {
        PerSite<T> sites = new PerSite<>(others);
        configured.forEach((name, site) -> {
            String property = "parley.sites." + name + ".";
            T before = sites.own.put(SiteId.folded(name), read.apply(property, site));
            Settings.require(before == null, property, "names a site twice: . _ and - are the same in a name");
        });
        return sites;
    }

    public T of(SiteId site) {
        return own.getOrDefault(SiteId.folded(site.value()), others);
    }
}
