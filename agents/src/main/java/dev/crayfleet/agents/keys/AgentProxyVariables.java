package dev.crayfleet.agents.keys;

import java.util.Map;

/** Lets agents reach the proxy where their environment sends everything through another one. */
public final class AgentProxyVariables {
    private static final String LOOPBACK = "127.0.0.1";

    private AgentProxyVariables() {}

    /**
     * @param environment of an agent, which is changed
     */
    public static void exceptLoopback(Map<String, String> environment) {
        for (String[] names :
                new String[][] {
                    {"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"},
                    {"http_proxy", "https_proxy", "no_proxy"}
                }) {
            if (environment.containsKey(names[0]) || environment.containsKey(names[1])) {
                environment.merge(
                        names[2],
                        LOOPBACK,
                        (named, more) -> named.isBlank() ? more : named + "," + more);
            }
        }
    }
}
