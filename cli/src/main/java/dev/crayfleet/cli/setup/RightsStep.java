package dev.crayfleet.cli.setup;

import dev.crayfleet.discord.ChannelRights;
import dev.crayfleet.discord.DiscordSettings;
import dev.crayfleet.discord.setup.ServerSetup;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the bot may do in the channels: looked at, and then tried. */
final class RightsStep {
    private static final int MAX_TRIES = 20;

    private final ServerSetup discord;
    private final Dialogue dialogue;

    RightsStep(ServerSetup discord, Dialogue dialogue) {
        this.discord = discord;
        this.dialogue = dialogue;
    }

    /**
     * @param settings with all three channels
     * @return a sentence for each thing that does not work; empty if all is well
     */
    List<String> run(DiscordSettings settings) throws InterruptedException {
        List<String> problems = problems(settings);
        for (int i = 0; !problems.isEmpty() && i < MAX_TRIES; i++) {
            problems.forEach(dialogue::tell);
            dialogue.tell(
                    "A right that is missing is granted to its role in the channel's settings, under Permissions, or for the whole server by opening %s"
                            .formatted(discord.inviteUrl(false)));
            if (!dialogue.canAsk()
                    || dialogue.ask("Press Enter when that is done, or write skip: ")
                            .toLowerCase(Locale.ROOT)
                            .equals("skip")) {
                return problems;
            }
            discord.awaitChange(() -> missing(settings).isEmpty());
            problems = problems(settings);
        }
        return problems;
    }

    private List<String> missing(DiscordSettings settings) {
        List<String> missing = new ArrayList<>();
        for (ChannelRights each : discord.rights(settings).channels()) {
            if (!each.seen()) {
                missing.add("The bot does not see channel %s.".formatted(each.channel()));
            } else if (!each.missing().isEmpty()) {
                missing.add(
                        "In %s the bot lacks: %s."
                                .formatted(each.channel(), String.join(", ", each.missing())));
            }
        }
        return missing;
    }

    private List<String> problems(DiscordSettings settings) throws InterruptedException {
        List<String> problems = missing(settings);
        if (!problems.isEmpty()) {
            return problems;
        }
        problems.addAll(discord.tryOut(settings.channels().taskQueue(), true));
        problems.addAll(discord.tryOut(settings.channels().results(), false));
        problems.addAll(discord.tryOut(settings.channels().workerPool(), false));
        if (problems.isEmpty()) {
            dialogue.tell("It was tried: the bot can post in all three channels, and react.");
        }
        return problems;
    }
}
