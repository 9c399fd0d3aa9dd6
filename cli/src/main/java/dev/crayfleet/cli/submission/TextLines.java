package dev.crayfleet.cli.submission;

import dev.crayfleet.contract.Texts;
import org.jspecify.annotations.Nullable;

/** A task on each line, with inline tags. Empty lines say nothing. */
final class TextLines implements BatchFile.Parser {
    private final SubmittableTask.Overrides overrides;
    private long begin;

    TextLines(SubmittableTask.Overrides overrides) {
        this.overrides = overrides;
    }

    @Override
    public BatchFile.@Nullable ParsedTask parse(LineReader.Line line) {
        begin = line.number();
        String text = Texts.decode(line.whole());
        return Texts.isInvisible(text)
                ? null
                : new BatchFile.ParsedTask(null, SubmittableTask.ofText(text, overrides));
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
