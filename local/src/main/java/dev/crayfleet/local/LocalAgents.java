package dev.crayfleet.local;

import dev.crayfleet.cli.ServedAgents;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.file.FleetReading;
import dev.crayfleet.fleet.yaml.FleetFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The named agents that a local fleet serves: all of its fleet file as it is at the start, besides
 * what it serves without one.
 */
final class LocalAgents {
    private static final String POOLS = "crayfleet.runner.pools";

    private LocalAgents() {}

    /** Where a local fleet over a folder has its fleet file. */
    static Path file(Path data) {
        return data.resolveSibling("fleet.yaml");
    }

    /**
     * Settings for its runners, where nobody has set others.
     *
     * @param given that are stronger than all others
     * @param environment of this process
     */
    static Map<String, Object> settings(
            Path data, Map<String, Object> given, Map<String, String> environment) {
        Map<String, Object> settings = new HashMap<>();
        Path folder = data.toAbsolutePath().getParent();
        if (folder != null && !isSet("crayfleet.runner.agents-folder", environment)) {
            settings.put(ServedAgents.FOLDER, folder.toString());
        }
        String wanted = environment.getOrDefault("CRAYFLEET_RUNNER_AGENTS", "").strip();
        if (!wanted.isEmpty() && !wanted.equals("all") || given.containsKey(ServedAgents.AGENTS)) {
            return settings;
        }
        read(file(data))
                .flatMap(ServedAgents::all)
                .ifPresent(agents -> {
                    settings.put(ServedAgents.AGENTS, agents);
                    if (!isSet(POOLS, environment)) {
                        // Tasks that name no agent are done as well.
                        settings.put(
                                POOLS, "default=" + Runtime.getRuntime().availableProcessors());
                    }
                });
        return settings;
    }

    private static boolean isSet(String setting, Map<String, String> environment) {
        String variable = setting.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
        return !environment.getOrDefault(variable, "").isBlank()
                || System.getProperty(setting) != null;
    }

    /** Empty where there is none, or none that is valid, which is told by who applies it. */
    private static Optional<Fleet> read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return FleetFile.read(in.readNBytes(FleetFile.MAX_BYTES + 1))
                            instanceof FleetReading.Valid(Fleet fleet)
                    ? Optional.of(fleet)
                    : Optional.empty();
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException("%s cannot be read".formatted(file), e);
        }
    }
}
