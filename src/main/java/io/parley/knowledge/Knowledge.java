package io.parley.knowledge;

import io.parley.turn.Article;
import io.parley.turn.SiteId;
import java.util.List;

/** The site's articles. */
public interface Knowledge {
    /** The few articles that fit the question, the best first; empty if none does. Never fails, and asks no other system. */
    List<Article> find(SiteId site, String question);

    /** Tokens, by estimate, that the articles for one question may have together, all that the prompt adds to them included. */
    int tokensMax();
}
