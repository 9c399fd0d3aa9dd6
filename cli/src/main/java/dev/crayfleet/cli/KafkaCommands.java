package dev.crayfleet.cli;

import dev.crayfleet.contract.Deadline;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.rights.KafkaUsers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Users of a Kafka that checks who asks, and what they may there. */
@Command(
        name = "kafka",
        description = {
            "Users and rights in a Kafka that checks who asks.",
            "Whoever runs this needs to be a super user there: how to log in stands in the file",
            "that CRAYFLEET_KAFKA_CLIENT_CONFIG names."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        subcommands = {KafkaAclsCommand.class, KafkaUsersCommand.class})
final class KafkaCommands implements Runnable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "What is to be done: acls or users?");
        }
    }

    /** Who is meant, and where Kafka is. */
    @Command(mixinStandardHelpOptions = true)
    abstract static class OfUsers implements Callable<Integer> {
        @Spec private @Nullable CommandSpec spec;

        @Option(
                names = "--user",
                paramLabel = "ROLE=USER",
                description =
                        "who a service is in Kafka, as runner=alice; crayfleet-runner and so on unless said")
        private List<String> users = new ArrayList<>();

        @Option(
                names = "--bootstrap",
                description = "where Kafka is ($KAFKA_BOOTSTRAP_SERVERS, 127.0.0.1:9092)")
        private @Nullable String bootstrap;

        @Override
        public final Integer call() throws InterruptedException {
            Terminal out = Terminal.of(spec);
            try {
                return run(KafkaUsers.of(users), out);
            } catch (IllegalArgumentException refusal) {
                out.error(refusal.getMessage());
                return Crayfleet.REFUSED;
            } catch (KafkaRequestException e) {
                out.error(e.getMessage());
                return Crayfleet.FAILED;
            }
        }

        abstract int run(KafkaUsers meant, Terminal out)
                throws KafkaRequestException, InterruptedException;

        /** Where it is, if something answers there. */
        KafkaSettings kafka() {
            KafkaSettings settings = FleetAddresses.read().kafka(bootstrap);
            FleetAddresses.check(null, settings.bootstrap());
            return settings;
        }

        static Deadline deadline() {
            return Deadline.after(TIMEOUT);
        }
    }
}
