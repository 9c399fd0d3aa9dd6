package dev.crayfleet.runner;

import dev.crayfleet.agents.openclaw.OpenClawFinder;
import dev.crayfleet.runner.config.OpenClawSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where OpenClaw's program is for a runner with these settings.
 *
 * @param environment the runner's own
 */
record OpenClawLocator(OpenClawSettings settings, Map<String, String> environment) {
    /**
     * @throws IllegalArgumentException with a sentence for people, if the settings name a program
     *     that cannot be run
     */
    Optional<Path> find() {
        return new OpenClawFinder(
                        environment.getOrDefault("PATH", ""),
                        Path.of(environment.getOrDefault("HOME", ".")),
                        Path.of("/"))
                .find(settings.program());
    }

    /**
     * @throws IllegalArgumentException with a sentence for people, if there is none
     */
    Path require() {
        return find().orElseThrow(() -> new IllegalArgumentException(notFound()));
    }

    static String notFound() {
        return OpenClawFinder.notFound("OPENCLAW_BIN");
    }
}
