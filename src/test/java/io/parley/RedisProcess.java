package io.parley;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.embedded.RedisServer;
import redis.embedded.core.RedisServerBuilder;

/** The real Redis binary on a loopback port, to be killed, frozen and started again. Known by its port alone. */
public record RedisProcess(int port) {
    private static final Pattern PROCESS_ID = Pattern.compile("process_id:(\\d+)");
    private static final int TIMEOUT_MILLIS = 5000;

    public static RedisProcess start() {
        RedisProcess redis = new RedisProcess(freePort());
        redis.startAgain();
        return redis;
    }

    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    public void startAgain() {
        startWith("appendonly no");
    }

    /** One that has everything again that it has answered for, when it is started again with the same directory. */
    public void startAgainWith(Path directory) {
        startWith("dir " + directory, "appendonly yes", "appendfsync always");
    }

    private void startWith(String... settings) {
        try {
            RedisServerBuilder server =
                    RedisServer.newRedisServer().bind("127.0.0.1").port(port).setting("save \"\"");
            for (String setting : settings) {
                server.setting(setting);
            }
            server.build().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void kill() {
        ProcessHandle process = process();
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Keeps it from answering, its connections open, while something is done. */
    public void whileFrozen(Runnable action) {
        ProcessHandle process = process();
        signal("-STOP", process);
        try {
            action.run();
        } finally {
            signal("-CONT", process);
        }
    }

    /** What clients ask of it while something is done, in Redis' own words; what scripts do inside of one call is not counted. */
    public List<String> commandsDuring(Runnable action) {
        try (Socket monitor = connect();
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(monitor.getInputStream(), StandardCharsets.UTF_8))) {
            send(monitor, "MONITOR");
            lines.readLine(); // +OK
            action.run();
            String end = "end-" + System.nanoTime();
            try (Socket last = connect()) {
                send(last, "ECHO " + end);
                last.getInputStream().read();
            }
            List<String> commands = new ArrayList<>();
            for (String line = lines.readLine(); !line.contains(end); line = lines.readLine()) {
                if (!line.contains(" lua] ")) {
                    commands.add(line.replaceFirst("^.*?] ", ""));
                }
            }
            return commands;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ProcessHandle process() {
        Matcher id = PROCESS_ID.matcher(info());
        if (!id.find()) {
            throw new IllegalStateException("Redis does not tell its process id");
        }
        return ProcessHandle.of(Long.parseLong(id.group(1))).orElseThrow();
    }

    private String info() {
        try (Socket socket = connect();
                InputStream in = socket.getInputStream()) {
            send(socket, "INFO server\r\nQUIT");
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }

    private static void send(Socket socket, String command) throws IOException {
        socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static void signal(String signal, ProcessHandle process) {
        try {
            new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
