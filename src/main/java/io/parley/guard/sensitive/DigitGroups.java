package io.parley.guard.sensitive;

import java.util.ArrayList;
import java.util.List;

/** The runs of digits in a stretch of text. */
final class DigitGroups {
    private final FoldedText text;
    private final List<Integer> starts = new ArrayList<>();
    private final List<Integer> ends = new ArrayList<>();

    DigitGroups(FoldedText text, int start, int end) {
        this.text = text;
        for (int i = start; i < end; i++) {
            if (!text.isDigitAt(i)) {
                continue;
            }
            if (i == start || !text.isDigitAt(i - 1)) {
                starts.add(i);
                ends.add(i);
            }
            ends.set(ends.size() - 1, i + 1);
        }
    }

    int size() {
        return starts.size();
    }

    int start(int group) {
        return starts.get(group);
    }

    int end(int group) {
        return ends.get(group);
    }

    int length(int group) {
        return end(group) - start(group);
    }

    /** How many digits there are in all. */
    int digits() {
        int digits = 0;
        for (int group = 0; group < size(); group++) {
            digits += length(group);
        }
        return digits;
    }

    String digits(int group) {
        return text.subSequence(start(group), end(group));
    }

    /** What stands between this group and the next one. */
    String separator(int group) {
        return text.subSequence(end(group), start(group + 1));
    }
}
