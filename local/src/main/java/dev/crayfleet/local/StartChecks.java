package dev.crayfleet.local;

import dev.crayfleet.discord.ChannelCheck;
import dev.crayfleet.discord.DiscordSettings;
import dev.crayfleet.discord.RequiredSettings;
import dev.crayfleet.discord.TokenCheck;
import dev.crayfleet.runner.RunnerDoctor;
import dev.crayfleet.runner.RunnerDoctor.Finding;
import dev.crayfleet.runner.RunnerDoctor.Severity;
import dev.crayfleet.runner.config.ExecutorChoice;
import dev.crayfleet.stage.Stage;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is looked at before anything of a fleet is started, because it would fail later. */
final class StartChecks {
    private static final Duration DISCORD_TIMEOUT = Duration.ofSeconds(10);

    private StartChecks() {}

    /**
     * Makes the folder if it is missing.
     *
     * @return a sentence for people if it cannot be written
     */
    static Optional<String> folder(Path folder) {
        return problem(folder).map(reason -> cannotBeWritten(folder, reason));
    }

    /**
     * Makes the folder if it is missing.
     *
     * @return why it cannot be written, as the end of a sentence; empty if it can
     */
    static Optional<String> problem(Path folder) {
        try {
            Files.createDirectories(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            Path probe = Files.createTempFile(folder, "probe", "");
            try {
                Files.write(probe, new byte[1]);
            } finally {
                Files.delete(probe);
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(reason(e));
        }
    }

    /**
     * Makes the file if it is missing.
     *
     * @return a sentence for people if nothing can be added to it
     */
    static Optional<String> log(Path file) {
        try {
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(cannotBeWritten(file, reason(e)));
        }
    }

    private static String cannotBeWritten(Path path, String reason) {
        return "%s cannot be written: %s. Start Crayfleet in a folder where you may write; it makes .crayfleet and workers there."
                .formatted(path.toAbsolutePath(), reason);
    }

    /** Why a file or folder cannot be used, for people; as the end of a sentence. */
    static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException denied -> "you may not write there";
            case FileAlreadyExistsException file -> file.getFile() + " is no folder";
            case NoSuchFileException file -> file.getFile() + " is not there";
            case FileSystemException file when file.getReason() != null ->
                    lowerFirst(file.getReason());
            default -> lowerFirst(String.valueOf(e.getMessage()));
        };
    }

    private static String lowerFirst(String text) {
        return text.isEmpty()
                ? text
                : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }

    /**
     * @return the name
     * @throws IllegalArgumentException with a sentence, if no executor has it
     */
    static String executorName(String name) {
        List<String> names =
                Arrays.stream(ExecutorChoice.values())
                        .map(each -> each.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                        .toList();
        if (!names.contains(name)) {
            throw new IllegalArgumentException(
                    "--executor takes %s, not \"%s\"".formatted(String.join(", ", names), name));
        }
        return name;
    }

    /**
     * Whether a runner that is asked for by name would have what it runs.
     *
     * @return sentences for people; empty if it would
     */
    static Optional<String> executor(Map<String, Object> settings) {
        List<String> errors =
                RunnerDoctor.diagnose(settings).stream()
                        .filter(finding -> finding.severity() == Severity.ERROR)
                        .map(Finding::sentence)
                        .toList();
        return errors.isEmpty()
                ? Optional.empty()
                : Optional.of(errors.stream().collect(Collectors.joining("\n")));
    }

    /**
     * Whether agents that do what people on the real Discord ask are kept from what is the user's.
     *
     * @return a sentence for people if not
     * @throws IllegalArgumentException with a sentence, if a setting makes no sense
     */
    static Optional<String> wall(Map<String, Object> settings) {
        List<String> pools = RunnerDoctor.poolsWithoutWall(settings);
        return pools.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "Agents of the pool %s would have a shell and be you: whoever writes in Discord could have them read what you can, the bot's token in discord-config.env too. Take the shell from them (CRAYFLEET_RUNNER_MODE=restricted), have them run as another user (CRAYFLEET_RUNNER_RUN_AS, for a fleet that root starts), or say with --trust-agents that you trust everybody who can write there."
                                .formatted(String.join(", ", pools)));
    }

    /**
     * Whether the real Discord is configured, takes the token, and shows the channels.
     *
     * @return a sentence for people if not
     * @throws IllegalArgumentException with a sentence, if a setting makes no sense
     */
    static Optional<String> discord() throws InterruptedException {
        DiscordSettings settings =
                RequiredSettings.requireAll(
                        "The fleet",
                        Stage.readSettings(DiscordSettings.class),
                        EnumSet.allOf(RequiredSettings.class));
        Optional<String> refusal = TokenCheck.refusal(settings, DISCORD_TIMEOUT);
        return refusal.isPresent() ? refusal : ChannelCheck.refusal(settings, DISCORD_TIMEOUT);
    }
}
