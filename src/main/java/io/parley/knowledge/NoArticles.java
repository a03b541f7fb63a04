package io.parley.knowledge;

import io.parley.turn.Article;
import io.parley.turn.SiteId;
import io.quarkus.arc.DefaultBean;
import jakarta.inject.Singleton;
import java.util.List;

/** Serves sites that have no articles. */
@DefaultBean
@Singleton
class NoArticles implements Knowledge {
    @Override
    public List<Article> find(SiteId site, String question) {
        return List.of();
    }

    @Override
    public int tokensMax() {
        return 0;
    }
}
