package dev.crayfleet.agents.keys;

import java.util.concurrent.atomic.LongAdder;

/** Adds up what answers say. Safe for use by many threads. */
final class UsageCounter {
    private final LongAdder requests = new LongAdder();
    private final LongAdder inputTokens = new LongAdder();
    private final LongAdder outputTokens = new LongAdder();
    private final LongAdder unmetered = new LongAdder();

    void sent() {
        requests.increment();
    }

    void answered(long input, long output) {
        inputTokens.add(input);
        outputTokens.add(output);
    }

    void answeredWithoutUsage() {
        unmetered.increment();
    }

    ProxyUsage sum() {
        return new ProxyUsage(
                requests.sum(), inputTokens.sum(), outputTokens.sum(), unmetered.sum());
    }
}
