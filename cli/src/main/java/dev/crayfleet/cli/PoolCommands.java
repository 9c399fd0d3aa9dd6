package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.ReadableTimes;
import dev.crayfleet.contract.RunnerId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands that hold up a pool or a runner, while the rest of the fleet goes on. */
final class PoolCommands {
    private PoolCommands() {}

    @Command(
            name = "pause",
            description = "Starts no more tasks of a pool until it is resumed; what runs goes on.")
    static final class Pause extends DispatcherCommand {
        @Parameters(paramLabel = "POOL", description = "its name")
        private String pool = "";

        @Option(names = "--reason", description = "for those who wonder why")
        private @Nullable String reason;

        @Override
        void run(FleetHttp dispatcher, Terminal out) {
            order(dispatcher, out, new Pool(pool), "pause", reason);
        }
    }

    @Command(
            name = "drain",
            description = "Gives a runner no more tasks; it finishes what it has, and leaves.")
    static final class Drain extends DispatcherCommand {
        @Parameters(paramLabel = "RUNNER", description = "its name")
        private String runner = "";

        @Option(names = "--reason", description = "for those who wonder why")
        private @Nullable String reason;

        @Override
        void run(FleetHttp dispatcher, Terminal out) {
            JsonNode answer =
                    dispatcher.post(
                            "/runners/" + new RunnerId(runner) + "/drain",
                            FleetOrder.body(FleetOrder.newId(), reason));
            int agents = answer.path("agents").asInt();
            out.line(
                    "draining %s; %s"
                            .formatted(
                                    runner,
                                    agents == 0
                                            ? "it runs nothing, and leaves"
                                            : "it leaves when %d %s ended"
                                                    .formatted(
                                                            agents,
                                                            agents == 1
                                                                    ? "agent has"
                                                                    : "agents have")));
        }
    }

    static void order(
            FleetHttp dispatcher, Terminal out, Pool pool, String what, @Nullable String reason) {
        long start = System.nanoTime();
        JsonNode accepted =
                dispatcher.post(
                        "/pools/" + pool + "/" + what, FleetOrder.body(FleetOrder.newId(), reason));
        boolean toPause = what.equals("pause");
        boolean isDone =
                FleetOrder.await(
                        dispatcher,
                        answer -> isConfirmed(answer, pool, toPause),
                        done -> done,
                        start);
        if (!isDone) {
            throw new IllegalStateException(
                    "pool %s has not confirmed within %s; look at crayfleet tasks --pool %s"
                            .formatted(
                                    pool,
                                    ReadableTimes.duration(FleetOrder.CONFIRM_TIMEOUT),
                                    pool));
        }
        out.line(
                toPause
                        ? "paused pool %s; nothing of it is started until: crayfleet resume %s"
                                .formatted(pool, pool)
                        : "resumed pool " + pool);
        if (!accepted.path("isKnown").asBoolean(true)) {
            out.line(
                    "no runner serves pool %s, and it has no tasks: is the name right?"
                            .formatted(pool));
        }
    }

    /** A lane that nobody answers for may have paused it, so that it is not known to go on. */
    static boolean isConfirmed(JsonNode answer, Pool pool, boolean toPause) {
        return isPaused(answer, pool) == toPause
                && (toPause || answer.path("missingLanes").isEmpty());
    }

    private static boolean isPaused(JsonNode answer, Pool pool) {
        for (JsonNode paused : answer.path("paused")) {
            if (paused.path("pool").asText().equals(pool.value())) {
                return true;
            }
        }
        return false;
    }
}
