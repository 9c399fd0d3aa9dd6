package dev.crayfleet.cli.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Priority;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Thinking;
import dev.crayfleet.kafka.Progress;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchFileTest {
    private static final SubmittableTask.Overrides NOTHING =
            new SubmittableTask.Overrides(TaskOptions.NONE, null);

    @TempDir Path folder;

    /** What is read of a file. */
    private static final class Read implements BatchFile.Visitor {
        private final List<Long> lines = new ArrayList<>();
        private final List<TaskId> ids = new ArrayList<>();
        private final List<SubmittableTask> tasks = new ArrayList<>();
        private final SortedMap<Long, String> refused = new TreeMap<>();

        @Override
        public void task(long line, TaskId id, SubmittableTask task) {
            lines.add(line);
            ids.add(id);
            tasks.add(task);
        }

        @Override
        public void refused(long line, String reason) {
            refused.put(line, reason);
        }

        private List<String> prompts() {
            return tasks.stream().map(SubmittableTask::prompt).toList();
        }
    }

    private Path file(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    private Read read(String name, String content) throws IOException {
        return read(file(name, content.getBytes(StandardCharsets.UTF_8)), NOTHING, "");
    }

    private static Read read(Path file, SubmittableTask.Overrides overrides, String run) {
        Read read = new Read();
        BatchFile.open(file, overrides, run).read(read, Progress.NONE);
        return read;
    }

    @Test
    void eachLineOfATextIsATaskWithTags() throws IOException {
        Read read =
                read(
                        "tasks.txt",
                        "\uFEFFfirst [model:cheap]\r\n\r\n  \t\nsecond [agent:auditor]\nlast");
        assertThat(read.refused).isEmpty();
        assertThat(read.prompts()).containsExactly("first", "second", "last");
        assertThat(read.lines).containsExactly(1L, 4L, 5L);
        assertThat(read.tasks.getFirst().options().model()).isEqualTo("cheap");
        assertThat(read.tasks.get(1).pool()).isEqualTo(new Pool("auditor"));
    }

    @Test
    void flagsWinOverWhatALineSays() throws IOException {
        SubmittableTask.Overrides overrides =
                new SubmittableTask.Overrides(
                        new TaskOptions(null, Thinking.HIGH, null, null, null), new Pool("ops"));
        byte[] json =
                "{\"prompt\": \"x\", \"agent\": \"a\", \"thinking\": \"low\", \"retries\": 0}"
                        .getBytes(StandardCharsets.UTF_8);
        SubmittableTask task = read(file("a.jsonl", json), overrides, "").tasks.getFirst();
        assertThat(task.pool()).isEqualTo(new Pool("ops"));
        assertThat(task.options().thinking()).isEqualTo(Thinking.HIGH);
        assertThat(task.options().retries()).isZero();
    }

    @Test
    void theSameFileGivesTheSameIdsAndAChangedLineAnotherOne() throws IOException {
        List<TaskId> ids = read("a.txt", "one\ntwo\nthree\n").ids;
        assertThat(ids.getFirst().value())
                .as("an older build gave the same, or a resumed batch is done twice")
                .isEqualTo("batch-37c75c8b93584dad77971818");
        assertThat(read("b.txt", "one\ntwo\nthree").ids).isEqualTo(ids);
        List<TaskId> changed = read("a.txt", "one\ntwo!\nthree\nfour\n").ids;
        assertThat(changed).hasSize(4).doesNotHaveDuplicates();
        assertThat(changed.get(0)).isEqualTo(ids.get(0));
        assertThat(changed.get(1)).isNotEqualTo(ids.get(1));
        assertThat(changed.get(2)).isEqualTo(ids.get(2));
        assertThat(read("a.txt", "one [retries:0]").ids.getFirst()).isNotEqualTo(ids.getFirst());
    }

    @Test
    void theSameLineTwiceAreTwoTasks() throws IOException {
        List<TaskId> ids = read("a.txt", "again\nother\nagain\nagain\n").ids;
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(ids.get(2).value()).isEqualTo(ids.getFirst() + "-2");
        assertThat(ids.get(3).value()).isEqualTo(ids.getFirst() + "-3");
        assertThat(ids.getFirst().value()).matches("batch-[0-9a-f]{24}");
        assertThat(read("a.txt", "other\nagain\nagain\nagain\n").ids)
                .as("in another order")
                .containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void anotherRunHasOtherTasks() throws IOException {
        Path file = file("a.txt", "one\none\n".getBytes(StandardCharsets.UTF_8));
        List<TaskId> monday = read(file, NOTHING, "monday").ids;
        assertThat(read(file, NOTHING, "monday").ids).isEqualTo(monday);
        assertThat(read(file, NOTHING, "tuesday").ids).doesNotContainAnyElementsOf(monday);
        assertThat(read(file, NOTHING, "").ids).doesNotContainAnyElementsOf(monday);
    }

    @Test
    void anObjectOnEachLine() throws IOException {
        Read read =
                read(
                        "a.jsonl",
                        """
                        {"prompt": "first [model:x]", "timeout": "10m", "requester": "ada"}

                        {"prompt": "second", "id": "mine", "priority": "high"}
                        """);
        assertThat(read.refused).isEmpty();
        assertThat(read.prompts()).containsExactly("first [model:x]", "second");
        assertThat(read.tasks.getFirst().options().timeout()).isEqualTo(Duration.ofMinutes(10));
        assertThat(String.valueOf(read.tasks.getFirst().requester())).contains("ada");
        assertThat(read.tasks.get(1).requester()).isNull();
        assertThat(read.ids.get(1)).isEqualTo(new TaskId("mine"));
    }

    @Test
    void linesThatAreNoTasksAreRefusedByTheirNumbers() throws IOException {
        Read read =
                read(
                        "a.jsonl",
                        """
                        {"prompt": "good"}
                        {"prompt": "cut off
                        {"prompt": "x", "modle": "cheap"}
                        ["x"]
                        {"prompt": "  "}
                        {"prompt": "x", "id": "discord-1"}
                        {"prompt": "x", "retries": 99}
                        {"prompt": "x", "id": "twice"}
                        {"prompt": "y", "id": "twice"}
                        {"prompt": "x", "files": [{"name": "a", "size": 1, "sha256": "%s", "partition": 0, "offset": 0, "chunks": 1}]}
                        {"prompt": "x"} {"prompt": "y"}
                        """
                                .formatted("0".repeat(64)));
        assertThat(read.prompts()).containsExactly("good", "x");
        assertThat(read.refused).containsOnlyKeys(2L, 3L, 4L, 5L, 6L, 7L, 9L, 10L, 11L);
        assertThat(read.refused.get(2L)).contains("no JSON");
        assertThat(read.refused.get(3L)).contains("\"modle\"; did you mean \"model\"?");
        assertThat(read.refused.get(5L)).contains("nothing to do");
        assertThat(read.refused.get(6L)).contains("only the fleet itself gives");
        assertThat(read.refused.get(9L)).isEqualTo("id \"twice\" is that of line 8 already");
        assertThat(read.refused.get(10L)).contains("cannot have files");
    }

    @Test
    void brokenUtf8AndNulAreRefusedAndTheOthersRead() throws IOException {
        byte[] content = "good\nb?d\nn?l\ngöod\n".getBytes(StandardCharsets.UTF_8);
        content[6] = (byte) 0xC3;
        content[10] = 0;
        Read read = read(file("a.txt", content), NOTHING, "");
        assertThat(read.prompts()).containsExactly("good", "göod");
        assertThat(read.refused).containsOnlyKeys(2L, 3L);
        assertThat(read.refused.get(2L)).contains("no UTF-8 text");
    }

    @Test
    void aFileInUtf16IsToldApart() {
        assertThatThrownBy(() ->
                        read(
                                file("a.txt", "\uFEFFtask\n".getBytes(StandardCharsets.UTF_16LE)),
                                NOTHING,
                                ""))
                .hasMessageContaining("save it as UTF-8");
    }

    @Test
    void aHugeLineIsRefusedAndNotHeld() throws IOException {
        Path file = folder.resolve("huge.txt");
        byte[] mebibyte = "x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write("first\n".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 20; i++) {
                out.write(mebibyte);
            }
            out.write("\nthird\n".getBytes(StandardCharsets.UTF_8));
        }
        Read read = read(file, NOTHING, "");
        assertThat(read.prompts()).containsExactly("first", "third");
        assertThat(read.refused).containsExactly(Map.entry(2L, "the line has more than 8 MiB"));
    }

    @Test
    void rowsOfATable() throws IOException {
        Read read =
                read(
                        "a.csv",
                        """
                        \uFEFFPrompt, Agent ,retries,timeout,id
                        "two
                        lines, and a ""quote""\",auditor,0,10m,mine
                        plain,,,,
                        ,,,,
                        last,, 1 ,,
                        """);
        assertThat(read.refused).isEmpty();
        assertThat(read.prompts()).containsExactly("two\nlines, and a \"quote\"", "plain", "last");
        assertThat(read.lines).containsExactly(2L, 4L, 6L);
        assertThat(read.ids.getFirst()).isEqualTo(new TaskId("mine"));
        assertThat(read.tasks.getFirst().pool()).isEqualTo(new Pool("auditor"));
        assertThat(read.tasks.getFirst().options().retries()).isZero();
        assertThat(read.tasks.getFirst().options().timeout()).isEqualTo(Duration.ofMinutes(10));
        assertThat(read.tasks.get(2).options().retries()).isOne();
    }

    @Test
    void aQuoteWithinACellIsACharacter() throws IOException {
        Read read =
                read(
                        "a.csv",
                        "prompt,model\nA 5\" disk,\nsecond task,x\nB 6\" \"disk\" \"\",\n\"3\"\" and\n4\"\"\",\n");
        assertThat(read.refused).isEmpty();
        assertThat(read.prompts())
                .containsExactly(
                        "A 5\" disk", "second task", "B 6\" \"disk\" \"\"", "3\" and\n4\"");
        assertThat(read.lines).containsExactly(2L, 3L, 4L, 5L);
    }

    @Test
    void aLineEndOfAnotherKindLosesNoTask() throws IOException {
        Read read = read("a.csv", "prompt,model\none,\rtwo,\n\"th\rree\",\nfour,\r\n");
        assertThat(read.prompts()).containsExactly("th\rree", "four");
        assertThat(read.refused).containsOnlyKeys(2L);
        assertThat(read.refused.get(2L)).contains("a line end of another kind");
        assertThatThrownBy(() -> read("b.csv", "prompt\rone\rtwo\r"))
                .hasMessageContaining("a line end of another kind");
    }

    @Test
    void aTableMayHaveSemicolonsAsSpreadsheetsWriteThem() throws IOException {
        Read read = read("a.csv", "prompt;priority\r\na, b;high\r\n");
        assertThat(read.prompts()).containsExactly("a, b");
        assertThat(read.tasks.getFirst().options().priority()).isEqualTo(Priority.HIGH);
    }

    @Test
    void rowsThatAreWrongAreRefusedByTheirNumbers() throws IOException {
        Read read =
                read(
                        "a.csv",
                        """
                        prompt,model
                        one, two, three
                        only
                        "a" b,c
                        x,no model
                        good,cheap
                        ,cheap
                        %s
                        "never closed,x
                        more
                        """
                                .formatted(",".repeat(1_000_000)));
        assertThat(read.prompts()).containsExactly("good");
        assertThat(read.refused).containsOnlyKeys(2L, 3L, 4L, 5L, 7L, 8L, 9L);
        assertThat(read.refused.get(2L))
                .isEqualTo(
                        "3 cells, but the first row has 2 names; a text with \",\" in it stands in quotes");
        assertThat(read.refused.get(4L)).contains("quotes are not right");
        assertThat(read.refused.get(5L)).contains("\"no model\" is no model's name");
        assertThat(read.refused.get(7L)).contains("prompt", "missing");
        assertThat(read.refused.get(8L)).startsWith("1000001 cells");
        assertThat(read.refused.get(9L)).contains("never closed");
    }

    @Test
    void aTableWhoseFirstRowIsWrongIsRefusedAsAWhole() {
        assertThatThrownBy(() -> read("a.csv", "task,model\nx,y\n"))
                .hasMessageContaining("no column is called \"prompt\"; these are: task, model");
        assertThatThrownBy(() -> read("a.csv", "prompt,modl\nx,y\n"))
                .hasMessageContaining("line 1")
                .hasMessageContaining("did you mean \"model\"?");
        assertThatThrownBy(() -> read("a.csv", "prompt," + "x,".repeat(1_000_000) + "\nx"))
                .hasMessageContaining("too long");
        assertThatThrownBy(() -> read("a.csv", "prompt," + "x,".repeat(100) + "\nx"))
                .hasMessageContaining("102 cells");
        assertThatThrownBy(() -> read("a.csv", "prompt,id,ID\nx,y,z\n"))
                .hasMessageContaining("\"id\" is there twice");
    }

    @Test
    void tooManyTasksAreRefused() throws IOException {
        Path file = file("a.txt", "1\n2\n3\n".getBytes(StandardCharsets.UTF_8));
        BatchFile three = new BatchFile(file, NOTHING, "", 3);
        Read read = new Read();
        three.read(read, Progress.NONE);
        assertThat(read.ids).hasSize(3);
        BatchFile two = new BatchFile(file, NOTHING, "", 2);
        assertThatThrownBy(() -> two.read(new Read(), Progress.NONE))
                .hasMessageContaining("more than 2 tasks: split it");
    }

    @Test
    void whatIsNoBatchIsRefused() throws IOException {
        Path xlsx = file("a.xlsx", new byte[1]);
        assertThatThrownBy(() -> BatchFile.open(xlsx, NOTHING, ""))
                .hasMessageContaining(".txt, .jsonl, .csv");
        assertThatThrownBy(() -> BatchFile.open(folder.resolve("none.txt"), NOTHING, ""))
                .hasMessageContaining("there is no file");
        assertThatThrownBy(() -> BatchFile.open(folder, NOTHING, ""))
                .hasMessageContaining("is no file");
        assertThatThrownBy(() -> BatchFile.open(Path.of("-"), NOTHING, ""))
                .hasMessageContaining("name a file");
    }
}
