package dev.crayfleet.cli.doctor;

import dev.crayfleet.cli.doctor.kafka.KafkaCheck;
import dev.crayfleet.discord.DiscordSettings;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.runner.RunnerDoctor.Finding;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is examined.
 *
 * @param services where they are looked for, by name
 * @param kafka read when the check runs, because wrong settings are a finding
 * @param discord likewise
 * @param secretFiles that others should not read
 * @param data folder of a local fleet
 * @param runnerSettings stronger than the environment's
 */
public record Subject(
        List<Service> services,
        Supplier<KafkaSettings> kafka,
        Supplier<DiscordSettings> discord,
        List<Path> secretFiles,
        Path data,
        Map<String, Object> runnerSettings,
        InstantSource clock) {
    /**
     * One service.
     *
     * @param option that says where it is
     * @param token that is shown to it; null for none
     */
    public record Service(String name, String url, String option, @Nullable String token) {}

    private record KafkaArea(KafkaCheck kafka) implements Check {
        @Override
        public String area() {
            return "Kafka";
        }

        @Override
        public List<Finding> run() throws InterruptedException {
            return kafka.findings();
        }
    }

    List<Check> checks() {
        List<Check> checks = new ArrayList<>();
        checks.add(new FileCheck(secretFiles, data));
        checks.add(new KafkaArea(new KafkaCheck(kafka, clock)));
        services.forEach(each -> checks.add(new ServiceCheck(each, clock)));
        checks.add(new DiscordCheck(discord));
        checks.add(new AgentCheck(runnerSettings));
        return checks;
    }
}
