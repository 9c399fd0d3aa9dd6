package dev.crayfleet.emulator;

import java.util.List;

/**
 * A text channel that the guild is to have.
 *
 * @param name without {@code #}
 * @param topic one line that says what it is for; may be empty
 * @param examples texts that the page offers to a person while the channel is empty, at most three
 */
public record ChannelConfig(String name, String topic, List<String> examples) {
    private static final int MAX_EXAMPLES = 3;

    public ChannelConfig {
        examples = List.copyOf(examples);
        if (examples.size() > MAX_EXAMPLES) {
            throw new IllegalArgumentException(
                    "at most " + MAX_EXAMPLES + " examples, are " + examples.size());
        }
    }

    /** A channel without topic and examples. */
    public static ChannelConfig named(String name) {
        return new ChannelConfig(name, "", List.of());
    }
}
