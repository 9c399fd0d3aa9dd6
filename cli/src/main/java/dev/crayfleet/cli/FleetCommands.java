package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Commands that show who does the work. */
final class FleetCommands {
    private FleetCommands() {}

    /** A list that the dispatcher answers with. */
    @Command
    abstract static class Listing extends DispatcherCommand {
        @Option(names = "--json", description = "prints what the dispatcher answers, as JSON")
        private boolean json;

        @Option(
                names = {"-q", "--quiet"},
                description = "prints names only")
        private boolean quiet;

        @Override
        final void run(FleetHttp dispatcher, Terminal out) {
            JsonNode answer = ask(dispatcher);
            if (json) {
                out.json(answer);
                return;
            }
            if (quiet) {
                TreeSet<String> names = new TreeSet<>();
                answer.path(plural()).forEach(each -> names.add(each.path(singular()).asText()));
                names.forEach(out::line);
            } else if (answer.path(plural()).isEmpty()) {
                out.progress(none());
            } else {
                out.table(table(answer));
            }
            gaps(answer).ifPresent(out::progress);
        }

        abstract JsonNode ask(FleetHttp dispatcher);

        abstract StateTable table(JsonNode answer);

        /** The name of the list in the answer. */
        abstract String plural();

        /** The name of a name in the list. */
        abstract String singular();

        /** What is said if there is nothing in it. */
        abstract String none();
    }

    @Command(
            name = "runners",
            description =
                    "Lists runners: what each serves, how busy it is, whether it is given tasks, where and what it is.",
            sortOptions = false)
    static final class Runners extends Listing {
        @Override
        JsonNode ask(FleetHttp dispatcher) {
            return dispatcher.get("/runners");
        }

        @Override
        StateTable table(JsonNode answer) {
            return RunnerTable.of(answer, Instant.now(), Terminal.columns() >= TaskTable.WIDE);
        }

        @Override
        String plural() {
            return "runners";
        }

        @Override
        String singular() {
            return "runner";
        }

        @Override
        String none() {
            return "no runner is here: ./crayfleet runner starts one";
        }
    }

    @Command(
            name = "pools",
            description =
                    "Lists pools, which named agents are: what waits, what runs, who serves them.",
            sortOptions = false)
    static final class Pools extends Listing {
        @Override
        JsonNode ask(FleetHttp dispatcher) {
            JsonNode pools = dispatcher.get("/pools");
            JsonNode holds = dispatcher.get("/stop");
            if (pools instanceof ObjectNode object) {
                PoolTable.withHolds(object, holds);
            }
            return pools;
        }

        @Override
        StateTable table(JsonNode answer) {
            return PoolTable.of(answer, Instant.now());
        }

        @Override
        String plural() {
            return "pools";
        }

        @Override
        String singular() {
            return "pool";
        }

        @Override
        String none() {
            return "no pool has had a task or a runner of late";
        }
    }
}
