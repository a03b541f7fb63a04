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
    Endpoint endpoint() {
        return new Endpoint(provider, name, baseUrl, authorization);
    }

    /** The same name at another URL, or asked with another key, is another one. */
    record Endpoint(String provider, String name, String baseUrl, String authorization) {}
}
