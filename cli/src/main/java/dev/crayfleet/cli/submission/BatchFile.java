package dev.crayfleet.cli.submission;

import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.Texts;
import dev.crayfleet.kafka.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A file with many tasks, read line by line as often as is needed. The end of its name says what it
 * is: {@code .txt} has a text with tags on each line, {@code .jsonl} a JSON object, {@code .csv} a
 * row under a row of names. What it holds grows with the number of tasks, but not with their
 * length.
 */
public final class BatchFile {
    /** More would not fit into memory any day: their ids are held. */
    public static final int MAX_TASKS = 100_000;

    /** As over HTTP. */
    static final int MAX_LINE_BYTES = Limits.FILE_BYTES;

    private final Path path;
    private final Format format;
    private final SubmittableTask.Overrides overrides;
    private final String run;
    private final int maxTasks;

    private enum Format {
        TEXT,
        JSON,
        CSV
    }

    BatchFile(Path path, SubmittableTask.Overrides overrides, String run, int maxTasks) {
        this.path = path;
        this.format = format(path);
        this.overrides = overrides;
        this.run = run;
        this.maxTasks = maxTasks;
    }

    /**
     * @param overrides of all its tasks
     * @param run tasks of another run are other tasks; may be empty
     * @throws IllegalArgumentException with a sentence for people, if it is no such file
     */
    public static BatchFile open(Path path, SubmittableTask.Overrides overrides, String run) {
        if (path.toString().equals("-")) {
            throw new IllegalArgumentException(
                    "a batch is read twice, which standard input cannot be: name a file");
        }
        if (!Files.isRegularFile(path)) {
            throw new IllegalArgumentException(
                    (Files.exists(path) ? "%s is no file" : "there is no file %s")
                            .formatted(shown(path)));
        }
        return new BatchFile(path, overrides, run, MAX_TASKS);
    }

    /** Gets each line, in order. */
    public interface Visitor {
        /**
         * @param line where it begins, from 1
         */
        void task(long line, TaskId id, SubmittableTask task);

        /**
         * @param reason a sentence for people
         */
        void refused(long line, String reason);
    }

    /** Reads one task of one line, or of several. */
    interface Parser {
        /**
         * The task that this line ends.
         *
         * @return null if there is none yet, or the line says nothing
         * @throws IllegalArgumentException with a sentence for people
         */
        @Nullable ParsedTask parse(LineReader.Line line);

        /** The line that the task begins with which was parsed last. */
        long begin();

        /**
         * @throws IllegalArgumentException with a sentence for people, if the last task has no end
         */
        void end();
    }

    /**
     * @param id null where the file gives it none
     */
    record ParsedTask(@Nullable TaskId id, SubmittableTask task) {}

    /**
     * Reads all of it.
     *
     * @param progress in bytes
     * @throws IllegalArgumentException with a sentence for people, if it is not what its name says,
     *     or has too many tasks
     */
    public void read(Visitor visitor, Progress progress) {
        BatchIds ids = new BatchIds(run);
        Parser parser = parser();
        int tasks = 0;
        try (LineReader lines = new LineReader(Files.newInputStream(path), MAX_LINE_BYTES)) {
            long size = Files.size(path);
            LineReader.Line line = lines.next();
            for (; line != null; line = lines.next()) {
                tasks += readLine(line, parser, ids, visitor) ? 1 : 0;
                if (tasks > maxTasks) {
                    throw new IllegalArgumentException(
                            "%s has more than %,d tasks: split it"
                                    .formatted(shown(path), maxTasks));
                }
                progress.at(Math.min(lines.position(), size), size);
            }
            parser.end();
        } catch (UnfinishedException e) {
            visitor.refused(parser.begin(), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new IllegalArgumentException("%s cannot be read".formatted(shown(path)), e);
        }
    }

    /** Nothing of the file can be understood. */
    static final class UnreadableException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        UnreadableException(String sentence) {
            super(sentence);
        }
    }

    /** The file ends within a task. */
    static final class UnfinishedException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        UnfinishedException(String sentence) {
            super(sentence);
        }
    }

    private static boolean readLine(
            LineReader.Line line, Parser parser, BatchIds ids, Visitor visitor) {
        try {
            if (line.number() == 1 && isUtf16(line.content())) {
                throw new UnreadableException("this is UTF-16: save it as UTF-8");
            }
            ParsedTask parsed = parser.parse(line);
            if (parsed == null) {
                return false;
            }
            long begin = parser.begin();
            visitor.task(begin, ids.next(begin, parsed.id(), parsed.task()), parsed.task());
            return true;
        } catch (UnreadableException e) {
            throw e;
        } catch (IllegalArgumentException refusal) {
            visitor.refused(parser.begin(), String.valueOf(refusal.getMessage()));
            return true;
        }
    }

    /** By its byte order mark. Its line ends could not be told. */
    private static boolean isUtf16(byte[] line) {
        return line.length > 1
                && (line[0] == (byte) 0xFF && line[1] == (byte) 0xFE
                        || line[0] == (byte) 0xFE && line[1] == (byte) 0xFF);
    }

    private Parser parser() {
        return switch (format) {
            case TEXT -> new TextLines(overrides);
            case JSON -> new JsonLines(overrides);
            case CSV -> new CsvRows(overrides);
        };
    }

    private static Format format(Path path) {
        String name = path.toString().toLowerCase(Locale.ROOT);
        String extension = name.substring(name.lastIndexOf('.') + 1);
        return switch (extension) {
            case "txt" -> Format.TEXT;
            case "jsonl", "ndjson" -> Format.JSON;
            case "csv" -> Format.CSV;
            default ->
                    throw new IllegalArgumentException(
                            "%s: the end of its name says what a batch is: %s"
                                    .formatted(
                                            shown(path),
                                            String.join(", ", List.of(".txt", ".jsonl", ".csv"))));
        };
    }

    private static String shown(Path path) {
        return Texts.oneLine(Limits.cut(path.toString(), 200));
    }
}
