package io.parley.cost;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.turn.Charge;
import io.parley.turn.Hold;
import io.parley.turn.Settings;
import io.parley.turn.SiteId;
import io.parley.turn.TokenUsage;
import io.parley.turn.UnitPrices;
import jakarta.inject.Singleton;
import java.time.Instant;
import org.jboss.logging.Logger;

/** Prices model calls, and writes one JSON line for each on logger {@value #LOGGER}, whether it gave an answer or not. */
@Singleton
public class Ledger {
    public static final String LOGGER = "parley.ledger";

    /** The error of a call of which nobody knows what became: its process ended between admission and commit. */
    public static final String ABANDONED = "abandoned";

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
            Charge charge,
            String responseModel,
            String responseId,
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

    /** What a call made at that time costs. */
    public Charge charge(String provider, String model, TokenUsage usage, boolean estimated, int attempts, Instant at) {
        Price price = prices.find(provider, model, at).orElseThrow(Ledger::unpriced);
        return new Charge(provider + '/' + model, price.units(), price.version(), usage, estimated, attempts);
    }

    /** What a call made about that time may cost. */
    public Charge mayCost(String provider, String model, TokenUsage usage, Instant about) {
        UnitPrices dearest = prices.dearest(provider, model, about).orElseThrow(Ledger::unpriced);
        String version = prices.find(provider, model, about).map(Price::version).orElseThrow(Ledger::unpriced);
        return new Charge(provider + '/' + model, dearest, version, usage, true, 1);
    }

    /** @param time of the call, by which it is counted */
    public void book(Entry entry, Instant time) {
        try {
            LOG.info(mapper.writeValueAsString(LedgerLine.of(entry, time.toString())));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a ledger line is always written", e);
        }
    }

    /** Books the calls of a hold that ran out, at what was held. The counters have it already. */
    public void bookAbandoned(SiteId site, String stored) {
        Hold.Stored of = Hold.Stored.of(stored);
        of.hold()
                .charges()
                .forEach(charge -> book(
                        new Entry(
                                of.hold().requestId(), site, of.hold().session(), charge, null, null, true, ABANDONED),
                        of.time()));
    }

    private static IllegalStateException unpriced() {
        return new IllegalStateException("a model without a price passed start-up");
    }
}
