package dev.crayfleet.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.contract.Texts;
import dev.crayfleet.runner.RunnerDoctor.Finding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a dispatcher says of its tasks, its runners and its memory. */
record LedgerCheck(HttpProbe http, String url) {
    /** Above that, Java collects garbage most of the time; docs/performance.md has figures. */
    private static final double MAX_HEAP_USE = 0.85;

    private static final int MAX_NAMED = 10;
    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final List<String> NOT_ENDED =
            List.of("awaitingApproval", "queued", "claimed", "running", "backingOff");
    private static final List<String> ENDED =
            List.of("succeeded", "failed", "cancelled", "expired");

    List<Finding> findings() throws IOException, InterruptedException {
        List<Finding> findings = new ArrayList<>();
        HttpProbe.Answer pools = http.get(url + "/pools");
        if (pools.status() == UNAUTHORIZED) {
            return List.of(
                    Finding.warning(
                            "It says no more without a token: set CRAYFLEET_TOKEN, or CRAYFLEET_TOKEN_FILE. crayfleet token create NAME makes one."));
        }
        if (pools.status() == OK) {
            findings.addAll(pools(pools.json()));
        }
        HttpProbe.Answer runners = http.get(url + "/runners");
        if (runners.status() == OK) {
            findings.addAll(runners(runners.json()));
        }
        HttpProbe.Answer meters = http.get(url + "/prometheus");
        if (meters.status() == OK) {
            findings.addAll(meters(meters.body()));
        }
        return findings;
    }

    static List<Finding> pools(JsonNode list) {
        List<Finding> findings = new ArrayList<>();
        if (list.path("missingLanes").size() > 0) {
            findings.add(
                    Finding.warning(
                            "No dispatcher answers for lanes %s. In the seconds after one was lost that is so; if it stays, see docs/operating.md, Asking the dispatcher."
                                    .formatted(list.path("missingLanes"))));
        }
        if (list.path("unreachable").size() > 0) {
            findings.add(
                    Finding.error(
                            "It does not reach %s: set CRAYFLEET_DISPATCHER_ADVERTISE there to an address that the others reach."
                                    .formatted(list.path("unreachable"))));
        }
        long tasks = 0;
        int unserved = 0;
        for (JsonNode pool : list.path("pools")) {
            String name = Texts.oneLine(pool.path("pool").asText());
            long waiting = sum(pool, NOT_ENDED);
            tasks += waiting;
            long missing = pool.path("accepted").asLong() - waiting - sum(pool, ENDED);
            if (missing != 0) {
                findings.add(
                        Finding.error(
                                "The ledger of pool %s does not add up: %d tasks were accepted that it neither holds nor has ended. That is a bug in Crayfleet: please report it, with the dispatcher's log."
                                        .formatted(name, missing)));
            }
            if (pool.path("queued").asLong() > 0
                    && pool.path("runners").asLong() == 0
                    && ++unserved <= MAX_NAMED) {
                findings.add(
                        Finding.warning(
                                "%d tasks wait for pool %s, which no runner serves: start one with CRAYFLEET_RUNNER_POOLS=%s=1, or cancel them."
                                        .formatted(pool.path("queued").asLong(), name, name)));
            }
        }
        if (findings.isEmpty()) {
            findings.add(
                    Finding.ok(
                            "Its ledger adds up: %,d %s not ended."
                                    .formatted(tasks, tasks == 1 ? "task has" : "tasks have")));
        }
        return findings;
    }

    static List<Finding> runners(JsonNode list) {
        List<Finding> findings = new ArrayList<>();
        int ready = 0;
        for (JsonNode runner : list.path("runners")) {
            String standing = runner.path("standing").asText();
            ready += standing.equals("ready") ? 1 : 0;
            if (standing.equals("quarantined") && findings.size() < MAX_NAMED) {
                findings.add(
                        Finding.warning(
                                "Runner %s is in quarantine in pool %s, because %d tasks in a row failed on it: run crayfleet doctor there, and look at its log."
                                        .formatted(
                                                Texts.oneLine(runner.path("runner").asText()),
                                                Texts.oneLine(runner.path("pool").asText()),
                                                runner.path("failures").asInt())));
            }
        }
        findings.add(
                ready == 0
                        ? Finding.warning(
                                "No runner takes tasks: they wait. Start crayfleet runner, or look at its /health.")
                        : Finding.ok(
                                ready == 1
                                        ? "One runner takes tasks."
                                        : "%d runners take tasks.".formatted(ready)));
        return findings;
    }

    static List<Finding> meters(String prometheus) {
        List<Finding> findings = new ArrayList<>();
        OptionalDouble used = value(prometheus, "jvm_memory_used_bytes", "area=\"heap\"");
        OptionalDouble max = value(prometheus, "jvm_memory_max_bytes", "area=\"heap\"");
        if (used.isPresent()
                && max.isPresent()
                && max.getAsDouble() > 0
                && used.getAsDouble() > MAX_HEAP_USE * max.getAsDouble()) {
            findings.add(
                    Finding.warning(
                            "Its heap is full to %.0f %%: give it more (JAVA_OPTS=-Xmx…) or keep ended tasks for a shorter time (CRAYFLEET_DISPATCHER_RETENTION). A heap that is full ends it."
                                    .formatted(100 * used.getAsDouble() / max.getAsDouble())));
        }
        OptionalDouble failed = value(prometheus, "crayfleet_core_failed_total", "");
        if (failed.orElse(0) > 0) {
            findings.add(
                    Finding.error(
                            "%.0f records made its core fail; they are dead letters. That is a bug in Crayfleet: please report it, with its log."
                                    .formatted(failed.getAsDouble())));
        }
        return findings;
    }

    private static long sum(JsonNode pool, List<String> fields) {
        return fields.stream().mapToLong(each -> pool.path(each).asLong()).sum();
    }

    /** The sum over all series of a meter; unlimited ones count as absent. */
    private static OptionalDouble value(String prometheus, String name, String label) {
        Matcher lines =
                Pattern.compile(
                                "^%s(?:\\{([^}\\n]*+)\\})?+ ([-+.\\dEe]++)$".formatted(name),
                                Pattern.MULTILINE)
                        .matcher(prometheus);
        double sum = 0;
        boolean found = false;
        while (lines.find()) {
            String labels = lines.group(1) == null ? "" : lines.group(1);
            double value = Double.parseDouble(lines.group(2));
            if (labels.contains(label)) {
                // -1 is how a memory pool says that it has no limit.
                sum += Math.max(0, value);
                found = true;
            }
        }
        return found ? OptionalDouble.of(sum) : OptionalDouble.empty();
    }
}
