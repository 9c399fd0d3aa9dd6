package dev.crayfleet.trial.storm;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskEvent.StaleRunIgnored;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.trial.storm.kafka.Records;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.function.Consumer;

/** Reads everything that stands written anywhere into the audit, record by record. */
final class TopicAuditor {
    /** How a message begins that stands for a result which nobody can read. */
    private static final String NOT_SHOWN = "`[UNKNOWN] ";

    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Audit audit;
    private final Codec codec;
    private final StormFleet fleet;
    private final DiscordUser discord;
    private final HostileAudit hostile;
    private boolean followsHostile;

    TopicAuditor(
            Audit audit, HostileAudit hostile, Codec codec, StormFleet fleet, DiscordUser discord) {
        this.audit = audit;
        this.hostile = hostile;
        this.codec = codec;
        this.fleet = fleet;
        this.discord = discord;
    }

    void count() throws IOException, InterruptedException {
        read(Topics.CLAIMS, record -> take(codec.decodeClaim(record), audit::claims, "claims"));
        read(Topics.RUNS, record -> take(codec.decodeRun(record), audit::runs, "runs"));
        read(Topics.RESULTS, record -> take(codec.decodeResult(record), audit::results, "results"));
        read(Topics.EVENTS, record -> take(codec.decodeEvent(record), this::event, "events"));
        Records.all(fleet.bootstrap(), Topics.DEAD_LETTERS, LIMIT, this::deadLetter);
        discord.refusals(hostile::replied);
        journal();
        long last = discord.read(0, this::post);
        if (last == 0) {
            audit.strange("there is no result", "#results");
        }
    }

    private void read(Topics topic, Consumer<byte[]> sink) {
        Records.all(
                fleet.bootstrap(),
                topic,
                LIMIT,
                record -> {
                    if (!hostile.isRecord(record.place())) {
                        sink.accept(record.value());
                    }
                });
    }

    private void deadLetter(Records.Seen record) {
        String reason = record.headers().get(Topics.HEADER_REASON);
        if (hostile.deadLetter(record.origin(), reason)) {
            audit.deadLetterOfAHostile();
        } else {
            audit.deadLetter(new String(record.value(), StandardCharsets.UTF_8), reason);
        }
    }

    private void event(TaskEvent event) {
        boolean stray =
                event instanceof StaleRunIgnored stale && hostile.isStray(stale.id().value());
        if (!stray) {
            audit.events(event);
        }
    }

    private <T> void take(Decoded<T> decoded, Consumer<T> sink, String topic) {
        switch (decoded) {
            case Decoded.Readable<T>(T message) -> sink.accept(message);
            case Decoded.Unreadable<T>(String reason) ->
                    audit.strange("a record cannot be read: " + reason, "crayfleet." + topic);
        }
    }

    private void journal() throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(fleet.journal())) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", -1);
                if (words.length == 4) {
                    audit.started(words[0], Integer.parseInt(words[1]));
                } else {
                    audit.strange("a torn line: " + line, fleet.journal().toString());
                }
            }
        } catch (NoSuchFileException e) {
            audit.strange("no agent was started", fleet.journal().toString());
        }
    }

    private void post(DiscordUser.Post post) {
        if (post.content().startsWith(NOT_SHOWN)) {
            hostile.notShown();
            return;
        }
        if (post.task().isEmpty() && followsHostile) {
            return; // A long one goes on in further messages.
        }
        followsHostile = hostile.isTask(post.task());
        if (post.task().isEmpty()) {
            audit.strange("a message that names no task: " + post.content(), "#results");
        } else {
            audit.posted(post.task());
        }
    }
}
