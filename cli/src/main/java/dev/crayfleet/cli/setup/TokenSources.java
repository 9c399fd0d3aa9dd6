package dev.crayfleet.cli.setup;

import dev.crayfleet.agents.openclaw.OpenClawFile;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.contract.Texts;
import dev.crayfleet.stage.DiscordConfigFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where a bot's token may lie: never on the command line, which every user of a machine sees. */
public final class TokenSources {
    private static final int MAX_BYTES = 4096;
    private static final String FROM_STANDARD_INPUT = "-";

    private TokenSources() {}

    /**
     * The token in a file.
     *
     * @param name of the file; {@code -} is standard input
     * @throws IllegalArgumentException with a sentence for people, if it cannot be read
     */
    public static FoundToken file(String name) {
        try (InputStream in =
                name.equals(FROM_STANDARD_INPUT)
                        ? System.in
                        : Files.newInputStream(Path.of(name))) {
            byte[] content = in.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                throw new IllegalArgumentException(
                        "%s is longer than any token".formatted(describe(name)));
            }
            return new FoundToken(Texts.decode(content).strip(), describe(name));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "%s cannot be read. --token-file names a file with the token in it, and nothing else"
                            .formatted(describe(name)),
                    e);
        }
    }

    private static String describe(String name) {
        return name.equals(FROM_STANDARD_INPUT) ? "standard input" : name;
    }

    /**
     * The token in a variable.
     *
     * @throws IllegalArgumentException with a sentence for people, if it is not set
     */
    public static FoundToken variable(String name, Map<String, String> environment) {
        String value = environment.getOrDefault(name, "");
        if (value.isBlank()) {
            throw new IllegalArgumentException(
                    "the variable %s is not set. --token-env takes the name of a variable, not the token"
                            .formatted(name.length() > 30 ? "that --token-env names" : name));
        }
        return new FoundToken(value, "the variable " + name);
    }

    /** Those that lie here besides that of discord-config.env, the most likely one first. */
    public static List<FoundToken> all(Map<String, String> environment) {
        List<FoundToken> found = new ArrayList<>();
        ofServices(environment).ifPresent(found::add);
        String named = environment.getOrDefault("OPENCLAW_CONFIG_PATH", "");
        Path usual = Path.of(System.getProperty("user.home", "."), ".openclaw", "openclaw.json");
        found.addAll(openClaw(named.isBlank() ? usual : Path.of(named), environment));
        return found;
    }

    /** The one in the environment that services would use. */
    private static Optional<FoundToken> ofServices(Map<String, String> environment) {
        return Optional.ofNullable(
                        DiscordConfigFile.fromEnvironment(environment).get("discord.token"))
                .map(value -> new FoundToken(value, "the environment"));
    }

    /**
     * Those of the bots that OpenClaw itself is at Discord.
     *
     * @param openclawJson may be missing, or broken, which the doctor tells of
     */
    static List<FoundToken> openClaw(Path openclawJson, Map<String, String> environment) {
        OpenClawFile file = new OpenClawFile(openclawJson, new Secrets(), environment);
        List<String> values = new ArrayList<>();
        var discord = file.lastKnown().root().path("channels").path("discord");
        values.add(discord.path("token").asText(""));
        discord.path("accounts").forEach(each -> values.add(each.path("token").asText("")));
        return values.stream()
                .map(value -> resolved(value, environment))
                .filter(value -> !value.isBlank())
                .distinct()
                .map(value -> new FoundToken(value, openclawJson.toString(), true))
                .toList();
    }

    private static String resolved(String value, Map<String, String> environment) {
        return value.startsWith("${") && value.endsWith("}")
                ? environment.getOrDefault(value.substring(2, value.length() - 1), "")
                : value;
    }
}
