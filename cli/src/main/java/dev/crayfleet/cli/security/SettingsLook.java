package dev.crayfleet.cli.security;

import dev.crayfleet.cli.machine.SecretPath;
import dev.crayfleet.stage.DiscordConfigFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads the settings of services, as far as they are seen from here, and finds their files. */
final class SettingsLook {
    private static final String OWN = "this environment";

    private final Target target;
    private final List<ServiceSettings> settings = new ArrayList<>();
    private final List<NotChecked> unread = new ArrayList<>();

    /** Looks at once; what it reads are small files. */
    SettingsLook(Target target) {
        this.target = target;
        for (List<Path> each : target.handedIn()) {
            String name = each.stream().map(Path::toString).collect(Collectors.joining(", "));
            settings.add(new ServiceSettings(name, false, variables(each)));
        }
        if (target.handedIn().isEmpty()) {
            Map<String, String> own = variables(target.discordConfig().stream().toList());
            own.putAll(target.environment());
            settings.add(new ServiceSettings(OWN, true, own));
        }
    }

    /** Later files win, as systemd has it. */
    private Map<String, String> variables(List<Path> files) {
        Map<String, String> variables = new HashMap<>();
        for (Path each : files) {
            try {
                variables.putAll(DiscordConfigFile.variables(each));
            } catch (IllegalArgumentException e) {
                unread.add(new NotChecked("settings in " + each, String.valueOf(e.getMessage())));
            }
        }
        return variables;
    }

    List<ServiceSettings> settings() {
        return settings;
    }

    /** Files that could not be read. */
    List<NotChecked> unread() {
        return unread;
    }

    /** Of the Discord server; empty if none is set. */
    String guildId() {
        return settings.stream()
                .map(each -> each.discord().getOrDefault("discord.guild-id", ""))
                .filter(each -> !each.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** Files of secrets that are there, or that settings name; each once. */
    List<SecretPath> secretFiles() {
        Map<Path, SecretPath> all = new LinkedHashMap<>();
        String home =
                target.environment().getOrDefault("HOME", System.getProperty("user.home", "."));
        for (ServiceSettings each : settings) {
            SecretPath.usedBy(each.variables(), target.data(), Path.of(home))
                    .forEach(file -> all.putIfAbsent(file.path(), file));
        }
        for (List<Path> each : target.handedIn()) {
            each.forEach(
                    file -> all.putIfAbsent(file, new SecretPath(file, "settings of a service")));
        }
        return List.copyOf(all.values());
    }
}
