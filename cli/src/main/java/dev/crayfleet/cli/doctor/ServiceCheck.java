package dev.crayfleet.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.contract.ReadableTimes;
import dev.crayfleet.contract.Texts;
import dev.crayfleet.runner.RunnerDoctor.Finding;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether a service answers, is well, and has the same time as we have. */
record ServiceCheck(Subject.Service subject, InstantSource clock) implements Check {
    /** Leases are counted in seconds, and the time of an answer has whole ones only. */
    static final Duration MAX_SKEW = Duration.ofSeconds(5);

    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;
    private static final int MAX_REASONS = 5;

    @Override
    public String area() {
        return "Service " + service();
    }

    @Override
    public List<Finding> run() throws InterruptedException {
        try (HttpProbe http = new HttpProbe(subject.token())) {
            Instant asked = clock.instant();
            HttpProbe.Answer answer = http.get(base(url()) + "/health");
            List<Finding> findings = new ArrayList<>();
            findings.add(health(answer));
            answer.date().ifPresent(date -> skew(asked, date).ifPresent(findings::add));
            if (service().equals("dispatcher") && answer.status() == OK) {
                findings.addAll(new LedgerCheck(http, base(url())).findings());
            }
            return findings;
        } catch (IOException e) {
            return List.of(
                    Finding.warning(
                            "Nothing answers at %s. If %s runs elsewhere, %s says where; else start it with crayfleet %s."
                                    .formatted(url(), service(), option(), service())));
        } catch (IllegalArgumentException e) {
            return List.of(
                    Finding.error(
                            "\"%s\" is no address: %s takes one like http://127.0.0.1:8081."
                                    .formatted(url(), option())));
        }
    }

    private String service() {
        return subject.name();
    }

    private String url() {
        return subject.url();
    }

    private String option() {
        return subject.option();
    }

    static String base(String url) {
        return url.replaceFirst("/+$", "");
    }

    private Finding health(HttpProbe.Answer answer) {
        if (answer.status() == OK) {
            return Finding.ok("It is well, at %s.".formatted(url()));
        }
        if (answer.status() != UNAVAILABLE) {
            return Finding.error(
                    "What answers at %s is no %s of a fleet (status %d to /health). %s says where it is."
                            .formatted(url(), service(), answer.status(), option()));
        }
        Set<String> reasons = new LinkedHashSet<>();
        collectReasons(answer.json().path("details"), reasons);
        return Finding.error(
                "It is not well: %s"
                        .formatted(
                                reasons.isEmpty()
                                        ? "it gives no reason; its log has one."
                                        : String.join(
                                                " ",
                                                reasons.stream().limit(MAX_REASONS).toList())));
    }

    /** Sentences of what is down, wherever they are in the answer. */
    private static void collectReasons(JsonNode details, Set<String> reasons) {
        details.properties()
                .forEach(part -> {
                    JsonNode value = part.getValue();
                    if ("DOWN".equals(value.path("status").asText())) {
                        value.path("details")
                                .properties()
                                .forEach(each -> {
                                    if (each.getValue().isTextual()) {
                                        reasons.add(
                                                "%s: %s"
                                                        .formatted(
                                                                part.getKey(),
                                                                Texts.oneLine(
                                                                        each.getValue().asText())));
                                    }
                                });
                        collectReasons(value.path("details"), reasons);
                    }
                });
    }

    private Optional<Finding> skew(Instant asked, Instant date) {
        Duration skew = Duration.between(asked, date).abs();
        return skew.compareTo(MAX_SKEW) <= 0
                ? Optional.empty()
                : Optional.of(
                        Finding.error(
                                "Its clock and the one here differ by %s: leases end too early or too late. Let both machines follow the same time server (chrony, systemd-timesyncd)."
                                        .formatted(
                                                ReadableTimes.duration(
                                                        Duration.ofSeconds(skew.toSeconds())))));
    }
}
