package dev.crayfleet.trial.storm;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskEvent.RetryScheduled;
import dev.crayfleet.contract.TaskEvent.RunnerReady;
import dev.crayfleet.contract.TaskEvent.TaskClaimed;
import dev.crayfleet.contract.TaskEvent.TaskFinished;
import dev.crayfleet.contract.TaskEvent.TaskQueued;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.emulator.DiscordEmulator;
import dev.crayfleet.emulator.EmulatorConfig;
import dev.crayfleet.trial.storm.kafka.RawRecords;
import dev.crayfleet.trial.storm.kafka.Records;
import dev.crayfleet.trial.storm.kafka.TaskRecords;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** One storm, from the first process to the verdict. */
public final class Storm {
    private static final Duration TAIL = Duration.ofSeconds(5);
    private static final double HEAD_START = 0.2;
    private static final Duration BEHIND_AT_MOST = Duration.ofMinutes(4);
    private static final Duration MENDED_WITHIN = Duration.ofMinutes(3);
    private static final Duration QUIET_WITHIN = Duration.ofMinutes(5);
    private static final Duration HOSTILE_WITHIN = Duration.ofSeconds(90);
    private static final Duration CALM = Duration.ofSeconds(4);
    private static final Duration MOMENT = Duration.ofMillis(100);
    private static final Duration PROGRESS_EVERY = Duration.ofSeconds(5);

    private final StormOptions options;
    private final PrintWriter progress;
    private final Audit audit = new Audit();
    private final HostileAudit hostile = new HostileAudit();
    private final Codec codec = new Codec();
    private final Recoveries recoveries = new Recoveries(PlannedTask.POOLS);
    private final AtomicLong finished = new AtomicLong();
    private final AtomicLong seen = new AtomicLong();
    private final AtomicLong posts = new AtomicLong();
    private final AtomicLong lastPost = new AtomicLong();

    /**
     * @param progress told every few seconds how far it is
     */
    Storm(StormOptions options, PrintWriter progress) {
        this.options = options;
        this.progress = progress;
    }

    /**
     * Takes as long as tasks come in, and some minutes more at most.
     *
     * @throws IllegalStateException with a sentence for people, if it cannot be held at all
     */
    StormReport run() throws InterruptedException, IOException {
        Instant began = Instant.now();
        List<Fault> plan =
                Fault.plan(
                        options.seed(),
                        options.kinds(),
                        options.duration(),
                        StormOptions.RUNNERS,
                        StormOptions.DISPATCHERS);
        say(
                "starting 1 broker, %d dispatchers, %d runners, ingest and poster; logs in %s"
                        .formatted(
                                StormOptions.DISPATCHERS, StormOptions.RUNNERS, options.folder()));
        try (DiscordEmulator emulator = DiscordEmulator.start(EmulatorConfig.inMemory());
                HttpClient http =
                        HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
                StormFleet fleet = new StormFleet(options, emulator)) {
            fleet.start();
            DiscordUser discord = new DiscordUser(emulator, http);
            try (TaskRecords records = new TaskRecords(fleet.bootstrap());
                    RawRecords raw = new RawRecords(fleet.bootstrap());
                    Records.Tail tail =
                            Records.tail(fleet.bootstrap(), Topics.EVENTS, this::event);
                    TaskSubmitter submissions =
                            new TaskSubmitter(
                                    audit, recoveries, discord, http, fleet.ingest(), records);
                    HostileInputs inputs =
                            new HostileInputs(
                                    options.hostile()
                                            ? HostileInputs.all(options.seed())
                                            : List.of(),
                                    audit,
                                    hostile,
                                    discord,
                                    http,
                                    fleet.ingest(),
                                    raw);
                    FaultScheduler breaker =
                            new FaultScheduler(
                                    options.kinds().size(),
                                    fleet,
                                    new FaultInjector(discord, recoveries, this::broken),
                                    this::broken);
                    ScheduledExecutorService watch = watch(discord, submissions, breaker)) {
                Instant stormy = Instant.now();
                storm(plan, submissions, inputs, breaker);
                Duration storm = Duration.between(stormy, Instant.now());
                boolean quiet = calm(fleet, submissions, inputs, breaker);
                watch.shutdownNow();
                say("counting every record");
                new TopicAuditor(audit, hostile, codec, fleet, discord).count();
                hostile.verdict().forEach(audit::add);
                return new StormReport(
                        options,
                        storm,
                        Duration.between(began, Instant.now()),
                        quiet,
                        submissions,
                        breaker,
                        recoveries.measured(),
                        audit.counts(),
                        hostile.tallies(),
                        audit.verdict());
            }
        }
    }

    /** Asks for all tasks, evenly, while things break. */
    private void storm(
            List<Fault> plan,
            TaskSubmitter submissions,
            HostileInputs inputs,
            FaultScheduler breaker)
            throws InterruptedException {
        Duration duration = plan.getLast().at().plus(TAIL);
        if (duration.compareTo(options.duration()) < 0) {
            duration = options.duration();
        }
        say("storm of %d s with %d faults begins".formatted(duration.toSeconds(), plan.size()));
        breaker.begin(plan);
        long start = System.nanoTime();
        long latest = start + duration.plus(BEHIND_AT_MOST).toNanos();
        for (int i = 0; i < options.tasks(); i++) {
            long due = start + (long) (duration.toNanos() * ((double) i / options.tasks()));
            while (System.nanoTime() < due || isAhead(i, breaker) && System.nanoTime() < latest) {
                long left = due - System.nanoTime();
                LockSupport.parkNanos(left > 0 ? left : MOMENT.toNanos());
                if (Thread.interrupted()) {
                    throw new InterruptedException("the storm was interrupted");
                }
            }
            submissions.submit(PlannedTask.of(options.seed(), i));
            inputs.sendUpTo((i + 1.0) / options.tasks());
            if (i == options.tasks() / 3) {
                submissions.sendUnreadable();
            }
        }
        breaker.tasksAreIn();
    }

