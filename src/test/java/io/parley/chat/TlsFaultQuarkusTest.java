package io.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.RedisProcess;
import io.parley.StubModel;
import io.parley.chat.FaultMatrix.Row;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The one fault that needs a server of its own: it is who it says it is only by its own word. */
@QuarkusTest
@TestProfile(TlsFaultQuarkusTest.Encrypted.class)
class TlsFaultQuarkusTest extends ChatQuarkusTest {
    private static final String PASSWORD = "changeit";

    @TempDir
    Path folder;

    @ConfigProperty(name = "test.tls.port", defaultValue = "0")
    int port;

    private StubModel impostor;

    public static class Encrypted implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            int port = RedisProcess.freePort();
            return Map.of(
                    "test.tls.port", Integer.toString(port), "parley.model.url", "https://localhost:" + port + "/v1");
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of();
        }
    }

    @AfterEach
    void stop() {
        impostor.close();
    }

    @Test
    void certificateThatNobodyVouchesForIsNotTalkedTo() throws IOException, InterruptedException {
        impostor = StubModel.encrypted(port, selfSigned(), PASSWORD);
        post(new JsonObject()).then().statusCode(422); // what the test's own client takes to start is not measured
        FaultMatrix matrix = new FaultMatrix();
        matrix.check(
                new Row("shows a certificate that nobody vouches for", "upstream_unavailable", 1, "nothing"),
                () -> answered("Where is my order?"),
                3000);
        matrix.print();
        assertThat(impostor.requests()).as("the key was not sent").isEmpty();
    }

    private Path selfSigned() throws IOException, InterruptedException {
        Path store = folder.resolve("impostor.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.out").toFile())
                .start();
        if (keytool.waitFor() != 0) {
            throw new IOException(Files.readString(folder.resolve("keytool.out")));
        }
        return store;
    }
}
