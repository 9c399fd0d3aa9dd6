package dev.crayfleet.runner;

import dev.crayfleet.agents.keys.EnvironmentKeys;
import dev.crayfleet.agents.keys.ModelProxy;
import dev.crayfleet.agents.keys.ProxyLimits;
import dev.crayfleet.agents.openclaw.ModelKeys;
import dev.crayfleet.agents.openclaw.ProxiedModelKeys;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.runner.config.AgentProcessSettings;
import dev.crayfleet.runner.config.KeyHandling;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Gives executors their way to the keys of models: one proxy for all, made when one needs it. */
final class AgentKeys {
    private final AgentProcessSettings settings;
    private final Map<String, String> environment;
    private final Secrets secrets;
    private @Nullable ModelProxy proxy;

    /**
     * @param environment the runner's own
     * @param secrets is told the tokens
     */
    AgentKeys(AgentProcessSettings settings, Map<String, String> environment, Secrets secrets) {
        this.settings = settings;
        this.environment = environment;
        this.secrets = secrets;
    }

    ModelKeys forOpenClaw() {
        return settings.keys() == KeyHandling.DIRECT
                ? ModelKeys.DIRECT
                : new ProxiedModelKeys(started(), environment, settings.passEnv());
    }

    /**
     * @param hidden takes the keys of openclaw.json out of an environment
     */
    EnvironmentKeys forCommand(Consumer<Map<String, String>> hidden) {
        return settings.keys() == KeyHandling.DIRECT
                ? EnvironmentKeys.DIRECT
                : new EnvironmentKeys(started(), environment, hidden);
    }

    private ModelProxy started() {
        ModelProxy known = proxy;
        if (known == null) {
            known = ModelProxy.start(ProxyLimits.DEFAULT, secrets);
            proxy = known;
        }
        return known;
    }

    /** The one that was made, which somebody has to close; absent where none was needed. */
    @Nullable ModelProxy proxy() {
        return proxy;
    }
}
