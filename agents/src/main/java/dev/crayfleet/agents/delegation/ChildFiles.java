package dev.crayfleet.agents.delegation;

import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.RunReport.Answer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What another agent has left, as files: its result, its summary, and those that it made. They are
 * handed out one by one, and written by whoever asks for them, as the user that it is.
 */
final class ChildFiles {
    private static final String RESULT = "RESULT.txt";
    private static final String SUMMARY = "SUMMARY.txt";
    private static final int MAX_NAME_CHARS = 60;

    private sealed interface Content {
        record Text(String text) implements Content {}

        record Stored(FileRef file) implements Content {}
    }

    private final Child child;
    private final Answer answer;
    private final Map<String, Content> byName = new LinkedHashMap<>();

    /**
     * @param child that has ended
     */
    ChildFiles(Child child) {
        this.child = child;
        RunReport report = Objects.requireNonNull(child.end()).report();
        this.answer = report == null ? Answer.NONE : report.answer();
        if (report == null) {
            return;
        }
        FileRef whole = answer.resultFile();
        byName.put(
                RESULT,
                whole == null ? new Content.Text(answer.result()) : new Content.Stored(whole));
        byName.put(SUMMARY, new Content.Text(answer.summary()));
        answer.outputs().stream()
                .limit(Limits.TASK_FILES)
                .forEach(file -> byName.put(unusedName(file.name()), new Content.Stored(file)));
    }

    private String unusedName(String name) {
        String unused = name;
        for (int n = 2; byName.containsKey(unused); n++) {
            unused = n + "-" + Limits.cut(name, MAX_NAME_CHARS);
        }
        return unused;
    }

    /** {@code <child>/<name>}, where the name is a plain one. */
    List<String> paths() {
        return byName.keySet().stream().map(name -> child.id() + "/" + name).toList();
    }

    byte[] content(int number, SentFiles files) throws DelegateException {
        List<Content> all = List.copyOf(byName.values());
        if (number >= all.size()) {
            throw new DelegateException(404, "There is no file %d.".formatted(number));
        }
        return bytes(all.get(number), files);
    }

    /** What the agent said. */
    byte[] result(SentFiles files) throws DelegateException {
        Content content = byName.get(RESULT);
        return content == null ? new byte[0] : bytes(content, files);
    }

    private static byte[] bytes(Content content, SentFiles files) throws DelegateException {
        return switch (content) {
            case Content.Text(String text) -> text.getBytes(StandardCharsets.UTF_8);
            case Content.Stored(FileRef file) -> files.fetch(file);
        };
    }
}
