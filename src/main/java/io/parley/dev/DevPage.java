package io.parley.dev;

import io.quarkus.arc.profile.IfBuildProfile;
import io.vertx.core.Handler;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.FileSystemAccess;
import io.vertx.ext.web.handler.StaticHandler;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A demo shop with the chat of {@code src/velo} in it, as {@code http://localhost:8080/}: the files that a Wix site takes over, as they
 * stand, so that what is edited is seen at the next reload. Absent from production.
 */
@IfBuildProfile(anyOf = {"dev", "test"})
@Singleton
class DevPage {
    private static final String PAGE = "dev/page/index.html";

    /** The folders of {@code src/velo} that a browser has any business with, and the one file of the backend. */
    private static final List<String> SERVED = List.of("dev/page", "public", "pages");

    private static final String RESULTS = "backend/parleyResults.js";

    /** As strict as a site may be: no style, and no script but the import map, stands in the page. */
    private static final String POLICY =
            "default-src 'self'; script-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

    void register(@Observes Router router) {
        Path files = files();
        if (!Files.isRegularFile(files.resolve(PAGE))) {
            return;
        }
        router.get("/").handler(routing -> send(routing, files.resolve(PAGE)));
        router.get("/velo/" + RESULTS).handler(routing -> send(routing, files.resolve(RESULTS)));
        for (String folder : SERVED) {
            Handler<RoutingContext> handler = StaticHandler.create(
                            FileSystemAccess.ROOT, files.resolve(folder).toString())
                    .setCachingEnabled(false)
                    .setDirectoryListing(false);
            router.get("/velo/" + folder + "/*").handler(handler);
        }
    }

    private static void send(RoutingContext routing, Path file) {
        routing.response().putHeader("Content-Security-Policy", POLICY).sendFile(file.toString());
    }

    /** Development runs in the folder of the project, or in the one of its build. */
    private static Path files() {
        Path here = Path.of("").toAbsolutePath();
        return Stream.of(here, here.getParent())
                .map(folder -> folder.resolve("src/velo"))
                .filter(Files::isDirectory)
                .findFirst()
                .orElse(here);
    }
}
