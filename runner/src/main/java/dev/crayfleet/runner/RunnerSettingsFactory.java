package dev.crayfleet.runner;

import dev.crayfleet.agents.command.CommandSettings;
import dev.crayfleet.runner.config.AgentProcessSettings;
import dev.crayfleet.runner.config.AgentSettings;
import dev.crayfleet.runner.config.CommandConfig;
import dev.crayfleet.runner.config.CommandTokensConfig;
import dev.crayfleet.runner.config.DemoConfig;
import dev.crayfleet.runner.config.DemoSettings;
import dev.crayfleet.runner.config.GatewayConfig;
import dev.crayfleet.runner.config.GatewaySettings;
import dev.crayfleet.runner.config.HostDefaults;
import dev.crayfleet.runner.config.LeaseConfig;
import dev.crayfleet.runner.config.NamedAgentConfig;
import dev.crayfleet.runner.config.OpenClawConfig;
import dev.crayfleet.runner.config.OpenClawSettings;
import dev.crayfleet.runner.config.PoolConfig;
import dev.crayfleet.runner.config.ProcessConfig;
import dev.crayfleet.runner.config.RunnerSettings;
import dev.crayfleet.runner.config.ShutdownConfig;
import dev.crayfleet.runner.config.TimeLimitConfig;
import dev.crayfleet.runner.config.WorkspaceConfig;
import dev.crayfleet.runner.run.RunnerPolicy;
import dev.crayfleet.stage.StartCheck;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.exceptions.BeanContextException;
import jakarta.inject.Singleton;

/** Makes {@link RunnerSettings} of the configuration records, which hold text. */
@Factory
@RequiresRunner
final class RunnerSettingsFactory {
    /**
     * The settings of a runner, without starting it.
     *
     * @param context with the property {@code crayfleet.stage} of a runner
     * @throws IllegalArgumentException with a sentence for people, if a value is not understood
     */
    static RunnerSettings read(ApplicationContext context) {
        try {
            return context.getBean(RunnerSettings.class);
        } catch (BeanContextException e) {
            throw refusal(e);
        }
    }

    /** What our own code said, below the framework's wrapping. */
    static RuntimeException refusal(BeanContextException wrapped) {
        for (Throwable cause = wrapped; cause != null; cause = cause.getCause()) {
            if (cause instanceof IllegalArgumentException refusal) {
                return refusal;
            }
        }
        return wrapped;
    }

    /** Group by group, so that all that are wrong are named. */
    @Singleton
    @Bean
    StartCheck check(
            BeanProvider<RunnerPolicy> policy,
            BeanProvider<AgentProcessSettings> processes,
            BeanProvider<OpenClawSettings> openclaw,
            BeanProvider<GatewaySettings> gateway,
            BeanProvider<CommandSettings> command,
            BeanProvider<DemoSettings> demo,
            BeanProvider<AgentSettings> agents,
            NamedAgentConfig named,
            PoolConfig pools,
            TimeLimitConfig timeLimits,
            WorkspaceConfig workspaces,
            HostDefaults host,
            BeanProvider<RunnerSettings> all) {
        return StartCheck.of(
                policy::get,
                processes::get,
                openclaw::get,
                gateway::get,
                command::get,
                demo::get,
                pools::executorChoice,
                pools::modeChoice,
                () -> named.settings(host),
                agents::get,
                timeLimits::limits,
                () -> workspaces.settings(host.home()),
                all::get);
    }

    @Singleton
    @Bean
    HostDefaults hostDefaults() {
        return HostDefaults.current();
    }

    @Singleton
    @Bean
    RunnerSettings settings(
            RunnerPolicy policy,
            LeaseConfig lease,
            ShutdownConfig shutdown,
            TimeLimitConfig timeLimits,
            WorkspaceConfig workspaces,
            AgentSettings agents,
            HostDefaults host) {
        return new RunnerSettings(
                policy,
                lease.kafkaTimeout(),
                shutdown.exit(),
                timeLimits.limits(),
                workspaces.settings(host.home()),
                agents);
    }

    @Singleton
    @Bean
    RunnerPolicy policy(
            LeaseConfig lease,
            PoolConfig pools,
            NamedAgentConfig named,
            ShutdownConfig shutdown,
            HostDefaults host) {
        return new RunnerPolicy(
                lease.runnerId(host),
                host.hostName(),
                pools.slots(host, named),
                lease.timeouts(),
                lease.heartbeatInterval(),
                shutdown.drainLimit(),
                shutdown.killLimit());
    }

    @Singleton
    @Bean
    AgentSettings agents(
            PoolConfig pools,
            AgentProcessSettings processes,
            OpenClawSettings openclaw,
            GatewaySettings gateway,
            CommandSettings command,
            DemoSettings demo,
            NamedAgentConfig named,
            HostDefaults host) {
        return new AgentSettings(
                pools.executorChoice(),
                pools.modeChoice(),
                processes,
                openclaw,
                gateway,
                command,
                demo,
                named.settings(host));
    }

    @Singleton
    @Bean
    AgentProcessSettings processes(ProcessConfig config) {
        return config.settings();
    }

    @Singleton
    @Bean
    OpenClawSettings openclaw(OpenClawConfig config, HostDefaults host) {
        return config.settings(host.home());
    }

    @Singleton
    @Bean
    GatewaySettings gateway(GatewayConfig config, HostDefaults host) {
        return config.settings(host.home());
    }

    @Singleton
    @Bean
    CommandSettings command(CommandConfig config, CommandTokensConfig tokens) {
        return config.settings(tokens);
    }

    @Singleton
    @Bean
    DemoSettings demo(DemoConfig config, HostDefaults host) {
        return config.settings(host.home());
    }
}
