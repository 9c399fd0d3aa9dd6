package dev.crayfleet.emulator;

import java.nio.file.Path;
import java.util.List;

/** The guild that a fleet without Discord has: its name, and what each channel is for. */
public final class FleetGuild {
    private static final List<ChannelConfig> CHANNELS =
            List.of(
                    new ChannelConfig(
                            "task-queue",
                            "Write a task here; ✅ means that a runner has it",
                            List.of(
                                    "Calculate 25 × 4 [thinking:low]",
                                    "Write a haiku about a crayfish",
                                    "Calculate (17 − 5) × 3 [priority:high]")),
                    new ChannelConfig(
                            "results", "What came of each task, with its files", List.of()),
                    new ChannelConfig(
                            "worker-pool", "What runners and agents are doing", List.of()));

    private FleetGuild() {}

    /**
     * @param dataFolder keeps its messages
     * @param port 0 for any
     */
    public static EmulatorConfig config(Path dataFolder, int port) {
        return EmulatorConfig.in(dataFolder)
                .withPort(port)
                .withGuildName("Crayfleet")
                .withChannels(CHANNELS);
    }
}
