package dev.crayfleet.agents.gateway;

import dev.crayfleet.agents.openclaw.OpenClawConfigs;
import dev.crayfleet.agents.openclaw.OpenClawFile;
import dev.crayfleet.agents.openclaw.OpenClawJson;
import dev.crayfleet.agents.process.AgentEnvironment;
import dev.crayfleet.agents.process.LastLine;
import dev.crayfleet.agents.process.LaunchedProcess;
import dev.crayfleet.agents.process.OutputLog;
import dev.crayfleet.agents.process.ResourceLimits;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.agents.workspace.Retention;
import dev.crayfleet.agents.workspace.RunRegistry;
import dev.crayfleet.agents.workspace.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Gateway of the runner's own: a child process with its own state, configuration, ports and
 * token, started again when it dies and stopped when the runner leaves. Every life of it begins
 * with empty state, so that none goes on with what an earlier one was doing. Owns its threads.
 */
public final class OwnedGateway implements GatewayExecutor.Host {
    private static final Logger LOG = LoggerFactory.getLogger(OwnedGateway.class);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    /** One that lived longer did not die of its start. */
    private static final Duration SETTLED = Duration.ofMinutes(1);

    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final String CONFIG = "openclaw.json";
    private static final Duration END = Duration.ofSeconds(20);

    /** For its last words to be read, unless something it let go holds the pipe. */
    private static final Duration WORDS = Duration.ofSeconds(1);

    /** So long it takes at most to find its configuration wrong. */
    private static final Duration REFUSAL = Duration.ofSeconds(5);

    /** Its exit code then: no start of the same will go better. */
    private static final int EX_CONFIG = 78;

    private static final long LOG_BYTES = 10L * 1024 * 1024;

    private final Settings settings;
    private final OpenClawFile file;
    private final RunRegistry notes;
    private final Secrets secrets;
    private final SecureRandom random = new SecureRandom();
    private final @Nullable GatewayFolder passing;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable Life life;

    /** The last one that was started, also while it is being ended. */
    private volatile @Nullable Life latest;

    private volatile boolean misconfigured;
    private volatile String problem = "it is being started";

    /**
     * @param program OpenClaw
     * @param folder where its lives have their state
     * @param port 0 for any that is free, with three more above it
     * @param environment the runner's own, of which it gets a part
     * @param passEnv names of further variables for it
     * @param slots how many runs it has to do at the same time
     * @param restricted whether agents have no shell, and no files but those of their workspace
     * @param killGrace how long it may take to end
     */
    public record Settings(
            Path program,
            Path folder,
            int port,
            Path cache,
            Map<String, String> environment,
            List<String> passEnv,
            @Nullable String extraPythonPath,
            int slots,
            boolean restricted,
            Duration killGrace,
            ResourceLimits confinement) {}

    private record Life(
            LaunchedProcess launch, GatewayEndpoint endpoint, Path state, RunRegistry.Mine note) {}

    /**
     * @param notes for the next life of a runner that is killed
     * @param secrets is told its token
     */
    public OwnedGateway(
            Settings settings, OpenClawFile file, RunRegistry notes, Secrets secrets, String name) {
        this(settings, file, notes, secrets, name, null);
    }

    /**
     * @param passing is closed when the Gateway has ended; absent where its folder is to stay
     */
    public OwnedGateway(
            Settings settings,
            OpenClawFile file,
            RunRegistry notes,
            Secrets secrets,
            String name,
            @Nullable GatewayFolder passing) {
        this.settings = settings;
        this.passing = passing;
        this.file = file;
        this.notes = notes;
        this.secrets = secrets;
        // Not a virtual thread: the child is bound to the life of the one that starts it.
        this.thread = Thread.ofPlatform().name(name + "-gateway-process").start(this::keep);
    }

    @Override
    public Optional<GatewayEndpoint> endpoint() {
        Life there = life;
        return there == null ? Optional.empty() : Optional.of(there.endpoint());
    }

    @Override
    public String problem() {
        return problem;
    }

    @Override
    public boolean misconfigured() {
        return misconfigured;
    }

    @Override
    public boolean limits() {
        return settings.confinement().limits();
    }

    @Override
    public Optional<String> excess(Workspace workspace) {
        Life there = latest;
        return there == null
                ? Optional.empty()
                : settings.confinement().excess(there.launch().tree(), workspace.root());
    }

    @Override
    public void sweep(Workspace workspace) throws InterruptedException {
        Life there = latest;
        if (there != null && !there.launch().tree().sweep(workspace.root())) {
            LOG.error("{}: processes of it cannot be stopped", workspace.agent());
        }
    }

