package dev.crayfleet.cli;

import dev.crayfleet.cli.kafka.TaskProducer;
import dev.crayfleet.cli.submission.SubmitWay;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Texts;
import dev.crayfleet.kafka.KafkaSettings;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** On which way tasks are submitted, and where that leads. */
@Command
final class WayFlags {
    private static final String HTTP = "http";
    private static final String KAFKA = "kafka";

    @Option(
            names = "--via",
            paramLabel = "WAY",
            description = "http, to ingest, unless set; or kafka, which needs no service of ours")
    private @Nullable String via;

    @Option(names = "--kafka", description = "the same as --via kafka")
    private boolean kafka;

    @Option(
            names = "--url",
            description = "where ingest is ($CRAYFLEET_URL, http://127.0.0.1:8080)")
    private @Nullable String url;

    @Option(
            names = "--bootstrap",
            description = "where Kafka is ($KAFKA_BOOTSTRAP_SERVERS, 127.0.0.1:9092)")
    private @Nullable String bootstrap;

    /**
     * @param isKafka whether without ingest
     * @param ingest its URL
     * @param dispatcher its URL
     */
    record Way(boolean isKafka, String ingest, String dispatcher, KafkaSettings kafka) {
        /**
         * @param out is told if what is written will not be signed
         */
        SubmitWay open(Terminal out) {
            if (isKafka) {
                FleetAddresses.warnIfUnsigned(kafka, out);
            }
            return isKafka ? TaskProducer.open(kafka) : new HttpSubmission(ingest);
        }
    }

    /**
     * @throws IllegalArgumentException with a sentence for people, if there is no such way
     */
    Way choose() {
        FleetAddresses fleet = FleetAddresses.read();
        return new Way(
                isKafka(),
                fleet.ingest(url),
                fleet.dispatcher(null),
                isKafka() ? fleet.kafkaToWrite(bootstrap) : fleet.kafka(bootstrap));
    }

    private boolean isKafka() {
        String word = via == null ? (kafka ? KAFKA : HTTP) : via.strip().toLowerCase(Locale.ROOT);
        return switch (word) {
            case KAFKA -> true;
            case HTTP -> {
                if (kafka) {
                    throw new IllegalArgumentException("--kafka and --via http are two ways");
                }
                yield false;
            }
            case "discord" ->
                    throw new IllegalArgumentException(
                            "there is no way via discord: the fleet's bot does not listen to itself. Write the task in #task-queue, or leave --via out");
            default ->
                    throw new IllegalArgumentException(
                            "\"%s\" is no way; there are: http, kafka"
                                    .formatted(Texts.oneLine(Limits.cut(word, 60))));
        };
    }
}
