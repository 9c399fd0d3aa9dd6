package dev.crayfleet.cli.submission;

import org.jspecify.annotations.Nullable;

/** A JSON object on each line, with the fields of a task. Empty lines say nothing. */
final class JsonLines implements BatchFile.Parser {
    private final SubmissionJson json;
    private long begin;

    JsonLines(SubmittableTask.Overrides overrides) {
        this.json = new SubmissionJson(overrides);
    }

    @Override
    public BatchFile.@Nullable ParsedTask parse(LineReader.Line line) {
        begin = line.number();
        for (byte each : line.whole()) {
            if (each != ' ' && each != '\t' && each != '\r') {
                return json.read(line.content());
            }
        }
        return null;
    }

    @Override
    public long begin() {
        return begin;
    }

    @Override
    public void end() {
        // A line is a task.
    }
}
