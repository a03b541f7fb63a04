package io.parley.handoff.desk;

import com.fasterxml.jackson.databind.JsonNode;
import io.parley.turn.VisibleText;

/** Texts that people at desks wrote. */
final class DeskText {
    private DeskText() {}

    static boolean isWriting(String text) {
        return VisibleText.isWellFormed(text)
                && !VisibleText.isBlank(text)
                && text.codePoints().noneMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t');
    }

    static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** Of a desk that cannot be told what is wrong with it: what is left once it is made fit. Empty if nothing is. */
    static String fit(JsonNode node, int codePointsMax) {
        String text = node.asText("").replace("\r\n", "\n");
        if (!VisibleText.isWellFormed(text) || VisibleText.isBlank(text)) {
            return "";
        }
        int[] kept = text.strip()
                .codePoints()
                .filter(c -> !Character.isISOControl(c) || c == '\n' || c == '\t')
                .limit(codePointsMax)
                .toArray();
        return new String(kept, 0, kept.length);
    }
}
