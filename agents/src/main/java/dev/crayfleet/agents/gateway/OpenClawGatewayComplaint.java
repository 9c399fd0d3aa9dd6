package dev.crayfleet.agents.gateway;

import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The last line that a Gateway printed about what is wrong. Its very last line is often a hint for
 * those who start it by hand.
 */
final class OpenClawGatewayComplaint implements Consumer<String> {
    private static final Pattern COMPLAINT =
            Pattern.compile(
                    "\\b(?:failed|error|invalid|cannot|refused)\\b", Pattern.CASE_INSENSITIVE);

    private volatile String last = "";

    @Override
    public void accept(String line) {
        if (COMPLAINT.matcher(line).find()) {
            last = line;
        }
    }

    /** The complaint, or else this line. */
    String or(String lastLine) {
        return last.isEmpty() ? lastLine : last;
    }
}
