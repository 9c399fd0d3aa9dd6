package dev.crayfleet.cli.setup;

import dev.crayfleet.discord.AllowedBots;
import dev.crayfleet.discord.DiscordSettings;
import dev.crayfleet.discord.setup.Server;
import dev.crayfleet.discord.setup.ServerSetup;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sets Discord up for a fleet, from the bot's token to the file that every service reads. Whatever
 * was said beforehand is not asked, and nothing is written before all is known.
 */
public final class Setup {
    private final SetupOptions options;
    private final List<FoundToken> found;
    private final Map<String, String> environment;
    private final Dialogue dialogue;
    private final SettingsFile file;

    /**
     * @param found tokens that lie here besides the file's own, the most likely one first
     * @param environment whose settings go before those of the file
     */
    public Setup(
            SetupOptions options,
            List<FoundToken> found,
            Map<String, String> environment,
            Dialogue dialogue) {
        this.options = options;
        this.found = List.copyOf(found);
        this.environment = Map.copyOf(environment);
        this.dialogue = dialogue;
        this.file = new SettingsFile(options.file());
    }

    /**
     * Asks, tries, and writes.
     *
     * @return a sentence for each thing that does not work yet, though the file is written; empty
     *     if all is well
     * @throws IllegalArgumentException with a sentence for people, if nothing was written
     */
    public List<String> run() throws InterruptedException {
        Map<String, String> earlier = file.read();
        LoginStep.Login login =
                new LoginStep(options, addresses(earlier), tokens(earlier), dialogue).run();
        try (ServerSetup discord = login.discord()) {
            dialogue.tell("The bot is %s.".formatted(discord.bot()));
            Server server =
                    new ServerStep(discord, dialogue)
                            .run(options.server(), earlier.getOrDefault("discord.guild-id", ""));
            dialogue.tell("The server is %s.".formatted(server.name()));
            DiscordSettings settings =
                    settings(login.settings(), server, channels(discord, server, earlier));
            List<String> problems = new RightsStep(discord, dialogue).run(settings);
            write(settings);
            warn(settings);
            return problems;
        }
    }

    private List<FoundToken> tokens(Map<String, String> earlier) {
        List<FoundToken> all = new ArrayList<>();
        String own = earlier.get("discord.token");
        if (own != null) {
            all.add(new FoundToken(own, file.path().toString()));
        }
        all.addAll(found);
        return all;
    }

    /** Those that were given, or else those of the file. */
    private SetupOptions.Addresses addresses(Map<String, String> earlier) {
        return options.addresses().api().isEmpty()
                ? new SetupOptions.Addresses(
                        earlier.getOrDefault("discord.api-url", ""),
                        earlier.getOrDefault("discord.gateway-url", ""))
                : options.addresses();
    }

    private Map<FleetChannel, String> channels(
            ServerSetup discord, Server server, Map<String, String> earlier)
            throws InterruptedException {
        ChannelStep step = new ChannelStep(discord, server.id(), options.consent().yes(), dialogue);
        step.show();
        SetupOptions.Channels asked = options.channels();
        Map<FleetChannel, String> ids = new EnumMap<>(FleetChannel.class);
        for (FleetChannel each : FleetChannel.values()) {
            Optional<String> given =
                    switch (each) {
                        case TASK_QUEUE -> asked.taskQueue();
                        case RESULTS -> asked.results();
                        case WORKER_POOL -> asked.workerPool();
                    };
            String before =
                    switch (each) {
                        case TASK_QUEUE -> earlier.get("discord.task-queue-channel");
                        case RESULTS -> earlier.get("discord.results-channel");
                        case WORKER_POOL -> earlier.get("discord.worker-pool-channel");
                    };
            ids.put(each, step.run(each, given, before == null ? "" : before));
        }
        return ids;
    }

    private static DiscordSettings settings(
            DiscordSettings login, Server server, Map<FleetChannel, String> ids) {
        return new DiscordSettings(
                login.token(),
                login.apiUrl(),
                login.gatewayUrl(),
                server.id(),
                new DiscordSettings.Channels(
                        ids.getOrDefault(FleetChannel.TASK_QUEUE, ""),
                        ids.getOrDefault(FleetChannel.RESULTS, ""),
                        ids.getOrDefault(FleetChannel.WORKER_POOL, "")),
                AllowedBots.NONE);
    }

    private void write(DiscordSettings settings) {
        Map<String, String> values = FileValues.of(settings);
        String whole = file.with(values);
        boolean isChange = file.exists() && !file.says(whole);
        if (isChange && !options.consent().force()) {
            String names = String.join(", ", file.changed(values));
            if (!dialogue.canAsk()) {
                throw new IllegalArgumentException(
                        "%s is there and has another %s: add --force to have that changed. Other lines stay"
                                .formatted(file.path(), names));
            }
            if (!dialogue.confirm("Change %s in %s".formatted(names, file.path()), true)) {
                throw new IllegalArgumentException("%s stays as it was".formatted(file.path()));
            }
        }
        boolean isWrittenBefore = file.says(whole);
        // Also where it says all of this: others may have been able to read it.
        file.write(whole);
        dialogue.tell(
                "%s %s, readable by you only."
                        .formatted(
                                file.path(),
                                isWrittenBefore ? "says all of this already" : "is written"));
    }

    private void warn(DiscordSettings settings) {
        List<String> winning = FileValues.winning(settings, environment);
        if (!winning.isEmpty()) {
            dialogue.tell(
                    "Note: the environment has %s, set to something else. It goes before the file: unset it where services start."
                            .formatted(String.join(", ", winning)));
        }
        if (found.stream()
                .anyMatch(each -> each.isOpenClaws() && each.value().equals(settings.token()))) {
            dialogue.tell(
                    "Note: OpenClaw itself is this bot as well. If its Gateway runs, it may answer in the same channels: leave them out of channels.discord in openclaw.json.");
        }
    }
}
