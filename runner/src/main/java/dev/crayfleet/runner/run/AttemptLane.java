package dev.crayfleet.runner.run;

import dev.crayfleet.agents.delegation.DelegationLane;
import dev.crayfleet.agents.delegation.DelegationRequest;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.RunMessage.DelegationRequested;
import dev.crayfleet.contract.RunMessage.RunWaiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way from a running attempt to its dispatcher. */
final class AttemptLane implements DelegationLane {
    private static final Logger LOG = LoggerFactory.getLogger(AttemptLane.class);
    private static final String PROMPT_FILE = "TASK.txt";

    private final ClaimGranted claim;
    private final Outbox outbox;
    private final FileTransfer files;
    private final Predicate<Boolean> lend;
    private final BooleanSupplier isWanted;
    private final Clock clock;

    /** Of those whose prompt is a file, which is carried once. Bounded as the requests are. */
    private final Map<Integer, Prompt> prompts = new ConcurrentHashMap<>();

    /**
     * @param lend lends the slot of the attempt, or takes it back, and says whether that is to be
     *     told
     * @param isWanted whether the attempt still runs
     */
    AttemptLane(
            ClaimGranted claim,
            Outbox outbox,
            FileTransfer files,
            Predicate<Boolean> lend,
            BooleanSupplier isWanted,
            Clock clock) {
        this.claim = claim;
        this.outbox = outbox;
        this.files = files;
        this.lend = lend;
        this.isWanted = isWanted;
        this.clock = clock;
    }

    @Override
    public void request(int number, DelegationRequest request) throws IOException {
        DelegationRequested message =
                new DelegationRequested(
                        claim.pool(),
                        claim.holder(),
                        claim.attempt(),
                        number,
                        request.agent(),
                        request.needs(),
                        prompt(number, request.instruction()),
                        request.options(),
                        request.files(),
                        request.deliver(),
                        request.channelId(),
                        request.detached(),
                        clock.instant());
        var unused =
                outbox.send(message)
                        .whenComplete((ok, failure) -> {
                            if (failure != null) {
                                LOG.warn(
                                        "task {}: what it delegates could not be written to Kafka; it is tried again: {}",
                                        claim.attempt(),
                                        failure.toString());
                            }
                        });
    }

    private Prompt prompt(int number, String instruction) throws IOException {
        if (Prompt.fitsInline(instruction)) {
            return Prompt.of(instruction);
        }
        Prompt carried = prompts.get(number);
        if (carried == null) {
            FileRef whole = upload(PROMPT_FILE, instruction.getBytes(StandardCharsets.UTF_8));
            carried = new Prompt(Limits.cut(instruction, Limits.PROMPT_EXCERPT_CHARS), whole);
            prompts.put(number, carried);
        }
        return carried;
    }

    @Override
    public void waiting(boolean waiting) {
        if (lend.test(waiting)) {
            LOG.info(
                    "task {} {}",
                    claim.attempt(),
                    waiting ? "waits for what it has delegated" : "goes on");
            // Where it does not arrive, no heartbeat does, and the dispatcher takes the task away.
            var unused =
                    outbox.send(
                            new RunWaiting(
                                    claim.pool(),
                                    claim.holder(),
                                    claim.attempt(),
                                    waiting,
                                    clock.instant()));
        }
    }

    @Override
    public FileRef upload(String name, byte[] content) throws IOException {
        return files.upload(claim.attempt().task(), name, content, isWanted);
    }

    @Override
    public byte[] fetch(FileRef file) throws IOException {
        return files.fetch(file, isWanted);
    }
}
