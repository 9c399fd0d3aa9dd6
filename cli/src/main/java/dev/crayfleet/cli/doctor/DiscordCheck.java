package dev.crayfleet.cli.doctor;

import dev.crayfleet.discord.ChannelRights;
import dev.crayfleet.discord.DiscordSettings;
import dev.crayfleet.discord.LoginFailedException;
import dev.crayfleet.discord.RequiredSettings;
import dev.crayfleet.runner.RunnerDoctor.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Supplier;

/**
 * Discord: the token, the Message Content intent, the server, and what the bot may do in each
 * channel. It logs in, as a second session beside those of a fleet that runs.
 *
 * @param settings read when the check runs, because wrong ones are a finding
 */
record DiscordCheck(Supplier<DiscordSettings> settings) implements Check {
    private static final Duration TIMEOUT = Duration.ofSeconds(7);

    @Override
    public String area() {
        return "Discord";
    }

    @Override
    public List<Finding> run() throws InterruptedException {
        DiscordSettings discord;
        try {
            discord =
                    RequiredSettings.requireAllOrNone(
                            "The fleet", settings.get(), EnumSet.allOf(RequiredSettings.class));
        } catch (IllegalArgumentException refused) {
            return List.of(Finding.error(String.valueOf(refused.getMessage())));
        }
        if (!discord.configured()) {
            return List.of(
                    Finding.warning(
                            "Discord is not configured here, so nothing of it was looked at. ./crayfleet setup does that."));
        }
        try {
            return findings(discord, ChannelRights.read(discord, TIMEOUT));
        } catch (LoginFailedException e) {
            return List.of(Finding.error(String.valueOf(e.getMessage())));
        }
    }

    private static List<Finding> findings(DiscordSettings discord, ChannelRights.Report report) {
        List<Finding> findings = new ArrayList<>();
        findings.add(
                Finding.ok(
                        "The token is that of %s, and Discord shows it the text of messages."
                                .formatted(report.bot())));
        findings.add(
                report.guild()
                        .map(name -> Finding.ok("The bot is on the server %s.".formatted(name)))
                        .orElseGet(() ->
                                Finding.error(
                                        "The bot is not on the server %s. Check GUILD_ID, and invite it: ./crayfleet setup prints the address."
                                                .formatted(
                                                        discord.guildId().isEmpty()
                                                                ? "(none is set)"
                                                                : discord.guildId()))));
        report.channels().forEach(channel -> findings.add(finding(channel)));
        return findings;
    }

    private static Finding finding(ChannelRights channel) {
        if (!channel.seen()) {
            return Finding.error(
                    "The bot does not see channel %s (%s). Check the id, and let the bot View Channel there."
                            .formatted(channel.channel(), channel.setting()));
        }
        return channel.missing().isEmpty()
                ? Finding.ok(
                        "In %s (%s) it may do all it needs to."
                                .formatted(channel.channel(), channel.setting()))
                : Finding.error(
                        "In %s (%s) it lacks: %s. Grant that to its role, in the channel's settings under Permissions."
                                .formatted(
                                        channel.channel(),
                                        channel.setting(),
                                        String.join(", ", channel.missing())));
    }
}
