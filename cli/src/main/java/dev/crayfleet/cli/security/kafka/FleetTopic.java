package dev.crayfleet.cli.security.kafka;

import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.fleet.FleetFileRecord;
import dev.crayfleet.kafka.fleet.FleetFileTable;
import dev.crayfleet.kafka.fleet.FleetLog;
import dev.crayfleet.kafka.fleet.TokenRecord;
import dev.crayfleet.kafka.fleet.TokenTable;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What people have decided about a fleet, as its topic has it.
 *
 * @param file the one that decides; empty if there was never any
 * @param unreadable the number of a newer file that makes no sense here; 0 if there is none
 * @param tokens by name
 */
public record FleetTopic(
        Optional<FleetFileRecord> file, long unreadable, List<TokenRecord> tokens) {
    public FleetTopic {
        tokens = List.copyOf(tokens);
    }

    /**
     * Reads it, and makes none where there is none.
     *
     * @throws KafkaRequestException with a sentence for people, if Kafka does not give it
     */
    public static FleetTopic read(KafkaSettings settings)
            throws KafkaRequestException, InterruptedException {
        AtomicLong unreadable = new AtomicLong();
        FleetFileTable files = new FleetFileTable(newest -> unreadable.set(0), unreadable::set);
        TokenTable tokens = new TokenTable();
        new FleetLog(settings, "crayfleet-security").read(List.of(files, tokens));
        return new FleetTopic(files.newest(), unreadable.get(), tokens.all());
    }
}
