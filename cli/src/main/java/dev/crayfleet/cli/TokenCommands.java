package dev.crayfleet.cli;

import dev.crayfleet.cli.kafka.UnreachableException;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.TopicSetup;
import dev.crayfleet.kafka.fleet.FleetLog;
import dev.crayfleet.kafka.fleet.TokenRecord;
import dev.crayfleet.kafka.fleet.TokenTable;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code crayfleet token}: who may use the fleet over HTTP. */
@Command(
        name = "token",
        description = {
            "Makes, lists and revokes tokens, by which services know who asks them over HTTP.",
            "As soon as there is one, they answer nobody without."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        subcommands = {
            TokenCreateCommand.class,
            TokenCommands.ListTokens.class,
            TokenCommands.Revoke.class
        })
final class TokenCommands implements Runnable {
    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(
                    spec.commandLine(), "What is to be done: create, list or revoke?");
        }
    }

    /** Reads tokens from Kafka, and changes them there. */
    @Command(mixinStandardHelpOptions = true, sortOptions = false)
    abstract static class OfTokens implements Callable<Integer> {
        private static final String CLIENT = "crayfleet-cli-tokens";

        @Spec private @Nullable CommandSpec spec;

        @Option(
                names = "--bootstrap",
                description = "where Kafka is ($KAFKA_BOOTSTRAP_SERVERS, 127.0.0.1:9092)")
        private @Nullable String bootstrap;

        @Override
        public final Integer call() {
            Terminal out = Terminal.of(spec);
            try {
                KafkaSettings settings = replicated(FleetAddresses.read().kafka(bootstrap));
                FleetAddresses.check(null, settings.bootstrap());
                FleetLog log = new FleetLog(settings, CLIENT);
                log.ensureTopic();
                TokenTable tokens = new TokenTable();
                long skipped = log.read(List.of(tokens));
                if (skipped > 0) {
                    out.progress(
                            "%,d records of the fleet topic make no sense, and do not count"
                                    .formatted(skipped));
                }
                run(tokens, log, out);
                return 0;
            } catch (IllegalArgumentException refusal) {
                out.error(refusal.getMessage());
                return Crayfleet.REFUSED;
            } catch (KafkaRequestException | TopicSetup.KafkaUnavailableException e) {
                throw new UnreachableException(String.valueOf(e.getMessage()), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }

        /** A fleet may have tokens before it starts for the first time, and makes its topics. */
        static KafkaSettings replicated(KafkaSettings settings) {
            String copies = System.getenv().getOrDefault("CRAYFLEET_REPLICATION", "").strip();
            if (copies.isEmpty()) {
                return settings;
            }
            try {
                return new KafkaSettings(
                        settings.bootstrap(),
                        settings.lanes(),
                        Short.parseShort(copies),
                        settings.client());
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("CRAYFLEET_REPLICATION is no number", e);
            }
        }

        /**
         * @throws IllegalArgumentException with a sentence for people, if it is refused
         */
        abstract void run(TokenTable tokens, FleetLog log, Terminal out)
                throws KafkaRequestException, InterruptedException;
    }

    @Command(name = "list", description = "Lists tokens by name; never the tokens themselves.")
    static final class ListTokens extends OfTokens {
        @Option(names = "--json", description = "as JSON")
        private boolean json;

        @Override
        void run(TokenTable tokens, FleetLog log, Terminal out) {
            if (json) {
                out.json(TokenLines.json(tokens.all()));
            } else if (tokens.isEmpty()) {
                out.line("no tokens");
            } else {
                out.table(TokenLines.table(tokens.all(), Instant.now()));
            }
        }
    }

    @Command(
            name = "revoke",
            description = "Takes a token back: within seconds no service knows it any more.")
    static final class Revoke extends OfTokens {
        @Parameters(paramLabel = "NAME", description = "as list shows it")
        private String name = "";

        @Override
        void run(TokenTable tokens, FleetLog log, Terminal out)
                throws KafkaRequestException, InterruptedException {
            TokenRecord token =
                    tokens.named(name)
                            .orElseThrow(() -> new IllegalArgumentException(unknown(tokens)));
            log.write(token.key(), null);
            out.progress("token %s is revoked".formatted(name));
            if (tokens.all().size() == 1) {
                out.progress(
                        "it was the last one: services that listen on loopback only, and have no token file, answer everybody there");
            }
        }

        private String unknown(TokenTable tokens) {
            String names =
                    tokens.all().stream().map(TokenRecord::name).collect(Collectors.joining(", "));
            return "there is no token \"%s\"; there are: %s"
                    .formatted(name, names.isEmpty() ? "none" : names);
        }
    }
}
