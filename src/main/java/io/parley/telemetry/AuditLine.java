package io.parley.telemetry;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What an operator did, or somebody tried to do in an operator's place: the members that are null are not written.
 *
 * @param operator by the name beside the key; null if there was no valid one
 * @param function such as {@code forget}
 * @param subject whom it was done to, as keyed hash
 * @param status of HTTP
 * @param reason the name of the problem, if it was refused
 * @param detail what was done
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuditLine(
        String type,
        String time,
        String requestId,
        String operator,
        String function,
        String site,
        String subject,
        int status,
        String reason,
        Object detail) {
    public static final String TYPE = "audit";
}
