package dev.crayfleet.stage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Reads {@code discord-config.env} as the set-up of the earlier systems wrote it, and translates
 * its names into our settings' names. A missing file gives no settings.
 */
public final class DiscordConfigFile {
    private static final Map<String, String> SETTINGS_BY_NAME =
            Map.of(
                    "ORCHESTRATOR_AGENT_TOKEN", "discord.token",
                    "CHIP_TOKEN", "discord.token",
                    "DISCORD_TOKEN", "discord.token",
                    "TASK_QUEUE_CHANNEL", "discord.task-queue-channel",
                    "RESULTS_CHANNEL", "discord.results-channel",
                    "WORKER_POOL_CHANNEL", "discord.worker-pool-channel",
                    "GUILD_ID", "discord.guild-id",
                    "DISCORD_ALLOWED_BOTS", "discord.allowed-bots",
                    "DISCORD_API_URL", "discord.api-url",
                    "DISCORD_GATEWAY_URL", "discord.gateway-url");

    private static final int MAX_BYTES = 64 * 1024;

    private static final Set<PosixFilePermission> OPEN =
            Set.of(
                    PosixFilePermission.GROUP_READ,
                    PosixFilePermission.GROUP_WRITE,
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE);

    private DiscordConfigFile() {}

    /**
     * As {@link #read}, for those who use the token: whoever reads it is the bot.
     *
     * @throws IllegalArgumentException with a sentence, also if others may read or change the file
     */
    static Map<String, String> readPrivate(Path file) {
        Map<String, String> found = read(file);
        try {
            PosixFileAttributeView view =
                    Files.getFileAttributeView(file, PosixFileAttributeView.class);
            if (Files.exists(file)
                    && view != null
                    && view.readAttributes().permissions().stream().anyMatch(OPEN::contains)) {
                throw new IllegalArgumentException(
                        "Other users of this machine can read or change %s, which has the bot's token. Take that from them: chmod 600 %s"
                                .formatted(file, file));
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
        return found;
    }

    private static IllegalArgumentException unreadable(Path file, IOException cause) {
        return new IllegalArgumentException(
                "%s cannot be read. Check whose it is and who may read it.".formatted(file), cause);
    }

    /**
     * @return values by the names of our settings; empty if there is no such file
     * @throws IllegalArgumentException with a sentence, if it is there and cannot be read
     */
    public static Map<String, String> read(Path file) {
        Map<String, String> found = new HashMap<>();
        readLines(file, (key, value) -> put(key, value, found));
        return found;
    }

    /**
     * All variables of such a file, by the names that they have there. Files of variables that
     * systemd hands to services are read in the same way.
     *
     * @return empty if there is no such file
     * @throws IllegalArgumentException with a sentence, if it is there and cannot be read
     */
    public static Map<String, String> variables(Path file) {
        Map<String, String> found = new HashMap<>();
        readLines(file, found::put);
        return found;
    }

    private static void readLines(Path file, BiConsumer<String, String> found) {
        readText(file).lines().forEach(line -> readLine(line.strip(), found));
    }

    private static String readText(Path file) {
        if (Files.notExists(file)) {
            return "";
        }
        if (Files.isDirectory(file)) {
            throw new IllegalArgumentException(
                    file
                            + " is a folder, not a file. Docker makes one where a file that is to be mounted is missing: remove it, and write the file.");
        }
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(file + " is no plain file.");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                throw new IllegalArgumentException(
                        "%s has more than %d KiB: that is no discord-config.env."
                                .formatted(file, MAX_BYTES >> 10));
            }
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
            if (text.indexOf('\0') >= 0) {
                throw new CharacterCodingException();
            }
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    file + " is not UTF-8 text. Save it again, as UTF-8.", e);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /**
     * The same names in the environment of the process, where the earlier systems' units put them.
     */
    public static Map<String, String> fromEnvironment(Map<String, String> environment) {
        Map<String, String> found = new HashMap<>();
        environment.forEach((key, value) -> put(key, value, found));
        return found;
    }

    private static void readLine(String line, BiConsumer<String, String> found) {
        int equals = line.indexOf('=');
        if (line.startsWith("#") || equals < 1) {
            return;
        }
        String key = line.substring(0, equals).strip().replaceFirst("^export\\s+", "");
        found.accept(key, unquote(line.substring(equals + 1).strip()));
    }

    private static void put(String key, String raw, Map<String, String> found) {
        String value = stripInvisible(raw);
        String name = SETTINGS_BY_NAME.get(key);
        if (name != null && !value.isEmpty()) {
            // The orchestrator's own token wins over its older name.
            if (key.equals("CHIP_TOKEN")) {
                found.putIfAbsent(name, value);
            } else {
                found.put(name, value);
            }
        }
    }

    /** Removes quotes and a trailing comment, as a shell does. */
    private static String unquote(String value) {
        char quote = value.isEmpty() ? ' ' : value.charAt(0);
        int end = value.indexOf(quote, 1);
        if ((quote == '"' || quote == '\'') && end > 0) {
            return value.substring(1, end);
        }
        for (int hash = value.indexOf('#'); hash >= 0; hash = value.indexOf('#', hash + 1)) {
            if (hash == 0 || Character.isWhitespace(value.charAt(hash - 1))) {
                return value.substring(0, hash).strip();
            }
        }
        return value;
    }

    /** Removes invisible characters at both ends: they come along when a value is copied. */
    private static String stripInvisible(String value) {
        int start = 0;
        int end = value.length();
        while (start < end && isInvisible(value.charAt(start))) {
            start++;
        }
        while (start < end && isInvisible(value.charAt(end - 1))) {
            end--;
        }
        return value.substring(start, end);
    }

    private static boolean isInvisible(char c) {
        return Character.isWhitespace(c)
                || Character.isSpaceChar(c)
                || Character.getType(c) == Character.FORMAT;
    }
}
