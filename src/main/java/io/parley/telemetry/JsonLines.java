package io.parley.telemetry;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.ConsoleHandler;

/**
 * Lets turn records and ledger lines reach the standard output as the JSON that they are. The console's own formatter would wrap
 * them as a string in another object, and whoever reads them would have to parse twice.
 */
@Singleton
class JsonLines {
    private static final List<Logger> LOGGERS = List.of(
            Logger.getLogger("parley.turn"),
            Logger.getLogger("parley.ledger"),
            Logger.getLogger("parley.audit"),
            Logger.getLogger("parley.alert"));

    private ConsoleHandler stdout;

    void attach(@Observes StartupEvent event) {
        stdout = new ConsoleHandler(ConsoleHandler.Target.SYSTEM_OUT, new PatternFormatter("%s%n"));
        LOGGERS.forEach(logger -> {
            logger.setUseParentHandlers(false);
            logger.addHandler(stdout);
        });
    }

    void detach(@Observes ShutdownEvent event) {
        LOGGERS.forEach(logger -> logger.removeHandler(stdout));
    }
}
