package dev.crayfleet.cli.security;

import dev.crayfleet.cli.doctor.Inquiry.Outcome;
import dev.crayfleet.cli.security.kafka.FleetTopic;
import dev.crayfleet.cli.security.kafka.KafkaFacts;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.runner.RunnerExposure;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that an audit has seen. What follows from it needs nothing else.
 *
 * @param proposed a fleet file that is looked at before it is applied, in place of that in force
 * @param topic the fleet file in force, and the tokens
 * @param services by their names
 * @param settings of services, as far as they are seen from here
 * @param unread settings that could not be read
 * @param runners that are on this machine or whose settings were handed in, by where these stand
 * @param unseenRunners names of runners whose settings are not seen from here
 * @param guildId of the Discord server; empty if it is not known
 */
record Situation(
        Optional<Fleet> proposed,
        Outcome<FleetTopic> topic,
        Outcome<KafkaFacts> kafka,
        Map<String, Outcome<ServiceFacts>> services,
        List<ServiceSettings> settings,
        List<NotChecked> unread,
        Map<String, Outcome<FileFacts>> files,
        Map<String, Outcome<RunnerExposure>> runners,
        Outcome<List<String>> unseenRunners,
        String guildId,
        Instant now) {}
