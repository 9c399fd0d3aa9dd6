package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that asks the dispatcher: where that is, and how its refusal is reported. */
@Command(mixinStandardHelpOptions = true)
abstract class DispatcherCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--dispatcher",
            paramLabel = "URL",
            description = "where it is ($CRAYFLEET_DISPATCHER_URL, http://127.0.0.1:8081)")
    private @Nullable String url;

    @Override
    public final Integer call() {
        Terminal out = Terminal.of(spec);
        try {
            run(
                    new FleetHttp(
                            "the dispatcher",
                            FleetAddresses.read().dispatcher(url),
                            "--dispatcher"),
                    out);
            return 0;
        } catch (IllegalArgumentException refusal) {
            out.error(refusal.getMessage());
            return Crayfleet.REFUSED;
        }
    }

    /**
     * @throws IllegalArgumentException with a sentence for people, if it is refused
     */
    abstract void run(FleetHttp dispatcher, Terminal out);

    /**
     * What a list of a dispatcher does not have.
     *
     * @return empty if it is complete
     */
    static Optional<String> gaps(JsonNode answer) {
        if (!answer.has("missingLanes")) {
            return Optional.empty();
        }
        return Optional.of(
                "not complete: nobody answers for lanes "
                        + answer.path("missingLanes")
                        + (answer.has("unreachable")
                                ? ", nothing comes from " + answer.path("unreachable")
                                : ""));
    }
}
