package dev.crayfleet.agents.openclaw;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what OpenClaw logs while it runs. Most of it is of no use here, but it says when OpenClaw
 * waits to ask a failing model again, which it does for minutes and beyond its timeout.
 */
public final class OpenClawLog {
    private static final Pattern RETRY =
            Pattern.compile(
                    "transient same-model retry (\\d+)/(\\d+) for (\\S+) reason=(\\w+)(?:: delayMs=(\\d{1,9}))?");
    private static final Pattern RESPONSE =
            Pattern.compile("\\[model-fetch] response .*status=200");

    private final Consumer<String> progress;
    private volatile @Nullable ModelRetry retrying;

    /**
     * @param progress told what may interest people
     */
    public OpenClawLog(Consumer<String> progress) {
        this.progress = progress;
    }

    public void accept(String line) {
        Matcher retry = RETRY.matcher(line);
        if (retry.find()) {
            String delay = retry.group(5);
            retrying =
                    new ModelRetry(
                            retry.group(4),
                            Duration.ofMillis(delay == null ? 0 : Long.parseLong(delay)));
            progress.accept(
                    "%s fails (%s); it is asked again, %s of %s"
                            .formatted(
                                    retry.group(3),
                                    retry.group(4),
                                    retry.group(1),
                                    retry.group(2)));
        } else if (RESPONSE.matcher(line).find()) {
            retrying = null;
        } else if (!line.startsWith("[")) {
            progress.accept(line);
        }
    }

    /** Present while OpenClaw waits. */
    public Optional<ModelRetry> retrying() {
        return Optional.ofNullable(retrying);
    }
}
