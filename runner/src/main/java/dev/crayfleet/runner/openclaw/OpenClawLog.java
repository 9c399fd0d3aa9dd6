package dev.crayfleet.runner.openclaw;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what OpenClaw logs while it runs: most of it is its own bookkeeping, but it says when it
 * waits to ask a failing model again, which it does for minutes and beyond any time-out.
 */
public final class OpenClawLog {
    private static final Pattern RETRY =
            Pattern.compile("transient same-model retry (\\d+)/(\\d+) for (\\S+) reason=(\\w+)");
    private static final Pattern ANSWERED =
            Pattern.compile("\\[model-fetch] response .*status=200");

    private final Consumer<String> progress;
    private volatile String retrying = "";

    /**
     * @param progress told what may interest people
     */
    public OpenClawLog(Consumer<String> progress) {
        this.progress = progress;
    }

    public void accept(String line) {
        Matcher retry = RETRY.matcher(line);
        if (retry.find()) {
            retrying = retry.group(4);
            progress.accept(
                    "%s fails (%s); it is asked again, %s of %s"
                            .formatted(
                                    retry.group(3),
                                    retry.group(4),
                                    retry.group(1),
                                    retry.group(2)));
        } else if (ANSWERED.matcher(line).find()) {
            retrying = "";
        } else if (!line.startsWith("[")) {
            progress.accept(line);
        }
    }

    /** OpenClaw's word for why it is waiting, if it is. */
    public Optional<String> retrying() {
        return Optional.of(retrying).filter(reason -> !reason.isEmpty());
    }
}
