package dev.crayfleet.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that asks the dispatcher: where that is, and how its refusal is reported. */
@Command(mixinStandardHelpOptions = true)
abstract class DispatcherCommand implements Callable<Integer> {
    private static final String DEFAULT_URL = "http://127.0.0.1:8081";

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--dispatcher",
            paramLabel = "URL",
            description = "where it is ($CRAYFLEET_DISPATCHER_URL, " + DEFAULT_URL + ")")
    private @Nullable String url;

    @Override
    public final Integer call() {
        Terminal out = Terminal.of(spec);
        try {
            run(new FleetHttp("the dispatcher", url(), "--dispatcher"), out);
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

    private String url() {
        String environment = System.getenv("CRAYFLEET_DISPATCHER_URL");
        if (url != null) {
            return url;
        }
        if (environment != null && !environment.isBlank()) {
            return environment;
        }
        return LocalFleetFile.read(LocalFleetFile.FOLDER)
                .map(LocalFleetFile::dispatcherUrl)
                .orElse(DEFAULT_URL);
    }
}
