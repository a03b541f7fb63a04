package io.parley.edge;

import io.parley.turn.KeyedHash;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes the deployment's {@link KeyedHash}. */
class Hashing {
    private static final String DEV_KEY = "parley development hash key";

    /**
     * The model's key is the one secret that all instances share for certain, so it stands in where no hash key is set; to
     * change it then starts new limits and new names in the logs, and loses nothing.
     */
    @Produces
    @Singleton
    KeyedHash keyedHash(EdgeConfig config, @ConfigProperty(name = "parley.model.api-key") Optional<String> modelKey) {
        return new KeyedHash(config.hashKey().or(() -> modelKey).orElse(DEV_KEY));
    }
}
