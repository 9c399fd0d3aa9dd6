package dev.crayfleet.local;

import dev.crayfleet.broker.EmbeddedKafka;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** The end of a fleet whose Kafka gives up: it says so, and why, where Kafka says nothing. */
final class KafkaFailure {
    private static final int EXIT_CODE = 1;

    private KafkaFailure() {}

    /**
     * From now on ends the process, with a sentence, if Kafka gives up.
     *
     * @param data the data folder
     * @param log where Kafka's own words are
     * @param out hears the sentence
     */
    static void endWith(Path data, Path log, Consumer<String> out) {
        AtomicBoolean isSaid = new AtomicBoolean();
        EmbeddedKafka.whenItGivesUp(() -> {
            if (!isSaid.getAndSet(true)) {
                out.accept(sentence(data, log));
            }
            // Nothing can be stopped in order any more: all of it would wait for Kafka.
            Runtime.getRuntime().halt(EXIT_CODE);
        });
    }

    static String sentence(Path data, Path log) {
        Path folder = data.resolve("kafka");
        String why =
                Files.isDirectory(folder)
                        ? StartChecks.problem(folder)
                                .map(reason -> "%s cannot be written: %s".formatted(folder, reason))
                                .orElse(log + " says why")
                        : folder + " is gone";
        return "Kafka has given up, and the fleet with it: %s. When that is mended, start it again: what is still in %s is done then."
                .formatted(why, data);
    }
}
