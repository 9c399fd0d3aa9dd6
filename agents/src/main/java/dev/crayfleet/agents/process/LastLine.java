package dev.crayfleet.agents.process;

import dev.crayfleet.contract.Texts;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * The last line that was printed, without colours and controls; at most 400 bytes of each line are
 * looked at.
 */
public final class LastLine {
    private static final int MAX_BYTES = 400;

    private final Consumer<String> listener;
    private final byte[] line = new byte[MAX_BYTES];
    private int length;
    private volatile String last = "";

    /**
     * @param listener told each line that is not empty
     */
    public LastLine(Consumer<String> listener) {
        this.listener = listener;
    }

    public void accept(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            if (bytes[i] == '\n') {
                end();
            } else if (length < MAX_BYTES) {
                line[length++] = bytes[i];
            }
        }
    }

    /** Takes what was printed last, which has no end of line. */
    public void end() {
        String raw = new String(line, 0, length, StandardCharsets.UTF_8);
        length = 0;
        String text = Texts.oneLine(raw).strip();
        if (!text.isEmpty()) {
            last = text;
            listener.accept(text);
        }
    }

    /** Empty before the first. */
    public String get() {
        return last;
    }
}
