package dev.crayfleet.trial.storm;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskEvent.StaleRunIgnored;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.trial.storm.kafka.TopicReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.function.Consumer;

/** Reads all topics, #results and the file of agent starts into the audits after a storm. */
final class TopicAuditor {
    /** The beginning of a message that is posted for a result which cannot be read. */
    private static final String UNSHOWN_PREFIX = "`[UNKNOWN] ";

    private static final Duration READ_TIMEOUT = Duration.ofMinutes(5);

    private final Audit audit;
    private final Codec codec;
    private final StormFleet fleet;
    private final DiscordUser discord;
    private final HostileAudit hostileAudit;
    private boolean afterHostilePost;

    TopicAuditor(
            Audit audit,
            HostileAudit hostileAudit,
            Codec codec,
            StormFleet fleet,
            DiscordUser discord) {
        this.audit = audit;
        this.hostileAudit = hostileAudit;
        this.codec = codec;
        this.fleet = fleet;
        this.discord = discord;
    }

    void readAll() throws IOException, InterruptedException {
        readTopic(
                Topics.CLAIMS,
                record -> accept(codec.decodeClaim(record), audit::onClaim, "claims"));
        readTopic(
                Topics.RUNS,
                record -> accept(codec.decodeRun(record), audit::onRunMessage, "runs"));
        readTopic(
                Topics.RESULTS,
                record -> accept(codec.decodeResult(record), audit::onResult, "results"));
        readTopic(
                Topics.EVENTS,
                record -> accept(codec.decodeEvent(record), this::onEvent, "events"));
        TopicReader.readAll(
                fleet.bootstrap(), Topics.DEAD_LETTERS, READ_TIMEOUT, this::onDeadLetter);
        discord.readRefusals(hostileAudit::messageRefused);
        readStartsFile();
        long last = discord.readResults(0, this::onPost);
        if (last == 0) {
            audit.addUnexpected("there is no result", "#results");
        }
    }

    private void readTopic(Topics topic, Consumer<byte[]> sink) {
        TopicReader.readAll(
                fleet.bootstrap(),
                topic,
                READ_TIMEOUT,
                record -> {
                    if (!hostileAudit.isHostileRecord(record.position())) {
                        sink.accept(record.value());
                    }
                });
    }

    private void onDeadLetter(TopicReader.CommittedRecord record) {
        String reason = record.headers().get(Topics.HEADER_REASON);
        if (hostileAudit.deadLetter(record.origin(), reason)) {
            audit.countHostileDeadLetter();
        } else {
            audit.onDeadLetter(new String(record.value(), StandardCharsets.UTF_8), reason);
        }
    }

    private void onEvent(TaskEvent event) {
        boolean stray =
                event instanceof StaleRunIgnored stale
                        && hostileAudit.isStrayTask(stale.id().value());
        if (!stray) {
            audit.onEvent(event);
        }
    }

    private <T> void accept(Decoded<T> decoded, Consumer<T> sink, String topic) {
        switch (decoded) {
            case Decoded.Readable<T>(T message) -> sink.accept(message);
            case Decoded.Unreadable<T>(String reason) ->
                    audit.addUnexpected("a record cannot be read: " + reason, "crayfleet." + topic);
        }
    }

    private void readStartsFile() throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(fleet.startsFile())) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] fields = line.split(" ", -1);
                if (fields.length == 4) {
                    audit.agentStarted(fields[0], Integer.parseInt(fields[1]));
                } else {
                    audit.addUnexpected("a torn line: " + line, fleet.startsFile().toString());
                }
            }
        } catch (NoSuchFileException e) {
            audit.addUnexpected("no agent was started", fleet.startsFile().toString());
        }
    }

    private void onPost(ResultPost post) {
        if (post.content().startsWith(UNSHOWN_PREFIX)) {
            hostileAudit.resultNotShown();
            return;
        }
        if (post.task().isEmpty() && afterHostilePost) {
            return; // A long result continues in further messages.
        }
        afterHostilePost = hostileAudit.isHostileTask(post.task());
        if (post.task().isEmpty()) {
            audit.addUnexpected("a message that names no task: " + post.content(), "#results");
        } else {
            audit.resultPosted(post.task());
        }
    }
}
