package dev.crayfleet.cli;

import dev.crayfleet.cli.kafka.UnreachableException;
import dev.crayfleet.contract.Deadline;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.letters.LetterFilter;
import dev.crayfleet.kafka.letters.LetterLog;
import dev.crayfleet.kafka.letters.LetterSummary;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command about dead letters: where Kafka is, and how failures are reported. */
@Command(mixinStandardHelpOptions = true)
abstract class LetterCommand implements Callable<Integer> {
    static final String CLIENT = "crayfleet-cli-letters";
    static final int MAX_FOUND = 50_000;
    private static final Duration TIMEOUT = Duration.ofMinutes(10);

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--bootstrap",
            description = "where Kafka is ($KAFKA_BOOTSTRAP_SERVERS, 127.0.0.1:9092)")
    private @Nullable String bootstrap;

    @Override
    public final Integer call() {
        Terminal out = Terminal.of(spec);
        try {
            KafkaSettings settings = kafka(FleetAddresses.read(), bootstrap);
            FleetAddresses.check(null, settings.bootstrap());
            return run(settings, out);
        } catch (IllegalArgumentException refusal) {
            out.error(refusal.getMessage());
            return Crayfleet.REFUSED;
        } catch (KafkaRequestException e) {
            throw new UnreachableException(String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Where nothing is written, nothing has to be signed. */
    KafkaSettings kafka(FleetAddresses fleet, @Nullable String option) {
        return fleet.kafka(option);
    }

    /**
     * @return the exit code
     * @throws IllegalArgumentException with a sentence for people, if it is refused
     */
    abstract int run(KafkaSettings settings, Terminal out)
            throws KafkaRequestException, InterruptedException;

    static Deadline deadline() {
        return Deadline.after(TIMEOUT);
    }

    static List<LetterSummary> search(KafkaSettings settings, LetterFilter filter, Terminal out)
            throws KafkaRequestException, InterruptedException {
        try (ProgressBar bar = out.progressBar("reading")) {
            return new LetterLog(settings, CLIENT).search(filter, MAX_FOUND, deadline(), bar);
        }
    }
}
