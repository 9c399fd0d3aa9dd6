package dev.crayfleet.agents.workspace;

import dev.crayfleet.contract.Texts;
import java.util.Arrays;

/** Decodes what an agent wrote. Bytes that are not wholly text count as no text. */
final class AgentText {
    /** A character of UTF-8 or UTF-16 has no more bytes. */
    private static final int MAX_CHAR_BYTES = 4;

    private AgentText() {}

    /**
     * @throws IllegalArgumentException with a sentence for people, if it is no text
     */
    static String of(BoundedFile.Content content) {
        byte[] bytes = content.bytes();
        if (content.isWhole()) {
            return Texts.decode(bytes);
        }
        // It may be cut in the middle of its last character.
        for (int less = 0; less < MAX_CHAR_BYTES - 1; less++) {
            try {
                return Texts.decode(Arrays.copyOf(bytes, bytes.length - less));
            } catch (IllegalArgumentException perhapsCutInACharacter) {
                continue;
            }
        }
        return Texts.decode(Arrays.copyOf(bytes, bytes.length - MAX_CHAR_BYTES + 1));
    }
}
