package io.parley.edge;

import io.parley.turn.IpAddress;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;

/** Where a call comes from. Whoever calls may write any {@code X-Forwarded-For}; the trusted proxies append to it, so it counts from the right. */
final class ClientAddress {
    private ClientAddress() {}

    /** @return in canonical form; empty if it is none that can be told, as of a caller that has gone */
    static Optional<String> of(HttpServerRequest request, int hops) {
        String connection =
                request.remoteAddress() == null ? null : request.remoteAddress().hostAddress();
        return of(request.headers().getAll("X-Forwarded-For"), hops, connection);
    }

    /** @param forwarded the header's lines, in order */
    static Optional<String> of(List<String> forwarded, int hops, String connection) {
        String[] entries = String.join(",", forwarded).split(",", -1);
        if (hops > 0 && hops <= entries.length) {
            Optional<String> said = literal(entries[entries.length - hops].trim());
            if (said.isPresent()) {
                return said;
            }
        }
        return Optional.ofNullable(connection).flatMap(ClientAddress::literal);
    }

    /** Without the port and brackets that some proxies write. */
    private static Optional<String> literal(String entry) {
        String address = entry;
        if (entry.startsWith("[") && entry.contains("]")) {
            address = entry.substring(1, entry.indexOf(']'));
        } else if (entry.indexOf(':') == entry.lastIndexOf(':') && entry.contains(":")) {
            address = entry.substring(0, entry.indexOf(':'));
        }
        int scope = address.indexOf('%');
        String plain = scope < 0 ? address : address.substring(0, scope);
        return IpAddress.isValid(plain) ? Optional.of(IpAddress.canonical(plain)) : Optional.empty();
    }
}
