package dev.crayfleet.agents.delegation;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage.DelegationAnswered;
import dev.crayfleet.contract.ClaimMessage.DelegationEnded;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Incarnation;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.contract.Thinking;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A lane in this process: {@code auditor} may be asked, and so may whoever can {@code review};
 * {@code nobody} may not, and {@code silent} is not decided about.
 */
final class FakeLane implements DelegationLane {
    private static final Holder HOLDER = new Holder(new RunnerId("r"), new Incarnation("1"));
    static final Pool AUDITOR = new Pool("auditor");

    final Map<Integer, DelegationRequest> requests = new ConcurrentHashMap<>();
    final List<Boolean> waits = new CopyOnWriteArrayList<>();
    final Map<Long, byte[]> files = new ConcurrentHashMap<>();
    private final Attempt attempt;
    private volatile @Nullable TaskGrant grant;
    volatile boolean isAway;

    FakeLane(Attempt attempt) {
        this.attempt = attempt;
    }

    void answerTo(TaskGrant opened) {
        grant = opened;
    }

    private Delegations delegations() {
        return Objects.requireNonNull(grant).delegations();
    }

    @Override
    public void request(int number, DelegationRequest request) throws IOException {
        if (isAway) {
            throw new IOException("Kafka is away");
        }
        requests.put(number, request);
        if (request.target().equals("silent")) {
            return;
        }
        boolean isAllowed =
                number <= Limits.CHILDREN
                        && (AUDITOR.equals(request.agent()) || "review".equals(request.needs()));
        delegations()
                .answered(
                        isAllowed
                                ? answer(number, null)
                                : answer(
                                        number,
                                        "It may delegate to auditor alone, %d times."
                                                .formatted(Limits.CHILDREN)));
    }

    private DelegationAnswered answer(int number, @Nullable String refusal) {
        return new DelegationAnswered(
                HOLDER,
                attempt,
                Pool.DEFAULT,
                number,
                refusal == null ? attempt.task().child(attempt.number(), number) : null,
                refusal == null ? AUDITOR : null,
                refusal,
                Instant.EPOCH);
    }

    void succeed(int number, String result, FileRef... outputs) {
        end(
                number,
                TaskStatus.SUCCEEDED,
                null,
                new RunReport.Answer("in short", result, null, List.of(outputs)));
    }

    void fail(int number, String reason) {
        end(number, TaskStatus.FAILED, reason, RunReport.Answer.NONE);
    }

    void end(int number, TaskStatus status, @Nullable String reason, RunReport.Answer answer) {
        delegations()
                .ended(
                        new DelegationEnded(
                                HOLDER,
                                attempt,
                                Pool.DEFAULT,
                                number,
                                attempt.task().child(attempt.number(), number),
                                AUDITOR,
                                status,
                                reason,
                                new RunReport(
                                        new RunReport.Workspace("agent-1", "workers", List.of()),
                                        new RunReport.Spend("m", Thinking.OFF, null, null),
                                        answer,
                                        Duration.ZERO,
                                        List.of()),
                                Instant.EPOCH));
    }

    /** A file that lies there. */
    FileRef stored(String name, String text) {
        return upload(name, text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void waiting(boolean waiting) {
        waits.add(waiting);
    }

    @Override
    public FileRef upload(String name, byte[] content) {
        long offset = files.size();
        files.put(offset, content);
        return new FileRef(
                name, content.length, "0".repeat(64), 0, offset, FileRef.chunksOf(content.length));
    }

    @Override
    public byte[] fetch(FileRef file) throws IOException {
        byte[] content = files.get(file.offset());
        if (content == null) {
            throw new IOException("it is gone");
        }
        return content;
    }
}
