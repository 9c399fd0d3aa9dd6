package dev.crayfleet.agents.workspace;

import dev.crayfleet.contract.Texts;
import java.util.Arrays;

/** What an agent wrote, by the one rule for text: what is not wholly text is none. */
final class AgentText {
    /** A character of UTF-8 or UTF-16 has no more bytes. */
    private static final int LONGEST = 4;

    private AgentText() {}

    /**
     * @throws IllegalArgumentException with a sentence for people, if it is no text
     */
    static String of(BoundedFile.Content content) {
        byte[] bytes = content.bytes();
        if (content.whole()) {
            return Texts.decode(bytes);
        }
        // It may be cut in the middle of its last character.
        for (int less = 0; less < LONGEST - 1; less++) {
            try {
                return Texts.decode(Arrays.copyOf(bytes, bytes.length - less));
            } catch (IllegalArgumentException perhapsTheCut) {
                continue;
            }
        }
        return Texts.decode(Arrays.copyOf(bytes, bytes.length - LONGEST + 1));
    }
}
