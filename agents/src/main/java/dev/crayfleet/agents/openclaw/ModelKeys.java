package dev.crayfleet.agents.openclaw;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.agents.keys.ProxyUsage;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the agents of OpenClaw come to the keys of models. */
public interface ModelKeys {
    /** Agents are given the keys themselves. */
    ModelKeys DIRECT = new DirectModelKeys();

    /**
     * For one attempt, or for one process of a Gateway.
     *
     * @param owner for messages: the attempt
     * @param runs how many of them ask models with it
     */
    Access open(String owner, int runs);

    /**
     * Why a model cannot be asked in this way, for people; empty where it can.
     *
     * @param model {@code provider/model}
     */
    Optional<String> refusal(OpenClawJson json, String model);

    /** Is over when it is closed, which may be done again. */
    interface Access extends AutoCloseable {
        /** Whether agents get something else than the keys. */
        boolean isProxied();

        /**
         * The configuration that agents may see, which may be changed. Called again when the user's
         * has changed.
         */
        ObjectNode config(OpenClawJson json);

        /**
         * Takes out of an environment what agents must not see.
         *
         * @param environment of a program, which is changed
         * @param config where the program finds its configuration
         * @param state where the program keeps what it remembers
         */
        void restrict(Map<String, String> environment, Path config, Path state);

        /** What was asked until now; absent where nobody counts. */
        @Nullable ProxyUsage usage();

        @Override
        void close();
    }
}
