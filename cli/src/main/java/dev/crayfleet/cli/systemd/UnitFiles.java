package dev.crayfleet.cli.systemd;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The unit files of the services, all made of one template. */
public final class UnitFiles {
    private static final String TEMPLATE = "crayfleet.service";

    /** The first version that waits longer from start to start. */
    private static final int BACKOFF_VERSION = 254;

    private enum Service {
        INGEST(true),
        DISPATCHER(false),
        POSTER(true),
        RUNNER(false);

        private final boolean isAtDiscord;

        Service(boolean isAtDiscord) {
            this.isAtDiscord = isAtDiscord;
        }

        String title() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** What is one service's own is named so: its folder, and its user. */
        String folder() {
            return title() + (this == RUNNER ? "-%i" : "");
        }

        /** There may be many runners on a machine, and one of each of the others. */
        String unit() {
            return "crayfleet-" + title() + (this == RUNNER ? "@.service" : ".service");
        }
    }

    private UnitFiles() {}

    /**
     * @return contents by names
     */
    public static Map<String, String> of(UnitSettings settings) {
        Map<String, String> units = new LinkedHashMap<>();
        for (Service each : Service.values()) {
            units.put(each.unit(), unit(each, settings));
        }
        return units;
    }

    private static String unit(Service service, UnitSettings settings) {
        String text = template();
        Map<String, Boolean> conditions =
                Map.of(
                        "system|",
                        !settings.isUsers(),
                        "user|",
                        settings.isUsers(),
                        "discord|",
                        service.isAtDiscord,
                        "runner|",
                        service == Service.RUNNER,
                        "backoff|",
                        settings.systemdVersion() >= BACKOFF_VERSION);
        StringBuilder unit = new StringBuilder();
        for (String line : text.lines().toList()) {
            @Nullable String kept = line;
            for (Map.Entry<String, Boolean> each : conditions.entrySet()) {
                if (line.startsWith(each.getKey())) {
                    kept = each.getValue() ? line.substring(each.getKey().length()) : null;
                }
            }
            if (kept != null) {
                unit.append(kept).append('\n');
            }
        }
        return filled(unit.toString(), service, settings);
    }

    private static String filled(String unit, Service service, UnitSettings settings) {
        return unit.replace("${service}", service.title())
                .replace("${unit}", service.unit().replace("@.", "@1."))
                .replace("${folder}", service.folder())
                .replace("${manager}", settings.isUsers() ? "--user " : "")
                .replace("${user}", settings.user())
                .replace("${settings}", settings.isUsers() ? "%E/crayfleet" : "/etc/crayfleet")
                .replace("${java}", quoted("JAVA_HOME=" + settings.javaHome()))
                .replace("${launcher}", quoted(settings.launcher().toString()));
    }

    /** As one word of a unit file, in which systemd replaces nothing. */
    static String quoted(String word) {
        String escaped = word.replace("\\", "\\\\").replace("\"", "\\\"").replace("%", "%%");
        return "\"" + escaped + "\"";
    }

    private static String template() {
        try (InputStream in = UnitFiles.class.getResourceAsStream(TEMPLATE)) {
            if (in == null) {
                throw new IllegalStateException("Crayfleet is not whole: install it again");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Names of the users that have to be there, with one runner. */
    public static List<String> users(String beginning) {
        return Arrays.stream(Service.values())
                .map(each -> beginning + "-" + each.folder().replace("%i", "1"))
                .toList();
    }

    /** Names of the units to be enabled, with one runner. */
    public static List<String> enabled() {
        return List.of(
                "crayfleet-dispatcher",
                "crayfleet-ingest",
                "crayfleet-poster",
                "crayfleet-runner@1");
    }
}
