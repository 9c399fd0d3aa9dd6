package dev.crayfleet.runner;

import dev.crayfleet.runner.config.RunnerSettings;
import dev.crayfleet.stage.Stage;
import io.micronaut.context.ApplicationContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Says what a runner with these settings would find here, without starting it. The program that
 * agents are is started, because nothing else shows that it can be.
 */
public final class RunnerDoctor {
    /** How grave a finding is. */
    public enum Severity {
        OK,
        /** It works, and is perhaps not what is meant. */
        WARNING,
        ERROR
    }

    /**
     * @param sentence for people: what is so, and what to do where it is not well
     */
    public record Finding(Severity severity, String sentence) {
        static Finding ok(String sentence) {
            return new Finding(Severity.OK, sentence);
        }

        static Finding warning(String sentence) {
            return new Finding(Severity.WARNING, sentence);
        }

        static Finding error(String sentence) {
            return new Finding(Severity.ERROR, sentence);
        }
    }

    private RunnerDoctor() {}

    /** By the settings that a runner started from here would have. */
    public static List<Finding> diagnose() {
        try (ApplicationContext context =
                ApplicationContext.builder()
                        .banner(false)
                        .eagerInitSingletons(false)
                        .deduceEnvironment(false)
                        .properties(Map.of(Stage.PROPERTY, RunnerApp.NAME))
                        .start()) {
            return diagnose(RunnerSettingsFactory.read(context), System.getenv());
        } catch (IllegalArgumentException refused) {
            return List.of(Finding.error(String.valueOf(refused.getMessage())));
        }
    }

    static List<Finding> diagnose(RunnerSettings settings, Map<String, String> environment) {
        PoolCheck pools = new PoolCheck(settings, environment);
        List<Finding> findings = new ArrayList<>(pools.findings());
        if (pools.useOpenClaw()) {
            findings.addAll(new OpenClawConfigCheck(settings.agents(), environment).findings());
        }
        findings.add(WorkersFolderCheck.finding(settings.workspaces().folder()));
        return List.copyOf(findings);
    }
}
