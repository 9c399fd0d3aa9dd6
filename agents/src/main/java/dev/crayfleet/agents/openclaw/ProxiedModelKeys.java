package dev.crayfleet.agents.openclaw;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.agents.keys.AgentProxyVariables;
import dev.crayfleet.agents.keys.ModelProxy;
import dev.crayfleet.agents.keys.ProxyGrant;
import dev.crayfleet.agents.keys.ProxyUsage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Agents have a token in place of the keys, and the proxy's address in place of the endpoints. */
public final class ProxiedModelKeys implements ModelKeys {
    /** So many requests of one agent are at work at once; its subagents ask models, too. */
    private static final int REQUESTS_PER_RUN = 16;

    /** Would lead OpenClaw to the user's own configuration, logins and keys. */
    private static final List<String> LEADING_HOME =
            List.of(
                    "OPENCLAW_AGENT_DIR",
                    "OPENCLAW_HOME",
                    "OPENCLAW_INCLUDE_ROOTS",
                    "OPENCLAW_LOAD_SHELL_ENV",
                    "OPENCLAW_PROFILE");

    private final ModelProxy proxy;
    private final Map<String, String> environment;
    private final List<String> passed;

    /**
     * @param proxy is not closed with this
     * @param environment of the runner, which has the keys
     * @param passed names of variables for agents that openclaw.json does not name
     */
    public ProxiedModelKeys(
            ModelProxy proxy, Map<String, String> environment, List<String> passed) {
        this.proxy = proxy;
        this.environment = Map.copyOf(environment);
        this.passed = List.copyOf(passed);
    }

    @Override
    public Access open(String owner, int runs) {
        return new Proxied(proxy.open(owner, REQUESTS_PER_RUN * Math.max(1, runs)));
    }

    @Override
    public Optional<String> refusal(OpenClawJson json, String model) {
        int slash = model.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        String provider = model.substring(0, slash);
        ProxiedConfig config = config(json);
        boolean isThere = config.routes().stream().anyMatch(each -> each.name().equals(provider));
        return isThere
                ? Optional.empty()
                : Optional.of(
                        sentence(
                                provider,
                                config.refused()
                                        .getOrDefault(
                                                provider,
                                                "has no entry with a baseUrl and a key in models.providers of openclaw.json")));
    }

    /**
     * Why providers in openclaw.json cannot be reached, for people; by their names.
     *
     * @throws IllegalArgumentException with a sentence for people, if it cannot be understood
     */
    public static Map<String, String> refusals(
            OpenClawJson json, Map<String, String> environment, List<String> passed) {
        Map<String, String> sentences = new TreeMap<>();
        ProxiedConfig.of(json, environment, passed, name -> "http://127.0.0.1/" + name, "token")
                .refused()
                .forEach((name, why) -> sentences.put(name, sentence(name, why)));
        return sentences;
    }

    /**
     * Takes the keys of models out of the environment of a program that is not OpenClaw.
     *
     * @param environment of the runner, which has the keys
     * @param agents environment, which is changed
     */
    public static void hide(
            OpenClawJson json,
            Map<String, String> environment,
            List<String> passed,
            Map<String, String> agents) {
        ProxiedConfig.of(json, environment, passed, name -> "http://127.0.0.1/" + name, "token")
                .hidden()
                .hideIn(agents);
    }

    private ProxiedConfig config(OpenClawJson json) {
        return ProxiedConfig.of(
                json, environment, passed, name -> "http://127.0.0.1/" + name, "token");
    }

    private static String sentence(String provider, String why) {
        return "Models of %s cannot be asked while keys stay with the runner (CRAYFLEET_RUNNER_KEYS=proxy): the provider %s. Change that, or give agents the keys with CRAYFLEET_RUNNER_KEYS=direct."
                .formatted(provider, why);
    }

    private final class Proxied implements Access {
        private final ProxyGrant grant;

        /** Of the configuration that was asked for last. */
        private volatile HiddenKeys hidden;

        Proxied(ProxyGrant grant) {
            this.grant = grant;
            this.hidden = ProxiedModelKeys.this.config(OpenClawJson.EMPTY).hidden();
        }

        @Override
        public boolean isProxied() {
            return true;
        }

        @Override
        public ObjectNode config(OpenClawJson json) {
            ProxiedConfig config =
                    ProxiedConfig.of(
                            json,
                            environment,
                            passed,
                            name -> grant.address(name).toString(),
                            grant.token());
            grant.route(config.routes());
            hidden = config.hidden();
            return config.root();
        }

        @Override
        public void restrict(Map<String, String> agents, Path config, Path state) {
            hidden.hideIn(agents);
            LEADING_HOME.forEach(agents::remove);
            agents.put("OPENCLAW_CONFIG_PATH", config.toString());
            agents.put("OPENCLAW_STATE_DIR", state.toString());
            AgentProxyVariables.exceptLoopback(agents);
        }

        @Override
        public ProxyUsage usage() {
            return grant.usage();
        }

        @Override
        public void close() {
            grant.close();
        }
    }
}
