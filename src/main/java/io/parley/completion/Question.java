package io.parley.completion;

import io.parley.turn.Article;
import io.parley.turn.Message;
import io.parley.turn.Turn;
import java.time.Instant;
import java.util.List;

/**
 * What a model is asked.
 *
 * @param profile names the settings of the call
 * @param window the turns before the message, oldest first
 * @param epoch of the session: turns of older ones were before a person gave the conversation back
 * @param suspect whether the message earned a note that it is data
 * @param now the day that the model is told
 */
public record Question(
        Message message,
        String profile,
        List<Article> articles,
        List<Turn> window,
        long epoch,
        boolean suspect,
        Instant now) {}