    /**
     * Whether the tasks are further than the faults, as on a slow machine: what is left of them is
     * kept for the faults to come, which would meet nothing else.
     */
    private boolean isAhead(int submitted, FaultScheduler breaker) {
        double kinds = (double) breaker.kindsBegun() / options.kinds().size();
        return kinds < 1 && submitted > options.tasks() * (HEAD_START + (1 - HEAD_START) * kinds);
    }

    /** Mends everything, and waits until nothing happens any more; whether that came to be. */
    private boolean calm(
            StormFleet fleet,
            TaskSubmitter submissions,
            HostileInputs inputs,
            FaultScheduler breaker)
            throws InterruptedException {
        if (!breaker.awaitEnd(MENDED_WITHIN)) {
            broken(
                    new Violation(
                            "the storm itself",
                            "a fault is missing or does not end",
                            "its faults"));
        }
        breaker.close();
        say("faults are over; waiting for quiet");
        fleet.bringUp(this::broken);
        boolean answered = submissions.awaitAnswers(QUIET_WITHIN) && inputs.awaitSent(QUIET_WITHIN);
        long deadline = System.nanoTime() + QUIET_WITHIN.toNanos();
        long hostileUntil = System.nanoTime() + HOSTILE_WITHIN.toNanos();
        while (System.nanoTime() < deadline) {
            boolean allDone =
                    finished.get() >= submissions.accepted() + hostile.tasksFinished()
                            && posts.get() >= finished.get();
            if (answered
                    && allDone
                    && (inputs.settle(fleet.dispatcher()) || System.nanoTime() > hostileUntil)
                    && isCalm()) {
                return true;
            }
            LockSupport.parkNanos(MOMENT.toNanos());
        }
        return false;
    }

    /** Whether neither an event nor a post comes for a while. */
    private boolean isCalm() throws InterruptedException {
        long before = seen.get() + posts.get();
        long until = System.nanoTime() + CALM.toNanos();
        while (System.nanoTime() < until) {
            if (seen.get() + posts.get() != before) {
                return false;
            }
            LockSupport.parkNanos(MOMENT.toNanos());
            if (Thread.interrupted()) {
                throw new InterruptedException("the storm was interrupted");
            }
        }
        return true;
    }

    private void event(Records.Seen record) {
        if (!(codec.decodeEvent(record.value())
                instanceof Decoded.Readable<TaskEvent>(TaskEvent event))) {
            return; // The audit reads it again and says so.
        }
        switch (event) {
            case TaskClaimed claimed ->
                    recoveries.claimed(
                            claimed.id().value(),
                            claimed.attempt(),
                            claimed.holder(),
                            claimed.pool().value(),
                            claimed.at(),
                            Instant.now());
            case RunnerReady ready -> {
                recoveries.ready(ready.holder());
                return; // As below.
            }
            case RetryScheduled retry -> recoveries.released(retry.id().value(), false);
            case TaskFinished done -> {
                recoveries.released(done.id().value(), true);
                finished.incrementAndGet();
                hostile.finished(done.id().value());
            }
            case TaskQueued queued -> {
                if (!PlannedTask.POOLS.contains(queued.pool().value())) {
                    hostile.waits(queued.id().value());
                }
            }
            case TaskEvent.OfTask other -> {}
            case TaskEvent.OfRunner about -> {
                return; // READY and the like do not say that work goes on.
            }
        }
        seen.incrementAndGet();
    }

    private ScheduledExecutorService watch(
            DiscordUser discord, TaskSubmitter submissions, FaultScheduler breaker) {
        ScheduledExecutorService watch = Executors.newScheduledThreadPool(2);
        var reading =
                watch.scheduleWithFixedDelay(
                        () -> read(discord), 0, MOMENT.toMillis(), TimeUnit.MILLISECONDS);
        Instant start = Instant.now();
        var telling =
                watch.scheduleAtFixedRate(
                        () -> tell(start, submissions, breaker),
                        PROGRESS_EVERY.toSeconds(),
                        PROGRESS_EVERY.toSeconds(),
                        TimeUnit.SECONDS);
        return watch;
    }

    private void read(DiscordUser discord) {
        try {
            lastPost.set(
                    discord.read(
                            lastPost.get(),
                            post -> {
                                posts.incrementAndGet();
                                recoveries.posted(post.at());
                            }));
        } catch (IOException e) {
            say("#results cannot be read: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(Instant start, TaskSubmitter submissions, FaultScheduler breaker) {
        long seconds = Duration.between(start, Instant.now()).toSeconds();
        int faults = breaker.done().values().stream().mapToInt(Integer::intValue).sum();
        say(
                "%02d:%02d accepted %d (Discord %d, HTTP %d, Kafka %d), finished %d, posted %d; faults %d, last: %s"
                        .formatted(
                                seconds / 60,
                                seconds % 60,
                                submissions.accepted(),
                                submissions.accepted(SubmissionPath.DISCORD),
                                submissions.accepted(SubmissionPath.HTTP),
                                submissions.accepted(SubmissionPath.KAFKA),
                                finished.get(),
                                posts.get(),
                                faults,
                                breaker.last()));
    }

    private void broken(Violation violation) {
        say("! " + violation);
        synchronized (audit) {
            audit.add(violation);
        }
    }

    private void say(String line) {
        progress.println(line);
        progress.flush();
    }
}
