package dev.crayfleet.cli.machine;

import dev.crayfleet.kafka.signing.SigningKey;
import dev.crayfleet.kafka.signing.SigningKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * The file with the signing keys, as people change it. To replace a key while services run: add
 * one, start all services again, so that all know it; use it, and start them again; remove the old
 * one when nothing that was signed with it waits any more.
 */
public final class SigningKeyFile {
    private final Path path;

    public SigningKeyFile(Path path) {
        this.path = path;
    }

    /**
     * Makes a file with a new key.
     *
     * @throws FileAlreadyExistsException if there is one
     */
    public SigningKeys create(LocalDate today) throws IOException {
        if (Files.exists(path)) {
            throw new FileAlreadyExistsException(path.toString());
        }
        return write(List.of(SigningKey.random(freeName(SigningKeys.NONE, today))));
    }

    /**
     * Adds a new key, which verifies and does not sign yet.
     *
     * @throws IllegalArgumentException with a sentence for people, if it cannot be read, or is full
     */
    public SigningKeys add(LocalDate today) throws IOException {
        SigningKeys keys = SigningKeys.read(path);
        List<SigningKey> more = new ArrayList<>(keys.all());
        more.add(SigningKey.random(freeName(keys, today)));
        return write(more);
    }

    /**
     * Signs with this one of the keys from now on.
     *
     * @throws IllegalArgumentException with a sentence for people, if it cannot be read, or has no
     *     such key
     */
    public SigningKeys use(String name) throws IOException {
        SigningKeys keys = SigningKeys.read(path);
        SigningKey first = named(keys, name);
        List<SigningKey> order = new ArrayList<>(List.of(first));
        keys.all().stream().filter(each -> each != first).forEach(order::add);
        return write(order);
    }

    /**
     * Takes out a key that does not sign.
     *
     * @throws IllegalArgumentException with a sentence for people, if it cannot be read, has no
     *     such key, or signs with it
     */
    public SigningKeys remove(String name) throws IOException {
        SigningKeys keys = SigningKeys.read(path);
        SigningKey gone = named(keys, name);
        if (keys.all().getFirst() == gone) {
            throw new IllegalArgumentException(
                    "key %s signs; use another one first".formatted(name));
        }
        return write(keys.all().stream().filter(each -> each != gone).toList());
    }

    private static SigningKey named(SigningKeys keys, String name) {
        return keys.named(name)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "there is no key %s; there are: %s"
                                        .formatted(
                                                name,
                                                String.join(
                                                        ", ",
                                                        keys.all().stream()
                                                                .map(SigningKey::name)
                                                                .toList()))));
    }

    /** By the day, which says how old a key is. */
    private static String freeName(SigningKeys keys, LocalDate today) {
        String name = "key-" + today;
        for (int i = 2; keys.named(name).isPresent(); i++) {
            name = "key-%s-%d".formatted(today, i);
        }
        return name;
    }

    private SigningKeys write(List<SigningKey> all) throws IOException {
        SigningKeys keys = new SigningKeys(all);
        byte[] text = keys.text().getBytes(StandardCharsets.UTF_8);
        if (!Files.exists(path)) {
            Files.createDirectories(path.toAbsolutePath().resolveSibling(""));
            WholeFile.writeForOwner(path, text);
            return keys;
        }
        // The services that read it are other users, most often, which read it by its group.
        Path real = path.toRealPath();
        PosixFileAttributes before = Files.readAttributes(real, PosixFileAttributes.class);
        WholeFile.writeForOwner(real, text);
        PosixFileAttributeView after =
                Files.getFileAttributeView(real, PosixFileAttributeView.class);
        after.setGroup(before.group());
        after.setOwner(before.owner());
        after.setPermissions(before.permissions());
        return keys;
    }
}
