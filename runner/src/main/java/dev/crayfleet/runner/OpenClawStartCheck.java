package dev.crayfleet.runner;

import dev.crayfleet.agents.openclaw.OpenClawProbe;
import dev.crayfleet.agents.process.AgentUsers;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.runner.RunnerDoctor.Finding;
import dev.crayfleet.runner.RunnerDoctor.Severity;
import dev.crayfleet.runner.config.RunnerSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether OpenClaw's program starts as agents would start it. Tried once, when it is asked for. */
final class OpenClawStartCheck {
    private final RunnerSettings settings;
    private final Map<String, String> environment;
    private @Nullable Finding finding;

    /**
     * @param environment the runner's own
     */
    OpenClawStartCheck(RunnerSettings settings, Map<String, String> environment) {
        this.settings = settings;
        this.environment = environment;
    }

    boolean starts(Path program) {
        return finding(program).severity() == Severity.OK;
    }

    /** Takes a minute at most, the first time. */
    Finding finding(Path program) {
        Finding known = finding;
        if (known == null) {
            known = probe(program);
            finding = known;
        }
        return known;
    }

    private String version(Path program, AgentUsers users) throws InterruptedException {
        try (users) {
            return new OpenClawProbe(
                            program,
                            AgentExecutorFactory.forTrying(
                                    settings, environment, Secrets.of(environment), users))
                    .version();
        }
    }

    private Finding probe(Path program) {
        try {
            Optional<AgentUsers> users = RunAs.claimOne(settings);
            if (users.isEmpty()) {
                return Finding.ok(
                        "%s was not tried: runners have all users that agents run as."
                                .formatted(program));
            }
            return Finding.ok("%s starts: %s.".formatted(program, version(program, users.get())));
        } catch (IllegalStateException | IllegalArgumentException told) {
            return Finding.error(String.valueOf(told.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Finding.error("%s was not tried: this was interrupted.".formatted(program));
        }
    }
}
