package dev.crayfleet.ingest.http;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.ForeignSubmission;
import dev.crayfleet.contract.ForeignSubmission.Submission;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Texts;
import dev.crayfleet.contract.TraceParent;
import dev.crayfleet.ingest.RequiresIngest;
import dev.crayfleet.ingest.SubmitGate;
import dev.crayfleet.ingest.intake.TaskDraft;
import dev.crayfleet.ingest.kafka.TaskWriter;
import dev.crayfleet.ingest.routing.NeedsRouter;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.stage.RefusedException;
import dev.crayfleet.stage.RequestFailedException;
import dev.crayfleet.stage.UnavailableException;
import dev.crayfleet.stage.access.CurrentFleet;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a task of what was posted, and writes it. */
@Singleton
@RequiresIngest
public final class HttpSubmissions {
    private static final Logger LOG = LoggerFactory.getLogger(HttpSubmissions.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final Codec codec = new Codec();
    private final TaskWriter tasks;
    private final TaskIdCheck ids;
    private final SubmitGate gate;
    private final NeedsRouter router;

    HttpSubmissions(TaskWriter tasks, TaskIdCheck ids, SubmitGate gate, NeedsRouter router) {
        this.tasks = tasks;
        this.ids = ids;
        this.gate = gate;
        this.router = router;
    }

    /**
     * What was posted.
     *
     * @param isJson an object of which only {@code prompt} is required; otherwise a text with
     *     inline tags
     * @param charset that is declared for it; null where none is
     * @param traceparent of its sender; null where it has no trace
     */
    record Body(
            byte[] content,
            boolean isJson,
            @Nullable String charset,
            @Nullable TraceParent traceparent) {}

    /**
     * A task that Kafka has.
     *
     * @param isKnown whether the dispatcher had it before, so that it is not done again
     */
    public record Taken(TaskSubmitted task, boolean isKnown) {}

    /**
     * Returns when Kafka has the task.
     *
     * @param defaults what holds where the body says nothing
     * @param isIdGiven whether the default id is the submitter's too, so that it may come again
     * @throws RefusedException if it is no task, its id is another's, or it is not allowed
     * @throws UnavailableException if Kafka did not acknowledge it in time
     * @throws RequestFailedException if our own code failed on it
     */
    Taken submit(Body body, ForeignSubmission.Defaults defaults, boolean isIdGiven) {
        return guarded(() -> {
            TaskSubmitted task =
                    body.isJson()
                            ? readJson(body, defaults, isIdGiven)
                            : readText(body, defaults, isIdGiven);
            return write(task, body.traceparent(), defaults, isIdGiven);
        });
    }

    /**
     * The same for a text that was read already.
     *
     * @param traceparent of its sender; null where it has no trace
     * @param isIdGiven whether its id may come again
     */
    public Taken submit(TaskDraft draft, @Nullable TraceParent traceparent, boolean isIdGiven) {
        return guarded(() -> {
            requireAllowed(draft);
            return write(stored(draft), traceparent, draft.defaults(), isIdGiven);
        });
    }

    private interface Submitting {
        Taken submit() throws KafkaRequestException, InterruptedException;
    }

    private static Taken guarded(Submitting submission) {
        try {
            return submission.submit();
        } catch (RefusedException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new RefusedException(HttpStatus.BAD_REQUEST, String.valueOf(e.getMessage()), e);
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            LOG.error("a task posted over HTTP could not be handled", e);
            throw new RequestFailedException(
                    "Ingest failed over this task. It was not taken; the log of ingest says more.",
                    e);
        } catch (KafkaRequestException e) {
            LOG.warn("a task posted over HTTP waits for its sender: {}", e.getMessage());
            LOG.debug("Kafka did not take it", e);
            throw unavailable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(e);
        }
    }

    private Taken write(
            TaskSubmitted task,
            @Nullable TraceParent traceparent,
            ForeignSubmission.Defaults defaults,
            boolean isIdGiven)
            throws KafkaRequestException, InterruptedException {
        requireAllowed(task);
        if (codec.encode(task).length > Limits.MESSAGE_BYTES) {
            throw refused("The fields besides the prompt are too long.");
        }
        boolean isKnown = (isIdGiven || !task.id().equals(defaults.id())) && ids.check(task);
        tasks.write(task.withTraceparent(traceparent), tasks.enter(traceparent), defaults.at());
        return new Taken(task, isKnown);
    }

    /** Before anything of a long prompt is stored. */
    private void requireAllowed(TaskDraft draft) {
        Optional<String> refusal =
                gate.refusal(
                        draft.defaults().requester(),
                        draft.defaults().origin(),
                        draft.pool(),
                        draft.options(),
                        draft.text().getBytes(StandardCharsets.UTF_8).length,
                        0);
        if (refusal.isPresent()) {
            throw new RefusedException(HttpStatus.FORBIDDEN, refusal.get());
        }
    }

    private void requireAllowed(TaskSubmitted task) {
        FileRef file = task.prompt().file();
        long promptBytes =
                file == null
                        ? task.prompt().text().getBytes(StandardCharsets.UTF_8).length
                        : file.size();
        Optional<String> refusal = gate.refusal(task, promptBytes);
        if (refusal.isPresent()) {
            throw new RefusedException(HttpStatus.FORBIDDEN, refusal.get());
        }
    }

    /** Before anything of a long prompt is stored. */
    private void requireNoSecret(
            Requester requester, Pool pool, String text, ForeignSubmission.Defaults defaults) {
        Optional<String> refusal = gate.secretRefusal(requester, defaults.origin(), pool, text);
        if (refusal.isPresent()) {
            throw new RefusedException(HttpStatus.FORBIDDEN, refusal.get());
        }
    }

    private TaskSubmitted readText(
            Body body, ForeignSubmission.Defaults defaults, boolean isIdGiven)
            throws KafkaRequestException {
        String text = Texts.decode(body.content(), body.charset());
        return switch (TaskDraft.read(text, defaults)) {
            case TaskDraft.Reading.Refused refusal ->
                    throw refused(gate.reason(refusal.reason(), text, defaults.origin()));
            case TaskDraft.Reading.Understood understood ->
                    stored(routed(understood.draft(), isIdGiven));
        };
    }

    private TaskDraft routed(TaskDraft draft, boolean mayComeAgain) {
        return draft.forAgent(agent(router.route(draft, mayComeAgain)));
    }

    private Pool agent(
            String needs,
            TaskOptions options,
            ForeignSubmission.Defaults asked,
            boolean mayComeAgain) {
        return agent(router.route(needs, options, asked, mayComeAgain));
    }

    private static Pool agent(NeedsRouter.Route route) {
        return switch (route) {
            case NeedsRouter.Route.To(Pool agent) -> agent;
            case NeedsRouter.Route.Nowhere(String sentence) -> throw refused(sentence);
        };
    }

    private TaskSubmitted stored(TaskDraft draft) throws KafkaRequestException {
        requireNoSecret(draft.defaults().requester(), draft.pool(), draft.text(), draft.defaults());
        return draft.toMessage(tasks.storePrompt(draft), List.of());
    }

    private TaskSubmitted readJson(
            Body body, ForeignSubmission.Defaults defaults, boolean isIdGiven)
            throws KafkaRequestException {
        return switch (codec.decodeSubmission(body.content(), body.charset(), defaults)) {
            case Decoded.Unreadable<Submission> unreadable ->
                    throw refused(
                            gate.reason(
                                    unreadable.reason(), unreadable.reason(), defaults.origin()));
            case Decoded.Readable<Submission>(
                            Submission(TaskSubmitted stated, String longPrompt, String needs)) -> {
                TaskSubmitted named =
                        stated.withRequester(asked(stated.requester(), defaults.requester()));
                TaskSubmitted task =
                        needs == null
                                ? named
                                : named.withPool(
                                        agent(
                                                needs,
                                                named.options(),
                                                new ForeignSubmission.Defaults(
                                                        named.id(),
                                                        named.origin(),
                                                        named.requester(),
                                                        named.submittedAt()),
                                                isIdGiven || !named.id().equals(defaults.id())));
                String text = longPrompt == null ? task.prompt().text() : longPrompt;
                // Its id is repeated everywhere.
                requireNoSecret(task.requester(), task.pool(), task.id().value(), defaults);
                requireNoSecret(task.requester(), task.pool(), text, defaults);
                yield longPrompt == null ? task : withStoredPrompt(task, longPrompt);
            }
        };
    }

    /**
     * Who asks. Where no token is demanded the body may name somebody, because whoever is on this
     * machine may ask for them; else it may only say how people call who has called.
     */
    private static Requester asked(Requester stated, Requester caller) {
        return caller.equals(CurrentFleet.ANYBODY) || stated.equals(caller)
                ? stated
                : new Requester(caller.id(), stated.name(), caller.roles());
    }

    /**
     * Keeps an excerpt of the prompt in the message, and stores the whole prompt on the files
     * topic.
     */
    private TaskSubmitted withStoredPrompt(TaskSubmitted task, String prompt)
            throws KafkaRequestException {
        FileRef file =
                tasks.store(
                        task.id(), TaskDraft.PROMPT_FILE, prompt.getBytes(StandardCharsets.UTF_8));
        return new TaskSubmitted(
                task.id(),
                task.pool(),
                new Prompt(task.prompt().text(), file),
                task.options(),
                task.files(),
                task.origin(),
                task.requester(),
                task.submittedAt(),
                task.replayOf());
    }

    private static RefusedException refused(String reason) {
        return new RefusedException(HttpStatus.BAD_REQUEST, reason);
    }

    private static UnavailableException unavailable(Exception cause) {
        return new UnavailableException(
                "Kafka does not answer. Whether the task was taken is not known; post it again with the same id.",
                RETRY_AFTER,
                cause);
    }
}
