package dev.crayfleet.trial.bench;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.dispatcher.DispatcherApp;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.trial.bench.kafka.TaskSource;
import dev.crayfleet.trial.bench.kafka.UnusedKafkaCheck;
import dev.crayfleet.trial.process.Child;
import dev.crayfleet.trial.process.ProcessFleet;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The processes of a benchmark: a broker unless one is given, a dispatcher and a runner host. */
final class BenchFleet {
    private static final Duration HEALTHY_TIMEOUT = Duration.ofSeconds(120);

    private final ProcessFleet processes;
    private final BenchOptions options;
    private final Consumer<String> progress;
    private final Optional<SecuredFleet> secured;
    private final KafkaSettings kafka;
    private final Child dispatcher;
    private final Child runnerHost;

    /**
     * Starts the broker, if none is given; the stages are only planned.
     *
     * @param runId sets names apart from those of other runs
     * @throws IllegalStateException if Kafka cannot be used, see {@link UnusedKafkaCheck}
     */
    BenchFleet(
            ProcessFleet processes, BenchOptions options, String runId, Consumer<String> progress) {
        this.processes = processes;
        this.options = options;
        this.progress = progress;
        this.secured =
                options.isSecured()
                        ? Optional.of(new SecuredFleet(options.folder()))
                        : Optional.empty();
        this.kafka = startKafka();
        this.dispatcher =
                processes.stage(
                        "dispatcher",
                        DispatcherApp.class,
                        options.heaps().dispatcherMb(),
                        dispatcherSettings());
        Map<String, String> settings = stageSettings();
        settings.put("crayfleet.runner.executor", "noop");
        settings.put("crayfleet.runner.pools", pool(runId) + "=" + options.slots());
        this.runnerHost =
                processes.runners("runner", RunnerHost.class, options.heaps().runnerMb(), settings);
    }

    /** The pool whose tasks are measured. */
    static Pool pool(String runId) {
        return new Pool("bench-" + runId);
    }

    /** Starts dispatcher and runner host, and waits until both are healthy. */
    void startStages() throws InterruptedException {
        List<Child> stages = List.of(dispatcher, runnerHost);
        stages.forEach(Child::start);
        for (Child each : stages) {
            each.awaitHealthy(HEALTHY_TIMEOUT);
            progress.accept("%s is process %d".formatted(each.name(), each.pid()));
        }
        if (secured.isPresent()) {
            secured.get().apply(kafka);
        }
    }

    /** With the keys to sign with, if it has any. */
    KafkaSettings kafka() {
        return kafka;
    }

    /** Who asks for its tasks. */
    Requester requester() {
        return secured.isPresent() ? SecuredFleet.REQUESTER : TaskSource.REQUESTER;
    }

    Child dispatcher() {
        return dispatcher;
    }

    Child runnerHost() {
        return runnerHost;
    }

    /** The broker, if it was started here. */
    Optional<Child> broker() {
        return options.startsBroker() ? Optional.of(processes.broker()) : Optional.empty();
    }

    /** The running processes by the names that the report uses. */
    Map<String, ProcessHandle> handles() {
        Map<String, ProcessHandle> handles = new HashMap<>();
        handle(dispatcher).ifPresent(each -> handles.put("dispatcher", each));
        handle(runnerHost).ifPresent(each -> handles.put("runner", each));
        broker().flatMap(BenchFleet::handle).ifPresent(each -> handles.put("broker", each));
        return handles;
    }

    static Optional<ProcessHandle> handle(Child process) {
        return ProcessHandle.of(process.pid());
    }

    private KafkaSettings startKafka() {
        String bootstrap = options.broker().address();
        if (bootstrap == null) {
            progress.accept("starting a broker");
            processes.broker().start();
            processes.broker().awaitHealthy(HEALTHY_TIMEOUT);
            progress.accept("broker is process " + processes.broker().pid());
            bootstrap = processes.bootstrap();
        }
        KafkaSettings settings =
                new KafkaSettings(bootstrap, options.broker().lanes(), (short) 1, Map.of());
        UnusedKafkaCheck.require(settings);
        return secured.map(each -> each.signing(settings)).orElse(settings);
    }

    private Map<String, String> dispatcherSettings() {
        Map<String, String> settings = stageSettings();
        secured.ifPresent(each -> settings.put("crayfleet.signing.keys-file", each.keysFile()));
        return settings;
    }

    private Map<String, String> stageSettings() {
        Map<String, String> settings = new HashMap<>(options.settings());
        settings.put("kafka.bootstrap.servers", kafka.bootstrap());
        settings.put("crayfleet.lanes", Integer.toString(kafka.lanes()));
        return settings;
    }
}
