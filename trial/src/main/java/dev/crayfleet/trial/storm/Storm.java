package dev.crayfleet.trial.storm;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.emulator.DiscordEmulator;
import dev.crayfleet.emulator.EmulatorConfig;
import dev.crayfleet.trial.storm.kafka.RawRecordProducer;
import dev.crayfleet.trial.storm.kafka.RunEndRepeater;
import dev.crayfleet.trial.storm.kafka.TaskRecordProducer;
import dev.crayfleet.trial.storm.kafka.TopicReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;

/** One storm, from the start of the first process to the verdict. */
public final class Storm {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final StormOptions options;
    private final ProgressPrinter progress;
    private final Audit audit = new Audit();
    private final HostileAudit hostileAudit = new HostileAudit();
    private final Codec codec = new Codec();
    private final Recoveries recoveries = new Recoveries(PlannedTask.POOLS);

    /**
     * @param out gets a line of progress every few seconds
     */
    Storm(StormOptions options, PrintWriter out) {
        this.options = options;
        this.progress = new ProgressPrinter(out);
    }

    /**
     * Takes as long as tasks are submitted, and at most some minutes more.
     *
     * @throws IllegalStateException with a sentence for people, if the storm cannot run at all
     */
    StormReport run() throws InterruptedException, IOException {
        Instant started = Instant.now();
        progress.print(
                "starting 1 broker, %d dispatchers, %d runners, ingest and poster; logs in %s"
                        .formatted(
                                StormOptions.DISPATCHERS, StormOptions.RUNNERS, options.folder()));
        try (DiscordEmulator emulator = DiscordEmulator.start(EmulatorConfig.inMemory());
                HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
                StormFleet fleet = new StormFleet(options, emulator)) {
            fleet.start();
            return run(started, fleet, new DiscordUser(emulator, http), http);
        }
    }

    private StormReport run(Instant started, StormFleet fleet, DiscordUser discord, HttpClient http)
            throws InterruptedException, IOException {
        StormMonitor monitor = new StormMonitor(codec, recoveries, hostileAudit, progress);
        try (TaskRecordProducer taskRecords = new TaskRecordProducer(fleet.bootstrap());
                RawRecordProducer rawRecords = new RawRecordProducer(fleet.bootstrap());
                RunEndRepeater runEnds = new RunEndRepeater(fleet.bootstrap(), codec);
                TopicReader.TopicFollower events =
                        TopicReader.follow(
                                fleet.bootstrap(),
                                Topics.EVENTS,
                                record -> {
                                    monitor.onEvent(record);
                                    runEnds.onEvent(record.value());
                                });
                StormTaskSubmitter submitter =
                        new StormTaskSubmitter(
                                audit,
                                discord,
                                new HttpSubmitter(http, fleet.ingest(), recoveries),
                                taskRecords);
                HostileInputs hostileInputs = hostileInputs(fleet, discord, http, rawRecords);
                FaultScheduler faults =
                        new FaultScheduler(
                                options.faultKinds().size(),
                                fleet,
                                new FaultInjector(discord, recoveries, this::addViolation),
                                this::addViolation);
                ScheduledExecutorService monitoring =
                        monitor.start(discord, submitter.counts(), faults)) {
            Instant loadStarted = Instant.now();
            new LoadPhase(options, submitter, hostileInputs, faults, progress).run(faultPlan());
            Duration loadTime = Duration.between(loadStarted, Instant.now());
            boolean quiet =
                    new SettlePhase(
                                    fleet,
                                    submitter,
                                    hostileInputs,
                                    faults,
                                    monitor,
                                    progress,
                                    this::addViolation)
                            .run();
            monitoring.shutdownNow();
            progress.print("counting every record");
            new TopicAuditor(audit, hostileAudit, codec, fleet, discord).readAll();
            hostileAudit.verdict().forEach(audit::add);
            return new StormReport(
                    options,
                    new StormReport.StormTimes(loadTime, Duration.between(started, Instant.now())),
                    quiet,
                    StormReport.StormCounts.of(submitter.counts(), faults, audit),
                    recoveries.measured(),
                    hostileAudit.counts(),
                    audit.verdict());
        }
    }

    /** None without {@code --hostile}. */
    private HostileInputs hostileInputs(
            StormFleet fleet, DiscordUser discord, HttpClient http, RawRecordProducer records) {
        return new HostileInputs(
                options.hostile() ? HostileDelivery.all(options.seed()) : List.of(),
                new HostileSender(audit, hostileAudit, discord, http, fleet.ingest(), records),
                hostileAudit,
                discord,
                http);
    }

    private List<PlannedFault> faultPlan() {
        return PlannedFault.plan(
                options.seed(),
                options.faultKinds(),
                options.duration(),
                StormOptions.RUNNERS,
                StormOptions.DISPATCHERS,
                options.brokers());
    }

    private void addViolation(Violation violation) {
        progress.print("! " + violation);
        synchronized (audit) {
            audit.add(violation);
        }
    }
}
