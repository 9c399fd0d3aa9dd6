package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.ReadableTimes;
import dev.crayfleet.contract.Texts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The dispatcher's list of pools as a table. */
final class PoolTable {
    private static final int NAME_CHARS = 40;
    private static final int NOTE_CHARS = 120;
    private static final int MILLIS_PER_SECOND = 1_000;

    private PoolTable() {}

    /**
     * @param answer of {@code GET /pools}, with what holds each pool up as {@link #withHolds} adds
     *     it
     */
    static StateTable of(JsonNode answer, Instant now) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(
                List.of(
                        "POOL",
                        "STATE",
                        "QUEUED",
                        "RUNNING",
                        "BACKING OFF",
                        "TO APPROVE",
                        "RUNNERS",
                        "SLOTS",
                        "SUCCEEDED",
                        "FAILED",
                        "PACE",
                        "NOTE"));
        for (JsonNode pool : answer.path("pools")) {
            rows.add(
                    List.of(
                            name(pool.path("pool")),
                            state(answer, pool, pool),
                            pool.path("queued").asText(),
                            Integer.toString(
                                    pool.path("claimed").asInt() + pool.path("running").asInt()),
                            some(pool.path("backingOff")),
                            some(pool.path("awaitingApproval")),
                            pool.path("runners").asText(),
                            pool.path("slots").asText(),
                            pool.path("succeeded").asText(),
                            pool.path("failed").asText(),
                            pool.path("paceSeconds").isNumber()
                                    ? seconds(pool.path("paceSeconds"))
                                    : "",
                            why(pool, now)));
        }
        return new StateTable(rows, 1).withoutEmptyColumns();
    }

    /**
     * Adds {@code paused} to each pool that is, and {@code stops} to the whole.
     *
     * @param pools answer of {@code GET /pools}, which is changed
     * @param holds answer of {@code GET /stop}
     */
    static void withHolds(ObjectNode pools, JsonNode holds) {
        withHolds(pools, "pools", "pool", holds);
    }

    /**
     * The same in a list of another shape.
     *
     * @param list name of the list
     * @param name of the field that names the pool in each entry
     */
    static void withHolds(ObjectNode answer, String list, String name, JsonNode holds) {
        for (JsonNode pause : holds.path("paused")) {
            for (JsonNode pool : answer.path(list)) {
                if (pool instanceof ObjectNode node
                        && pause instanceof ObjectNode said
                        && pool.path(name).asText().equals(pause.path("pool").asText())) {
                    node.set("paused", said.deepCopy().without("pool"));
                }
            }
        }
        if (!holds.path("stops").isEmpty()) {
            answer.set("stops", holds.path("stops"));
        }
    }

    /** In a word: what keeps its tasks from being run. */
    static String state(JsonNode answer, JsonNode pool, JsonNode work) {
        if (!answer.path("stops").isEmpty()) {
            return "stopped";
        }
        if (pool.has("paused")) {
            return "paused";
        }
        return work.path("runners").asInt() == 0 ? "unserved" : "open";
    }

    private static String why(JsonNode pool, Instant now) {
        JsonNode paused = pool.path("paused");
        if (paused.isMissingNode()) {
            return "";
        }
        String since =
                TaskLines.instant(paused.path("since").asText())
                        .map(at -> " " + ReadableTimes.ago(at, now))
                        .orElse("");
        String reason = paused.path("reason").asText();
        return Limits.cut(
                Texts.oneLine(
                        "paused%s by %s%s"
                                .formatted(
                                        since,
                                        paused.path("by").asText(),
                                        reason.isEmpty() ? "" : ": " + reason)),
                NOTE_CHARS);
    }

    private static String some(JsonNode count) {
        return count.asInt() == 0 ? "" : count.asText();
    }

    /** A time as people read it. */
    static String seconds(JsonNode number) {
        return ReadableTimes.duration(
                Duration.ofMillis(Math.round(number.asDouble() * MILLIS_PER_SECOND)));
    }

    /** A name, of which one that is very long is cut. */
    static String name(JsonNode text) {
        return Limits.cut(Texts.oneLine(text.asText("")), NAME_CHARS);
    }
}
