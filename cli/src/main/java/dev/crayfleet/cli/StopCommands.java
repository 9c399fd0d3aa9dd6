package dev.crayfleet.cli;

import dev.crayfleet.cli.kafka.StopProducer;
import dev.crayfleet.cli.kafka.UnreachableException;
import dev.crayfleet.cli.machine.CurrentUser;
import dev.crayfleet.contract.Order;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.ReadableTimes;
import dev.crayfleet.kafka.KafkaSettings;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands that stop the whole fleet, and let it go on. */
final class StopCommands {
    private StopCommands() {}

    @Command(
            name = "stop",
            description =
                    "Emergency: stops all agents of the fleet now, and starts none until it is resumed.")
    static final class Stop extends DispatcherCommand {
        @Option(names = "--reason", description = "for those who wonder why")
        private @Nullable String reason;

        @Option(
                names = "--bootstrap",
                description =
                        "where Kafka is, for when no dispatcher takes the order ($KAFKA_BOOTSTRAP_SERVERS)")
        private @Nullable String bootstrap;

        @Override
        void run(FleetHttp any, Terminal out) {
            FleetHttp dispatcher = any.within(FleetOrder.ANSWER_TIMEOUT);
            String id = FleetOrder.newId();
            long start = System.nanoTime();
            IllegalStateException failure = post(dispatcher, id, reason, start);
            if (failure != null) {
                stopByKafka(id, failure, out);
            }
            StopProgress progress =
                    FleetOrder.await(
                            dispatcher,
                            answer -> StopProgress.ofStop(answer, id),
                            StopProgress::isComplete,
                            start);
            progress.lines("stopped").forEach(out::line);
            if (!progress.isComplete()) {
                throw new IllegalStateException(
                        "not all have confirmed within %s. The order stays: lanes stop as soon as they are back. Look again with crayfleet tasks; end agents that go on by stopping their runners"
                                .formatted(ReadableTimes.duration(FleetOrder.CONFIRM_TIMEOUT)));
            }
            out.line(
                    String.format(
                            Locale.ROOT,
                            "stopped within %.1f s; nothing is started until: crayfleet resume",
                            (System.nanoTime() - start) / 1e9));
        }

        /** Why no dispatcher takes the order; null if one has taken it. */
        static @Nullable IllegalStateException post(
                FleetHttp dispatcher, String id, @Nullable String reason, long startNanos) {
            try {
                FleetOrder.postUntilTaken(
                        dispatcher, "/stop", FleetOrder.body(id, reason), startNanos);
                return null;
            } catch (UnreachableException | FleetHttp.FailedException failure) {
                return failure;
            }
        }

        private void stopByKafka(String id, IllegalStateException failure, Terminal out) {
            out.error(failure.getMessage());
            KafkaSettings kafka = FleetAddresses.read().kafkaToWrite(bootstrap);
            FleetAddresses.check(null, kafka.bootstrap());
            int lanes =
                    StopProducer.stop(
                            kafka, new Order(id, CurrentUser.requester(), reason, Instant.now()));
            FleetAddresses.warnIfUnsigned(kafka, out);
            throw new IllegalStateException(
                    "the order to stop is in Kafka for all %d lanes, and none has confirmed: each stops its agents as soon as a dispatcher is back. To end agents before that, stop their runners"
                            .formatted(lanes));
        }
    }

    @Command(
            name = "resume",
            description = "Lets the fleet go on after a stop, or a pool after a pause.")
    static final class Resume extends DispatcherCommand {
        @Parameters(
                paramLabel = "POOL",
                arity = "0..1",
                description = "that was paused; without it, the fleet that was stopped")
        private @Nullable String pool;

        @Override
        void run(FleetHttp dispatcher, Terminal out) {
            if (pool != null) {
                PoolCommands.order(dispatcher, out, new Pool(pool), "resume", null);
                return;
            }
            long start = System.nanoTime();
            FleetOrder.postUntilTaken(
                    dispatcher, "/resume", FleetOrder.body(FleetOrder.newId(), null), start);
            StopProgress progress =
                    FleetOrder.await(
                            dispatcher, StopProgress::ofResume, StopProgress::isComplete, start);
            progress.lines("resumed").forEach(out::line);
            if (!progress.isComplete()) {
                throw new IllegalStateException(
                        "not all have resumed within %s; ask again"
                                .formatted(ReadableTimes.duration(FleetOrder.CONFIRM_TIMEOUT)));
            }
            out.line("tasks that waited are started; replay those that the stop cancelled");
        }
    }
}
