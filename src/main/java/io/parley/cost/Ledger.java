package io.parley.cost;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.turn.NanoUsd;
import io.parley.turn.Settings;
import io.parley.turn.SiteId;
import io.parley.turn.TokenUsage;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import org.jboss.logging.Logger;

/** Books model calls: one JSON line each on logger {@value #LOGGER}, whether they gave an answer or not. */
@ApplicationScoped
public class Ledger {
    public static final String LOGGER = "parley.ledger";
    private static final Logger LOG = Logger.getLogger(LOGGER);

    private final Prices prices;
    private final ObjectMapper mapper;

    Ledger(Prices prices, ObjectMapper mapper) {
        this.prices = prices;
        this.mapper = mapper;
    }

    /** A model call to be booked; see {@link LedgerLine} for its members. */
    public record Entry(
            String requestId,
            SiteId site,
            String session,
            String provider,
            String model,
            String responseModel,
            String responseId,
            TokenUsage usage,
            boolean estimated,
            int attempts,
            boolean committed,
            String error) {}

    /** @throws io.quarkus.runtime.configuration.ConfigurationException if what the model costs is not known */
    public void requirePrice(String provider, String model, Instant at) {
        Settings.require(
                prices.find(provider, model, at).isPresent(),
                "parley.prices.\"" + model + "\"",
                "is missing: the model has no price, so what it costs could not be booked; set .input and .output in"
                        + " nano-USD per token (0 for a model of your own)");
    }

    /** @return what the call cost */
    public NanoUsd book(Entry entry, Instant at) {
        Price price = prices.find(entry.provider(), entry.model(), at)
                .orElseThrow(() -> new IllegalStateException("a model without a price passed start-up"));
        NanoUsd cost = price.of(entry.usage());
        try {
            LOG.info(mapper.writeValueAsString(LedgerLine.of(entry, price, prices.version(), cost, at.toString())));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a ledger line is always written", e);
        }
        return cost;
    }
}
