package io.parley.velo;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.parley.PackagedFunction;
import io.parley.PackagedServers;
import io.parley.RedisProcess;
import io.parley.Signed;
import io.parley.StubModel;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The code of a Wix site against the packaged function: what one signs, the other takes. */
class VeloIT {
    static final String DESK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @Test
    void siteAndFunctionUnderstandEachOther() throws Exception {
        NodeProcess.assumeThere();
        assumeTrue(PackagedFunction.exists(), "the native package is tested by ChatIT alone");
        RedisProcess redis = RedisProcess.start();
        int modelPort = RedisProcess.freePort();
        StubModel model = new StubModel(modelPort);
        model.behaves((request, response) -> StubModel.json(response, 200, PackagedServers.counted(request)));
        int deskPort = RedisProcess.freePort();
        PackagedFunction function = new PackagedFunction(
                redis.url(),
                Map.of(
                        "PARLEY_MODEL_URL",
                        "http://127.0.0.1:" + modelPort + "/v1",
                        "PARLEY_DESK_KIND",
                        "webhook",
                        "PARLEY_DESK_URL",
                        "http://127.0.0.1:" + deskPort + "/",
                        "PARLEY_DESK_SECRET",
                        DESK_SECRET));
        try {
            function.start();
            Map<String, String> environment = Map.of(
                    "PARLEY_URL",
                    function.url(),
                    "PARLEY_SECRET",
                    Signed.SECRET,
                    "PARLEY_DESK_SECRET",
                    DESK_SECRET,
                    "PARLEY_DESK_PORT",
                    Integer.toString(deskPort));
            try (NodeProcess node =
                    NodeProcess.start(environment, "--test", "--test-reporter=tap", "test/live/function.live.mjs")) {
                node.succeed();
            }
        } finally {
            function.kill();
            model.close();
            redis.kill();
        }
    }
}
