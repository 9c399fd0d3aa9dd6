package dev.crayfleet.kafka.signing;

import dev.crayfleet.kafka.client.SecretFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of a fleet, in the order of their file: the first one signs, and any of them verifies,
 * so that a key can be replaced while services run.
 *
 * @param all at most {@value #MAX_KEYS}, with different names
 */
public record SigningKeys(List<SigningKey> all) {
    public static final SigningKeys NONE = new SigningKeys(List.of());

    /** One in use, one that comes or goes, and one to spare. */
    static final int MAX_KEYS = 3;

    private static final int MAX_FILE_BYTES = 4_096;

    private static final Logger LOG = LoggerFactory.getLogger(SigningKeys.class);

    /**
     * @throws IllegalArgumentException with a sentence for people, if there are too many, or two of
     *     a name
     */
    public SigningKeys {
        all = List.copyOf(all);
        if (all.size() > MAX_KEYS) {
            throw new IllegalArgumentException(
                    "there are %d keys; %d are the most. Remove the oldest"
                            .formatted(all.size(), MAX_KEYS));
        }
        Set<String> names = new HashSet<>();
        for (SigningKey each : all) {
            if (!names.add(each.name())) {
                throw new IllegalArgumentException("two keys are named " + each.name());
            }
        }
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    public Optional<SigningKey> named(String name) {
        return all.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    /**
     * Reads a file with a key in each line: its name, a space, and the secret in Base64. Empty
     * lines and those that begin with {@code #} do not count.
     *
     * @throws IllegalArgumentException with a sentence for people that never quotes the file, if it
     *     cannot be read, has no key, or everybody on the machine may read it
     */
    public static SigningKeys read(Path file) {
        SecretFile secret =
                new SecretFile(
                        file, "signing keys", "crayfleet keys create makes one", MAX_FILE_BYTES);
        SigningKeys keys = parse(file, secret.read());
        secret.readingGroup()
                .ifPresent(group ->
                        LOG.warn(
                                "the group {} may read the signing keys in {}: whoever is in it can write in anybody's name. chmod g-r {} takes that away, unless it is the services' own group",
                                group,
                                file,
                                file));
        return keys;
    }

    private static SigningKeys parse(Path file, String text) {
        List<SigningKey> keys = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            if (line.isBlank() || line.stripLeading().startsWith("#")) {
                continue;
            }
            try {
                keys.add(SigningKey.parse(line));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "%s, line %d: %s".formatted(file, number, e.getMessage()), e);
            }
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("there is no signing key in " + file);
        }
        return new SigningKeys(keys);
    }

    /** Of the file, which ends with a new line. */
    public String text() {
        StringBuilder text =
                new StringBuilder(
                        "# Signs what services write to the tasks topic. The first key signs, all verify.\n");
        all.forEach(each -> text.append(each.line()).append('\n'));
        return text.toString();
    }
}
