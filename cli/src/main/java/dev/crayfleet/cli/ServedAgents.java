package dev.crayfleet.cli;

import dev.crayfleet.contract.KnownFields;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Texts;
import dev.crayfleet.fleet.Agent;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.file.FleetReading;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which named agents a runner serves. A runner cannot read fleet files, so the command looks up
 * there what the runner has to know: that there is such an agent, and how many slots it has.
 */
public final class ServedAgents {
    /** Of runners: {@code manager=1,auditor=2}. */
    public static final String AGENTS = "crayfleet.runner.agents";

    /** Of runners: what homes are relative to. */
    public static final String FOLDER = "crayfleet.runner.agents-folder";

    private static final String FILE = "crayfleet.runner.fleet-file";
    private static final String USUAL_FILE = "fleet.yaml";
    private static final String ALL = "all";
    private static final int SHOWN_CHARS = 60;

    private ServedAgents() {}

    /**
     * Settings for a runner that is started from here.
     *
     * @param typed on the command line; absent where nothing was
     * @param known other settings by their names; null where one is not set
     * @return what is to be stronger than all other settings
     * @throws CommandLines.RefusedException with a sentence, if there is no such agent, or the
     *     fleet file is not valid
     */
    static Map<String, String> settings(
            @Nullable String typed, Function<String, @Nullable String> known) {
        String text = typed == null ? known.apply(AGENTS) : typed;
        if (text == null || text.isBlank()) {
            return Map.of();
        }
        String named = known.apply(FILE);
        String file = named == null || named.isBlank() ? USUAL_FILE : named.strip();
        boolean isNamed = named != null && !named.isBlank();
        if (!isNamed && !text.strip().equals(ALL) && Files.notExists(Path.of(file))) {
            return Map.of(AGENTS, text);
        }
        Fleet fleet = read(file);
        Map<String, String> settings = new HashMap<>();
        String served = text.strip().equals(ALL) ? all(file, fleet) : some(file, fleet, text);
        settings.put(AGENTS, served);
        if (typed != null) {
            settings.putAll(AgentSettingsFilter.of(fleet, served, known));
        }
        Path parent = Path.of(file).toAbsolutePath().getParent();
        String folder = known.apply(FOLDER);
        if (isNamed && parent != null && (folder == null || folder.isBlank())) {
            settings.put(FOLDER, parent.toString());
        }
        return settings;
    }

    /**
     * All agents of a fleet, with their slots, as runners understand it.
     *
     * @return empty where it has none
     */
    public static Optional<String> all(Fleet fleet) {
        return Optional.of(
                        fleet.agents().values().stream()
                                .map(each -> each.name() + "=" + slots(each))
                                .collect(Collectors.joining(",")))
                .filter(text -> !text.isEmpty());
    }

    private static int slots(Agent agent) {
        return agent.slots() == null ? 1 : agent.slots();
    }

    private static String all(String file, Fleet fleet) {
        return all(fleet)
                .orElseThrow(() ->
                        new CommandLines.RefusedException(
                                "%s names no agents, so there are none to serve".formatted(file)));
    }

    private static String some(String file, Fleet fleet, String text) {
        List<String> served = new ArrayList<>();
        for (String part : words(text)) {
            String name = part.split("=", 2)[0].strip();
            Agent agent = fleet.agents().get(name.toLowerCase(Locale.ROOT));
            if (agent == null) {
                throw new CommandLines.RefusedException(unknown(file, fleet, name));
            }
            served.add(part.contains("=") ? part : agent.name() + "=" + slots(agent));
        }
        return String.join(",", served);
    }

    /** What stands between commas. */
    static List<String> words(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    static String unknown(String file, Fleet fleet, String name) {
        return "\"%s\" is no agent of %s; %s"
                .formatted(
                        Texts.oneLine(Limits.cut(name, SHOWN_CHARS)),
                        file,
                        KnownFields.nearest(name, fleet.agents().keySet())
                                .map("did you mean \"%s\"?"::formatted)
                                .orElseGet(() ->
                                        fleet.agents().isEmpty()
                                                ? "it has none"
                                                : "there are: "
                                                        + String.join(
                                                                ", ", fleet.agents().keySet())));
    }

    /**
     * @throws CommandLines.RefusedException with what is wrong, a line each
     */
    static Fleet read(String file) {
        return switch (FleetFileReader.read(file)) {
            case FleetReading.Valid(Fleet fleet) -> fleet;
            case FleetReading.Invalid invalid ->
                    throw new CommandLines.RefusedException(
                            String.join("\n", FleetFileReader.lines(file, invalid)));
        };
    }

    /** A setting of this process: a system property, else a variable of its environment. */
    static @Nullable String ofProcess(String name) {
        String property = System.getProperty(name);
        return property == null
                ? System.getenv(name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"))
                : property;
    }
}
