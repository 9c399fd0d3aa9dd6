package dev.crayfleet.stage;

import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;

/**
 * Writes log lines as {@code crayfleet.log-format} says: as text, by a pattern, or as JSON. Named
 * in logback's files, because logs begin before there are settings. A format that is neither is
 * text here, in which {@link LogSettings} refuses it.
 */
public final class LogEncoder extends PatternLayoutEncoder {
    private static final String JSON = "json";

    private final JsonLogEncoder json = new JsonLogEncoder();
    private boolean isJson;

    /** Called by logback, before {@link #start}. */
    public void setFormat(String format) {
        isJson = format.strip().equals(JSON);
    }

    @Override
    public void start() {
        super.start();
        json.setContext(getContext());
        json.start();
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        return isJson ? json.encode(event) : super.encode(event);
    }
}
