package dev.crayfleet.trial.storm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Checks that each unreadable record that was sent has one dead letter, and nothing else has. */
final class DeadLetterAudit {
    private static final String SUBJECT = "a dead letter";
    private static final String TOPIC = "crayfleet.dead-letters";
    private static final int MAX_SHOWN_CHARS = 200;

    /** How many dead letters there are of each text. */
    private final Map<String, Integer> lettersByText = new TreeMap<>();

    private final List<Violation> violations = new ArrayList<>();

    /** A record with this text was sent. */
    void expect(String text) {
        lettersByText.put(text, 0);
    }

    void add(String text, @Nullable String reason) {
        if (!lettersByText.containsKey(text)) {
            violations.add(
                    new Violation(
                            SUBJECT,
                            "nobody sent what cannot be read: "
                                    + text.substring(0, Math.min(MAX_SHOWN_CHARS, text.length())),
                            TOPIC + ", reason: " + reason));
        } else if (reason == null || reason.isBlank()) {
            violations.add(new Violation(SUBJECT, "it has no reason: " + text, TOPIC));
        } else {
            lettersByText.merge(text, 1, Integer::sum);
        }
    }

    void addViolations(List<Violation> found) {
        found.addAll(violations);
        lettersByText.forEach((text, count) -> {
            if (count != 1) {
                found.add(
                        new Violation(
                                SUBJECT, "%d instead of 1 for: %s".formatted(count, text), TOPIC));
            }
        });
    }
}
