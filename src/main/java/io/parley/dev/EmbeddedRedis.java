package io.parley.dev;

import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.redis.client.RedisHostsProvider;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import redis.embedded.RedisServer;

/** A real Redis on a free loopback port for dev and test, unless a URL is configured. It is not in the package. */
@IfBuildProfile(anyOf = {"dev", "test"})
@Identifier("embedded")
@Singleton
class EmbeddedRedis implements RedisHostsProvider {
    private final Optional<String> configured;
    private RedisServer server;

    EmbeddedRedis(@ConfigProperty(name = "parley.redis.url") Optional<String> configured) {
        this.configured = configured;
    }

    @Override
    public synchronized Set<URI> getHosts() {
        return Set.of(URI.create(configured.orElseGet(this::start)));
    }

    private String start() {
        try {
            if (server == null) {
                int port = freePort();
                server = RedisServer.newRedisServer()
                        .bind("127.0.0.1")
                        .port(port)
                        .setting("save \"\"")
                        .setting("appendonly no")
                        .build();
                server.start();
            }
            return "redis://127.0.0.1:" + server.ports().get(0);
        } catch (IOException e) {
            throw new UncheckedIOException("the embedded Redis did not start; set PARLEY_REDIS_URL to use another", e);
        }
    }

    synchronized void stop(@Observes ShutdownEvent event) throws IOException {
        if (server != null) {
            server.stop();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
