package dev.crayfleet.cli.security;

import dev.crayfleet.cli.doctor.Inquiry;
import dev.crayfleet.cli.doctor.Inquiry.Outcome;
import dev.crayfleet.cli.doctor.Inquiry.Question;
import dev.crayfleet.cli.doctor.Subject.Service;
import dev.crayfleet.cli.machine.SecretPath;
import dev.crayfleet.cli.security.ServiceLook.LiveRunner;
import dev.crayfleet.cli.security.kafka.FleetTopic;
import dev.crayfleet.cli.security.kafka.KafkaFacts;
import dev.crayfleet.cli.security.kafka.KafkaLook;
import dev.crayfleet.runner.RunnerDoctor;
import dev.crayfleet.runner.RunnerExposure;
import dev.crayfleet.runner.config.HostDefaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Looks at all that a target names, at the same time, and says what is open. */
public final class SecurityAudit {
    private final Target target;
    private final SettingsLook settings;

    private SecurityAudit(Target target) {
        this.target = target;
        this.settings = new SettingsLook(target);
    }

    /**
     * Changes nothing.
     *
     * @param timeout when what has not answered is given up
     */
    public static Report of(Target target, Instant now, Duration timeout)
            throws InterruptedException {
        return new SecurityAudit(target).look(now, timeout);
    }

    private Report look(Instant now, Duration timeout) throws InterruptedException {
        try (Inquiry inquiry = new Inquiry(timeout)) {
            Question<KafkaFacts> kafka =
                    inquiry.ask(() -> new KafkaLook(target.users()).look(target.kafka().call()));
            Question<FleetTopic> topic = inquiry.ask(() -> topic(kafka));
            Map<String, Question<ServiceFacts>> services = new LinkedHashMap<>();
            for (Service each : target.services()) {
                services.put(each.name(), inquiry.ask(() -> ServiceLook.look(each)));
            }
            // Where names are not resolved, this takes its time.
            Question<String> host = inquiry.ask(() -> HostDefaults.current().hostName());
            Question<List<LiveRunner>> live = inquiry.ask(() -> ServiceLook.runners(dispatcher()));
            Map<String, Question<FileFacts>> files = new LinkedHashMap<>();
            for (SecretPath each : settings.secretFiles()) {
                files.put(each.path().toString(), inquiry.ask(() -> facts(each)));
            }
            Map<String, Question<RunnerExposure>> runners = new LinkedHashMap<>();
            for (ServiceSettings each : settings.settings()) {
                if (each.isOwn() || each.concernsRunners()) {
                    runners.put(each.name(), inquiry.ask(() -> exposure(each)));
                }
            }
            Outcome<List<LiveRunner>> alive = live.outcome();
            String here =
                    host.outcome() instanceof Outcome.Answered<String>(String name) ? name : "";
            Map<String, Outcome<RunnerExposure>> exposures =
                    isNoRunnerHere(alive, here) ? Map.of() : outcomes(runners);
            return Audit.of(
                    new Situation(
                            target.proposed(),
                            topic.outcome(),
                            kafka.outcome(),
                            outcomes(services),
                            settings.settings(),
                            settings.unread(),
                            outcomes(files),
                            exposures,
                            unseen(alive, here),
                            settings.guildId(),
                            now));
        }
    }

    private Service dispatcher() {
        return target.services().stream()
                .filter(each -> each.name().equals("dispatcher"))
                .findFirst()
                .orElseThrow();
    }

    /** Where Kafka itself does not answer, its topic would only take longer to say the same. */
    private FleetTopic topic(Question<KafkaFacts> kafka) throws Exception {
        Outcome<KafkaFacts> outcome = kafka.outcome();
        if (!(outcome instanceof Outcome.Answered<KafkaFacts>)) {
            throw new IllegalStateException(outcome.why());
        }
        return FleetTopic.read(target.kafka().call());
    }

    private RunnerExposure exposure(ServiceSettings of) {
        return of.isOwn()
                ? RunnerDoctor.exposure(target.runnerSettings())
                : RunnerDoctor.exposureWith(of.variables());
    }

    private static FileFacts facts(SecretPath file) {
        try {
            PosixFileAttributes seen = Files.readAttributes(file.path(), PosixFileAttributes.class);
            return new FileFacts(
                    file, seen.owner().getName(), seen.group().getName(), seen.permissions());
        } catch (IOException | UnsupportedOperationException e) {
            throw new IllegalStateException(
                    "it has %s, and is not there, or you may not look there".formatted(file.what()),
                    e);
        }
    }

    /** What a runner of this environment would do is of no interest where none is. */
    private boolean isNoRunnerHere(Outcome<List<LiveRunner>> alive, String here) {
        return alive instanceof Outcome.Answered<List<LiveRunner>>(List<LiveRunner> runners)
                && target.handedIn().isEmpty()
                && settings.settings().stream().noneMatch(ServiceSettings::concernsRunners)
                && runners.stream().noneMatch(each -> each.host().equals(here));
    }

    /** Of settings that were handed in nobody says whose they are: one runner's each is enough. */
    private Outcome<List<String>> unseen(Outcome<List<LiveRunner>> alive, String here) {
        if (!(alive instanceof Outcome.Answered<List<LiveRunner>>(List<LiveRunner> runners))) {
            return new Outcome.Failed<>(alive.why());
        }
        long known = settings.settings().stream().filter(ServiceSettings::concernsRunners).count();
        boolean isKnownHere = !target.runnerSettings().isEmpty() || known > 0;
        List<LiveRunner> unseen =
                target.handedIn().isEmpty()
                        ? runners.stream()
                                .filter(each -> !isKnownHere || !each.host().equals(here))
                                .toList()
                        : runners.stream().skip(known).toList();
        return new Outcome.Answered<>(
                unseen.stream()
                        .map(each ->
                                each.host().isEmpty()
                                        ? each.name()
                                        : "%s on %s".formatted(each.name(), each.host()))
                        .toList());
    }

    private static <T> Map<String, Outcome<T>> outcomes(Map<String, Question<T>> questions)
            throws InterruptedException {
        Map<String, Outcome<T>> outcomes = new LinkedHashMap<>();
        for (Map.Entry<String, Question<T>> each : questions.entrySet()) {
            outcomes.put(each.getKey(), each.getValue().outcome());
        }
        return outcomes;
    }
}
