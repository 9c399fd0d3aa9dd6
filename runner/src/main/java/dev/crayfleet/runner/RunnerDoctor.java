package dev.crayfleet.runner;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.runner.config.GatewaySettings;
import dev.crayfleet.runner.config.RunnerSettings;
import dev.crayfleet.stage.Stage;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.context.env.MapPropertySource;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.exceptions.BeanContextException;
import java.util.ArrayList;
import java.util.HashMap;
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
        public static Finding ok(String sentence) {
            return new Finding(Severity.OK, sentence);
        }

        public static Finding warning(String sentence) {
            return new Finding(Severity.WARNING, sentence);
        }

        public static Finding error(String sentence) {
            return new Finding(Severity.ERROR, sentence);
        }
    }

    private RunnerDoctor() {}

    /** By the settings that a runner started from here would have. */
    public static List<Finding> diagnose() {
        return diagnose(Map.of());
    }

    /**
     * The same, with some other settings.
     *
     * @param settings stronger than the environment's
     */
    public static List<Finding> diagnose(Map<String, Object> settings) {
        try (ApplicationContext context = context(settings)) {
            return diagnose(RunnerSettingsFactory.read(context), System.getenv());
        } catch (IllegalArgumentException refused) {
            return List.of(Finding.error(String.valueOf(refused.getMessage())));
        } catch (BeanContextException e) {
            return List.of(
                    Finding.error(String.valueOf(RunnerSettingsFactory.refusal(e).getMessage())));
        }
    }

    /**
     * Names of the pools whose agents, with a shell, are the user who runs the runner.
     *
     * @param settings stronger than the environment's
     * @throws IllegalArgumentException with a sentence for people, if a setting is not understood
     */
    public static List<String> poolsWithoutWall(Map<String, Object> settings) {
        try (ApplicationContext context = context(settings)) {
            return poolsWithoutWall(RunnerSettingsFactory.read(context), System.getenv());
        } catch (BeanContextException e) {
            throw RunnerSettingsFactory.refusal(e);
        }
    }

    /**
     * What the settings of a runner that is started from here leave to its agents.
     *
     * @param settings stronger than the environment's
     * @throws IllegalArgumentException with a sentence for people, if a setting is not understood
     */
    public static RunnerExposure exposure(Map<String, Object> settings) {
        try (ApplicationContext context = context(settings)) {
            return RunnerExposure.of(RunnerSettingsFactory.read(context), System.getenv());
        } catch (BeanContextException e) {
            throw RunnerSettingsFactory.refusal(e);
        }
    }

    /**
     * The same of a runner on this machine that another environment is given, as files for systemd
     * say it.
     *
     * @param variables in place of this process's own, but for where programs are found
     * @throws IllegalArgumentException with a sentence for people, if a setting is not understood
     */
    public static RunnerExposure exposureWith(Map<String, String> variables) {
        Map<String, Object> given = new HashMap<>();
        variables.forEach((name, value) -> {
            if (!value.isBlank()) {
                given.put(name, value);
            }
        });
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.putAll(variables);
        try (ApplicationContext context =
                builder(Map.of(Stage.PROPERTY, RunnerApp.NAME))
                        .environmentPropertySource(false)
                        .propertySources(
                                PropertySource.of(
                                        "variables",
                                        given,
                                        PropertySource.PropertyConvention.ENVIRONMENT_VARIABLE))
                        .start()) {
            return RunnerExposure.of(RunnerSettingsFactory.read(context), environment);
        } catch (BeanContextException e) {
            throw RunnerSettingsFactory.refusal(e);
        }
    }

    static List<String> poolsWithoutWall(RunnerSettings settings, Map<String, String> environment) {
        return new PoolCheck(settings, environment)
                .withoutWall().stream().map(Pool::value).toList();
    }

    private static ApplicationContext context(Map<String, Object> settings) {
        Map<String, Object> strongest = new HashMap<>(settings);
        strongest.put(Stage.PROPERTY, RunnerApp.NAME);
        return builder(strongest).start();
    }

    private static ApplicationContextBuilder builder(Map<String, Object> strongest) {
        return ApplicationContext.builder()
                .banner(false)
                .eagerInitSingletons(false)
                .deduceEnvironment(false)
                .propertySources(
                        new MapPropertySource("given", strongest) {
                            @Override
                            public int getOrder() {
                                return Integer.MAX_VALUE;
                            }
                        });
    }

    static List<Finding> diagnose(RunnerSettings settings, Map<String, String> environment) {
        PoolCheck pools = new PoolCheck(settings, environment);
        List<Finding> findings = new ArrayList<>(pools.findings());
        if (pools.useOpenClaw()) {
            findings.addAll(new OpenClawConfigCheck(settings.agents(), environment).findings());
            // Several pools may be in one.
            settings.policy().slots().keySet().stream()
                    .map(settings.agents()::gatewayOf)
                    .filter(GatewaySettings::isRunningAlready)
                    .map(each ->
                            new GatewaySettings(
                                    each.url(),
                                    each.token(),
                                    each.agent(),
                                    0,
                                    null,
                                    each.startTimeout()))
                    .distinct()
                    .forEach(each -> GatewayCheck.finding(each).ifPresent(findings::add));
        }
        if (pools.askModels()) {
            findings.addAll(new KeysCheck(settings.agents(), environment).findings());
        }
        findings.add(WorkersFolderCheck.finding(settings.workspaces().folder()));
        return List.copyOf(findings);
    }
}
