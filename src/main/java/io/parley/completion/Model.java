package io.parley.completion;

/**
 * A model that can be asked.
 *
 * @param authorization the header; null if there is no key
 * @param temperature null for models that take none
 * @param reasoningEffort null for models that take none
 */
record Model(
        String provider,
        String baseUrl,
        String authorization,
        boolean openaiHints,
        String name,
        Double temperature,
        int maxOutputTokens,
        String reasoningEffort) {

    /** What is guarded together: calls that would fail together. */
    String guard() {
        return provider + '/' + name;
    }
}
