package dev.crayfleet.agents.gateway;

import dev.crayfleet.agents.openclaw.CompileCache;
import dev.crayfleet.agents.openclaw.ModelKeys;
import dev.crayfleet.agents.openclaw.OpenClawConfigs;
import dev.crayfleet.agents.openclaw.OpenClawFile;
import dev.crayfleet.agents.process.LaunchedProcess;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.agents.workspace.AgentRunRegistry;
import dev.crayfleet.agents.workspace.FolderDeletion;
import dev.crayfleet.agents.workspace.OwnFiles;
import dev.crayfleet.agents.workspace.RunRegistration;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the processes of a Gateway of the runner's own. Each begins with empty state, so that none
 * resumes what an earlier one was doing.
 */
final class OpenClawGatewayLauncher {
    private static final Logger LOG = LoggerFactory.getLogger(OpenClawGatewayLauncher.class);
    private static final String CONFIG = "openclaw.json";
    private static final String STATE_PREFIX = "life-";
    private static final int ID_BYTES = 6;
    private static final int TOKEN_BYTES = 32;

    private final OwnedGatewaySettings settings;
    private final OpenClawFile file;
    private final AgentRunRegistry registry;
    private final Secrets secrets;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param secrets is told the tokens
     */
    OpenClawGatewayLauncher(
            OwnedGatewaySettings settings,
            OpenClawFile file,
            AgentRunRegistry registry,
            Secrets secrets) {
        this.settings = settings;
        this.file = file;
        this.registry = registry;
        this.secrets = secrets;
    }

    /**
     * @throws IOException if it cannot be started now
     * @throws IllegalArgumentException with a sentence for people, if the user's configuration has
     *     to be changed first
     */
    OpenClawGatewayProcess start() throws IOException {
        String id = randomHex(ID_BYTES);
        // Good as long as the process: a Gateway does not say for which attempt it asks a model.
        ModelKeys.Access access = settings.keys().open("gateway-" + id, settings.slots());
        try {
            return start(id, access);
        } catch (IOException | RuntimeException e) {
            access.close();
            throw e;
        }
    }

    private OpenClawGatewayProcess start(String id, ModelKeys.Access access) throws IOException {
        Path folder = settings.paths().folder();
        Path state = folder.resolve(STATE_PREFIX + id);
        deleteOldStates(folder);
        OwnFiles.createFolders(state);
        int port = FreePort.choose(settings.port(), random);
        String token = randomHex(TOKEN_BYTES);
        secrets.add(token);
        Path config = writeConfig(state, port, access);
        Map<String, String> environment = environment(state, config, token);
        access.restrict(environment, config, state);
        settings.limits().giveOwnership(state);
        LaunchedProcess launched =
                LaunchedProcess.start(
                        List.of(
                                settings.paths().program().toString(),
                                "gateway",
                                "--port",
                                Integer.toString(port)),
                        state,
                        environment,
                        settings.limits().forSharedProcess(),
                        true);
        LOG.info("the gateway is started on port {}, its state is in {}", port, state);
        RunRegistration registration = registry.registerUnrecorded("gateway-" + id);
        registration.processStarted(launched.mark(), launched.process().pid());
        return new OpenClawGatewayProcess(
                launched,
                new OpenClawGatewayEndpoint(URI.create("ws://127.0.0.1:" + port), token),
                state,
                access,
                registration);
    }

    /** Deletes what earlier processes of a runner left that was killed. */
    private static void deleteOldStates(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (DirectoryStream<Path> states = Files.newDirectoryStream(folder, STATE_PREFIX + "*")) {
            for (Path each : states) {
                FolderDeletion.delete(each);
            }
        }
    }

    /** Writes the configuration as the user's is now; a Gateway that runs reads it again. */
    Path writeConfig(Path state, int port, ModelKeys.Access access) throws IOException {
        String text =
                OpenClawConfigs.gateway(
                        access.config(file.read()),
                        port,
                        settings.slots(),
                        state.resolve("ws"),
                        settings.restricted());
        return settings.limits().writeFile(text, settings.paths().folder(), state.resolve(CONFIG));
    }

    private Map<String, String> environment(Path state, Path config, String token)
            throws IOException {
        OwnedGatewaySettings.Paths paths = settings.paths();
        Map<String, String> environment =
                settings.environment().forProgram(paths.program(), file.read().variables());
        environment.put("TMPDIR", Files.createDirectories(state.resolve("tmp")).toString());
        CompileCache.prepare(
                environment, paths.cache(), state.resolve("node-compile-cache"), settings.limits());
        environment.put("OPENCLAW_NO_RESPAWN", "1");
        environment.put("OPENCLAW_PACKAGED_COMPILE_CACHE_RESPAWNED", "1");
        environment.put("OPENCLAW_DISABLE_BONJOUR", "1");
        environment.put("OPENCLAW_CONFIG_PATH", config.toString());
        environment.put("OPENCLAW_STATE_DIR", state.toString());
        // In the environment, because everybody can read a command line.
        environment.put(OpenClawConfigs.TOKEN_VARIABLE, token);
        return environment;
    }

    private String randomHex(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
