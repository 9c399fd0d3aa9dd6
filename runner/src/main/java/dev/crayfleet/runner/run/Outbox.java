package dev.crayfleet.runner.run;

import dev.crayfleet.contract.RunMessage;
import java.util.concurrent.CompletableFuture;

/** Where messages for the dispatcher go: in order for each pool. */
@FunctionalInterface
public interface Outbox {
    /**
     * Never throws.
     *
     * @return done when it has arrived for good; failed when it will not arrive
     */
    CompletableFuture<Void> send(RunMessage message);
}
