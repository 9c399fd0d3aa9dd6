package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How far an order to stop or to resume has come, by what {@code GET /stop} says.
 *
 * @param lanes of the fleet, how many
 * @param done lanes that have done it
 * @param missing lanes that nobody answers for
 * @param confirmed runners that run nothing any more
 * @param running a sentence for each runner that still does
 */
record StopProgress(
        int lanes,
        SortedSet<Integer> done,
        SortedSet<Integer> missing,
        List<String> confirmed,
        List<String> running) {

    /**
     * @param id of the order to stop
     */
    static StopProgress ofStop(JsonNode answer, String id) {
        SortedSet<Integer> stopped = new TreeSet<>();
        answer.path("stops")
                .forEach(stop -> {
                    if (stop.path("id").asText().equals(id)) {
                        stopped.add(stop.path("lane").asInt());
                    }
                });
        List<String> confirmed = new ArrayList<>();
        List<String> running = new ArrayList<>();
        answer.path("runners")
                .forEach(runner -> {
                    String name = runner.path("runner").asText();
                    int agents = runner.path("agents").asInt();
                    if (agents == 0) {
                        confirmed.add(name);
                    } else {
                        running.add(
                                "%s still has %d %s"
                                        .formatted(name, agents, agents == 1 ? "agent" : "agents"));
                    }
                });
        return new StopProgress(
                answer.path("lanes").asInt(), stopped, missing(answer), confirmed, running);
    }

    static StopProgress ofResume(JsonNode answer) {
        int lanes = answer.path("lanes").asInt();
        SortedSet<Integer> missing = missing(answer);
        SortedSet<Integer> going =
                IntStream.range(0, lanes).boxed().collect(Collectors.toCollection(TreeSet::new));
        answer.path("stops").forEach(stop -> going.remove(stop.path("lane").asInt()));
        going.removeAll(missing);
        return new StopProgress(lanes, going, missing, List.of(), List.of());
    }

    private static SortedSet<Integer> missing(JsonNode answer) {
        SortedSet<Integer> missing = new TreeSet<>();
        answer.path("missingLanes").forEach(lane -> missing.add(lane.asInt()));
        return missing;
    }

    boolean isComplete() {
        return done.size() == lanes && running.isEmpty();
    }

    /** Lanes that answer and have not done it yet. */
    SortedSet<Integer> open() {
        SortedSet<Integer> open =
                IntStream.range(0, lanes).boxed().collect(Collectors.toCollection(TreeSet::new));
        open.removeAll(done);
        open.removeAll(missing);
        return open;
    }

    /**
     * What has been done and what has not, a line each.
     *
     * @param verb as in "have stopped"
     */
    List<String> lines(String verb) {
        List<String> lines = new ArrayList<>();
        lines.add(
                done.size() == lanes
                        ? "all %d lanes have %s".formatted(lanes, verb)
                        : "%d of %d lanes have %s".formatted(done.size(), lanes, verb));
        if (!open().isEmpty()) {
            lines.add("not yet: lanes " + joined(open()));
        }
        if (!missing.isEmpty()) {
            lines.add("nobody answers for lanes " + joined(missing));
        }
        if (!confirmed.isEmpty()) {
            lines.add("no agent is left on: " + String.join(", ", confirmed));
        }
        lines.addAll(running);
        return lines;
    }

    private static String joined(SortedSet<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
