package dev.crayfleet.kafka.signing;

import java.nio.file.Path;

/**
 * How a fleet signs.
 *
 * @param isRequired whether what only services may write is refused without a signature; while keys
 *     are introduced, some do not sign yet
 */
public record Signing(SigningKeys keys, boolean isRequired) {
    public static final Signing OFF = new Signing(SigningKeys.NONE, false);

    public Signing {
        isRequired = isRequired && !keys.isEmpty();
    }

    /**
     * @param keysFile empty for none
     * @throws IllegalArgumentException with a sentence for people, if the file is not in order
     */
    public static Signing of(String keysFile, boolean isRequired) {
        return keysFile.isBlank()
                ? OFF
                : new Signing(SigningKeys.read(Path.of(keysFile.strip())), isRequired);
    }
}
