package dev.crayfleet.agents.executor;

import dev.crayfleet.agents.gateway.GatewayPorts;
import dev.crayfleet.agents.gateway.OpenClawGatewayEndpoint;
import dev.crayfleet.agents.openclaw.OpenClawConfigs;
import dev.crayfleet.agents.openclaw.OpenClawJson;
import dev.crayfleet.agents.testing.OpenClawInstall;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A Gateway of somebody else, which keeps its state from one start to the next. */
final class AttachableGateway implements AutoCloseable {
    private static final String TOKEN = "made up for a test";
    private static final int MAX_STARTS = 3;
    private static final int SLOTS = 4;
    private static final int LOG_CHARS = 4_000;

    private final Path folder;
    private final Path home;
    private final String modelConfig;
    private int port;
    private @Nullable Process process;

    /**
     * Starts it.
     *
     * @param folder for its state, its configuration and its log
     * @param modelConfig an {@code openclaw.json} that names its model
     * @throws IllegalStateException with the end of its log, if it does not come up
     */
    AttachableGateway(Path folder, String modelConfig) throws Exception {
        this.folder = folder;
        this.home = Files.createDirectories(folder.resolve("theirs"));
        this.modelConfig = modelConfig;
        for (int start = 1; start <= MAX_STARTS; start++) {
            // Somebody may take one of its ports before it does; it ends then.
            port = GatewayPorts.free();
            if (starts()) {
                return;
            }
        }
        throw new IllegalStateException("the gateway ends at each start:\n" + log());
    }

    OpenClawGatewayEndpoint endpoint() {
        return new OpenClawGatewayEndpoint(URI.create("ws://127.0.0.1:" + port), TOKEN);
    }

    void kill() throws InterruptedException {
        if (process == null) {
            return;
        }
        var helpers = process.descendants().toList();
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        helpers.forEach(ProcessHandle::destroyForcibly);
    }

    /**
     * Starts it once more, with the state and at the port that it had.
     *
     * @throws IllegalStateException with the end of its log, if it does not come up
     */
    void startAgain() throws Exception {
        for (int start = 1; start <= MAX_STARTS; start++) {
            if (starts()) {
                return;
            }
        }
        throw new IllegalStateException("the gateway ends at each start again:\n" + log());
    }

    /** Returns whether it listens; it has ended if not. */
    private boolean starts() throws Exception {
        Path config = home.resolve("openclaw.json");
        Files.writeString(
                config,
                OpenClawConfigs.gateway(
                        OpenClawJson.parse(modelConfig).root(),
                        port,
                        SLOTS,
                        home.resolve("ws"),
                        false));
        Path program = OpenClawInstall.program();
        ProcessBuilder builder =
                new ProcessBuilder(program.toString(), "gateway", "--port", Integer.toString(port));
        builder.directory(folder.toFile());
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("log").toFile()));
        builder.environment().put("PATH", program.getParent() + ":" + System.getenv("PATH"));
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("NODE_COMPILE_CACHE", OpenClawInstall.cache().toString());
        builder.environment().put("OPENCLAW_NO_RESPAWN", "1");
        builder.environment().put("OPENCLAW_PACKAGED_COMPILE_CACHE_RESPAWNED", "1");
        builder.environment().put("OPENCLAW_DISABLE_BONJOUR", "1");
        builder.environment().put("OPENCLAW_GATEWAY_TOKEN", TOKEN);
        builder.environment().put("OPENCLAW_CONFIG_PATH", config.toString());
        builder.environment().put("OPENCLAW_STATE_DIR", home.toString());
        Process started = builder.start();
        process = started;
        try {
            Awaitility.await()
                    .atMost(ExecutorKit.OPENCLAW_TIMEOUT)
                    .until(() -> !started.isAlive() || listens());
        } catch (RuntimeException late) {
            kill();
            throw new IllegalStateException("the gateway does not come up:\n" + log(), late);
        }
        return started.isAlive();
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    private String log() throws IOException {
        String text = Files.readString(home.resolve("log"));
        return text.substring(Math.max(0, text.length() - LOG_CHARS));
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
