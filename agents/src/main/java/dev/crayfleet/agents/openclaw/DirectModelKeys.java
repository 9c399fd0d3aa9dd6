package dev.crayfleet.agents.openclaw;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.agents.keys.ProxyUsage;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Agents have the keys, as OpenClaw itself would find them. */
final class DirectModelKeys implements ModelKeys {
    private static final Access ACCESS =
            new Access() {
                @Override
                public boolean isProxied() {
                    return false;
                }

                @Override
                public ObjectNode config(OpenClawJson json) {
                    return json.root();
                }

                @Override
                public void restrict(Map<String, String> environment, Path config, Path state) {
                    // They may see all of it.
                }

                @Override
                public @Nullable ProxyUsage usage() {
                    return null;
                }

                @Override
                public void close() {
                    // Keys are good for ever.
                }
            };

    @Override
    public Access open(String owner, int runs) {
        return ACCESS;
    }

    @Override
    public Optional<String> refusal(OpenClawJson json, String model) {
        return Optional.empty();
    }
}
