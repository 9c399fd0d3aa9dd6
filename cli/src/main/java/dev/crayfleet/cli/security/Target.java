package dev.crayfleet.cli.security;

import dev.crayfleet.cli.doctor.Subject.Service;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.rights.KafkaUsers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * What is audited.
 *
 * @param proposed a fleet file that is not applied yet, in place of that in force
 * @param services where they are looked for; one is called dispatcher
 * @param kafka read when it is asked, because wrong settings are a finding
 * @param users who the roles of Kafka's table are there
 * @param environment of this process
 * @param discordConfig the file with settings for Discord; empty where none counts
 * @param handedIn files of variables, of one service each
 * @param runnerSettings stronger than the environment's
 * @param data folder of a local fleet
 */
public record Target(
        Optional<Fleet> proposed,
        List<Service> services,
        Callable<KafkaSettings> kafka,
        KafkaUsers users,
        Map<String, String> environment,
        Optional<Path> discordConfig,
        List<List<Path>> handedIn,
        Map<String, Object> runnerSettings,
        Path data) {}