    private void keep() {
        Duration wait = FIRST_WAIT;
        try {
            while (closing.getCount() > 0) {
                long began = System.nanoTime();
                live();
                boolean settled = System.nanoTime() - began > SETTLED.toNanos();
                wait = settled ? FIRST_WAIT : wait.multipliedBy(2);
                wait = wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
                if (closing.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("the gateway is not kept any more", e);
        }
    }

    /** From a start to the end that follows it. */
    private void live() throws InterruptedException {
        OpenClawJson followed = file.lastKnown();
        Life begun;
        try {
            begun = start();
        } catch (IOException | RuntimeException e) {
            // Nobody but a person changes a configuration that cannot be understood.
            misconfigured = e instanceof IllegalArgumentException;
            problem = "it cannot be started: " + e.getMessage();
            LOG.warn("the gateway cannot be started: {}", e.toString());
            return;
        }
        Process process = begun.launch().process();
        LastLine words = new LastLine(line -> LOG.debug("{}", line));
        Thread pump =
                Thread.ofPlatform()
                        .name(thread.getName() + "-log")
                        .start(() -> pump(process.getInputStream(), words));
        latest = begun;
        life = begun;
        problem = "it is not ready yet";
        try {
            long began = System.nanoTime();
            while (!process.waitFor(LOOK.toNanos(), TimeUnit.NANOSECONDS)) {
                if (System.nanoTime() - began > REFUSAL.toNanos()) {
                    misconfigured = false;
                }
                followed = follow(begun, followed);
            }
            misconfigured = process.exitValue() == EX_CONFIG;
            pump.join(WORDS);
            problem =
                    "it ended with exit code %d. Its last words: %s"
                            .formatted(process.exitValue(), secrets.mask(words.get()));
            LOG.warn("the gateway is gone: {}", problem);
        } finally {
            life = null;
            end(begun);
            begun.note().close();
            pump.join(Duration.ofSeconds(5));
        }
    }

    /** OpenClaw reads its configuration again by itself, once it is changed. */
    private OpenClawJson follow(Life there, OpenClawJson known) {
        OpenClawJson now = file.lastKnown();
        if (now != known) {
            int port = there.endpoint().url().getPort();
            try {
                configuration(there.state(), port);
                LOG.info("the gateway follows a change of {}", file.path());
            } catch (IOException | RuntimeException e) {
                LOG.warn("the gateway cannot follow a change: {}", e.toString());
            }
        }
        return now;
    }

    private Path configuration(Path state, int port) throws IOException {
        String text =
                OpenClawConfigs.gateway(
                        file.read().root(),
                        port,
                        settings.slots(),
                        state.resolve("ws"),
                        settings.restricted());
        return settings.confinement().place(text, settings.folder(), state.resolve(CONFIG));
    }

    private Life start() throws IOException {
        String id = HexFormat.of().formatHex(bytes(6));
        Path state = settings.folder().resolve("life-" + id);
        clear(settings.folder());
        Files.createDirectories(state);
        Files.createDirectories(settings.cache());
        int port = FreePort.choose(settings.port(), random);
        String token = HexFormat.of().formatHex(bytes(32));
        secrets.add(token);
        Path config = configuration(state, port);
        Map<String, String> environment = environment(state, config, token);
        settings.confinement().give(state);
        settings.confinement().give(settings.cache());
        LaunchedProcess launch =
                LaunchedProcess.start(
                        List.of(
                                settings.program().toString(),
                                "gateway",
                                "--port",
                                Integer.toString(port)),
                        state,
                        environment,
                        settings.confinement().ofMany(),
                        true);
        LOG.info("the gateway is started on port {}, its state is in {}", port, state);
        RunRegistry.Mine note = notes.openLater("gateway-" + id);
        note.runs(launch.mark(), launch.process().pid());
        return new Life(
                launch,
                new GatewayEndpoint(URI.create("ws://127.0.0.1:" + port), token),
                state,
                note);
    }

    private Map<String, String> environment(Path state, Path config, String token)
            throws IOException {
        Set<String> allowed = new java.util.HashSet<>(settings.passEnv());
        allowed.addAll(file.read().variables());
        Map<String, String> environment =
                new TreeMap<>(
                        AgentEnvironment.of(
                                settings.environment(),
                                allowed,
                                settings.program(),
                                settings.extraPythonPath()));
        environment.put("TMPDIR", Files.createDirectories(state.resolve("tmp")).toString());
        environment.put("NODE_COMPILE_CACHE", settings.cache().toString());
        environment.put("OPENCLAW_NO_RESPAWN", "1");
        environment.put("OPENCLAW_PACKAGED_COMPILE_CACHE_RESPAWNED", "1");
        environment.put("OPENCLAW_DISABLE_BONJOUR", "1");
        environment.put("OPENCLAW_CONFIG_PATH", config.toString());
        environment.put("OPENCLAW_STATE_DIR", state.toString());
        // By the environment, because everybody can read a command line.
        environment.put(OpenClawConfigs.TOKEN, token);
        return environment;
    }

    private void pump(InputStream from, LastLine words) {
        Path log = settings.folder().resolve("gateway.log");
        try (from;
                OutputLog out = new OutputLog(log, LOG_BYTES, secrets)) {
            byte[] buffer = new byte[8192];
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                words.accept(buffer, n);
                out.write(buffer, n);
            }
        } catch (IOException e) {
            LOG.debug("the gateway's log ends", e);
        } finally {
            words.end();
        }
    }

    private void end(Life over) throws InterruptedException {
        if (!over.launch().tree().end(settings.killGrace())) {
            LOG.error("processes of the gateway cannot be stopped");
        }
        try {
            Retention.delete(over.state());
        } catch (IOException e) {
            LOG.warn("{} cannot be deleted: {}", over.state(), e.toString());
        }
    }

    /** What earlier lives left, of a runner that was killed. */
    private static void clear(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (var lives = Files.newDirectoryStream(folder, "life-*")) {
            for (Path each : lives) {
                Retention.delete(each);
            }
        }
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    @Override
    public void close() {
        closing.countDown();
        thread.interrupt();
        try {
            if (!thread.join(END)) {
                LOG.error("the gateway did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (passing != null) {
            passing.close();
        }
    }
}
