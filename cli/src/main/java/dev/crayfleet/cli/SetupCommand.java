package dev.crayfleet.cli;

import dev.crayfleet.cli.setup.Dialogue;
import dev.crayfleet.cli.setup.FoundToken;
import dev.crayfleet.cli.setup.Setup;
import dev.crayfleet.cli.setup.SetupOptions;
import dev.crayfleet.cli.setup.TokenSources;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Sets Discord up, and writes discord-config.env. */
@Command(
        name = "setup",
        description =
                "Sets Discord up: tries the bot's token, finds or makes the channels, tries them, and writes discord-config.env. Asks for what no option says; where there is no terminal, it says which option is missing. Ends with 1 if the file is written and something does not work yet.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class SetupCommand implements Callable<Integer> {
    private static final String USUAL_FILE = "discord-config.env";

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "has the bot's token in it, and nothing else; - is standard input. No option takes the token itself: every user of a machine can read command lines")
    private @Nullable String tokenFile;

    @Option(
            names = "--token-env",
            paramLabel = "NAME",
            description = "of a variable that has the token")
    private @Nullable String tokenVariable;

    @Option(names = "--server", description = "id or name, where the bot is on several")
    private @Nullable String server;

    @Option(
            names = "--task-queue",
            paramLabel = "CHANNEL",
            description = "for tasks, an id or a name (#task-queue)")
    private @Nullable String taskQueue;

    @Option(names = "--results", paramLabel = "CHANNEL", description = "for results (#results)")
    private @Nullable String results;

    @Option(
            names = "--worker-pool",
            paramLabel = "CHANNEL",
            description = "for what the fleet does (#worker-pool)")
    private @Nullable String workerPool;

    @Option(names = "--file", description = "to write ($DISCORD_CONFIG, discord-config.env)")
    private @Nullable Path file;

    @Option(
            names = "--yes",
            description =
                    "takes what is proposed: a token that is there, the usual channels, new where they are missing")
    private boolean yes;

    @Option(
            names = "--force",
            description = "changes a file that says something else, without asking")
    private boolean force;

    @Option(
            names = "--api-url",
            paramLabel = "URL",
            description = "of another server that speaks Discord's protocol ($DISCORD_API_URL)")
    private @Nullable String apiUrl;

    @Option(
            names = "--gateway-url",
            paramLabel = "URL",
            description = "of its gateway ($DISCORD_GATEWAY_URL)")
    private @Nullable String gatewayUrl;

    @Override
    public Integer call() throws InterruptedException {
        Terminal out = Terminal.of(spec);
        try {
            return run(out, new ConsoleDialogue(out), System.getenv());
        } catch (IllegalArgumentException refusal) {
            out.error(refusal.getMessage());
            return Crayfleet.REFUSED;
        }
    }

    private int run(Terminal out, Dialogue dialogue, Map<String, String> environment)
            throws InterruptedException {
        SetupOptions options = options(environment);
        List<String> problems =
                new Setup(options, TokenSources.all(environment), environment, dialogue).run();
        if (!problems.isEmpty()) {
            problems.forEach(out::error);
            out.line("Mend that, and look again with: ./crayfleet doctor");
            return Crayfleet.FAILED;
        }
        nextSteps(options.file()).forEach(out::line);
        return 0;
    }

    private SetupOptions options(Map<String, String> environment) {
        if (tokenFile != null && tokenVariable != null) {
            throw new IllegalArgumentException(
                    "--token-file and --token-env are two tokens: leave one of them out");
        }
        @Nullable FoundToken token = null;
        if (tokenFile != null) {
            token = TokenSources.file(tokenFile);
        } else if (tokenVariable != null) {
            token = TokenSources.variable(tokenVariable, environment);
        }
        String configured = environment.getOrDefault("DISCORD_CONFIG", "");
        Path usual = Path.of(configured.isBlank() ? USUAL_FILE : configured);
        return new SetupOptions(
                file == null ? usual : file,
                Optional.ofNullable(token),
                Optional.ofNullable(server),
                new SetupOptions.Channels(
                        Optional.ofNullable(taskQueue),
                        Optional.ofNullable(results),
                        Optional.ofNullable(workerPool)),
                new SetupOptions.Consent(yes, force),
                addresses(environment));
    }

    private SetupOptions.Addresses addresses(Map<String, String> environment) {
        String api =
                Objects.requireNonNullElse(apiUrl, environment.getOrDefault("DISCORD_API_URL", ""));
        String gateway =
                Objects.requireNonNullElse(
                        gatewayUrl, environment.getOrDefault("DISCORD_GATEWAY_URL", ""));
        if (api.isBlank() != gateway.isBlank()) {
            throw new IllegalArgumentException(
                    "another Discord needs both its addresses: --api-url and --gateway-url");
        }
        return new SetupOptions.Addresses(api, gateway);
    }

    private static List<String> nextSteps(Path file) {
        boolean isFound = file.toAbsolutePath().equals(Path.of(USUAL_FILE).toAbsolutePath());
        return List.of(
                "",
                "All is ready. Start a fleet, and write a task in the channel for tasks, as in: Calculate 25 × 4",
                "  %s./crayfleet local --discord"
                        .formatted(isFound ? "" : "DISCORD_CONFIG=%s ".formatted(file)),
                "Services that you start one by one read the same file.");
    }
}
