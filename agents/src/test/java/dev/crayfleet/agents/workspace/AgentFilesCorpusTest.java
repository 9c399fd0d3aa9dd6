package dev.crayfleet.agents.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.corpus.Corpus;
import dev.crayfleet.corpus.HostileInput;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reads and deletes each workspace of the corpus. */
@EnabledOnOs(OS.LINUX)
class AgentFilesCorpusTest {
    private static final Set<String> OWN_FILES =
            Set.of(
                    "AGENTS.md",
                    "RESULT.txt",
                    "SUMMARY.txt",
                    "TASK.txt",
                    "agent-output.log",
                    "outputs/");

    @TempDir Path folder;

    static List<HostileInput> inputs() {
        return Corpus.of("agent-files");
    }

    @ParameterizedTest
    @MethodSource("inputs")
    @Timeout(60)
    void readsAndDeletesEachWorkspaceOfTheCorpus(HostileInput input) throws Exception {
        WorkspaceSettings settings =
                new WorkspaceSettings(
                        folder.resolve("workers"),
                        null,
                        null,
                        Duration.ofHours(24),
                        Duration.ofHours(168),
                        2_000,
                        1_000,
                        0);
        Workspace workspace =
                new Workspaces(settings, new Random(1))
                        .create(new TaskId("t-1"), "do it", Map.of(), Instant.EPOCH);
        fill(workspace.task(), input.input());
        WorkspaceOutput output =
                WorkspaceOutput.of(
                        workspace, settings, input.text("words").orElse(""), text -> text);
        if (input.answer().has("begins")) {
            assertThat(output.result()).startsWith(input.answer("begins").orElseThrow());
        } else {
            assertThat(output.result()).isEqualTo(input.answer("result").orElseThrow());
        }
        assertThat(output.result()).doesNotContain("\ufffd");
        input.answer("summary")
                .ifPresent(summary -> assertThat(output.summary()).isEqualTo(summary));
        assertThat(output.outputs())
                .extracting(WorkspaceOutput.Output::name)
                .containsExactlyInAnyOrderElementsOf(
                        input.answer()
                                .path("carried")
                                .valueStream()
                                .map(JsonNode::asText)
                                .toList());
        assertThat(String.join("\n", output.notes())).contains(input.answer("notes").orElse(""));
        assertThat(output.files())
                .allMatch(name -> name.chars().noneMatch(Character::isISOControl))
                .allMatch(name -> name.length() <= 121);
        if (input.answer().has("named")) {
            assertThat(output.files().stream().filter(name -> !OWN_FILES.contains(name)))
                    .hasSize(input.answer().get("named").asInt());
        }
        if (Files.exists(workspace.task().resolve("deep"))) {
            Files.move(workspace.task().resolve("deep"), folder.resolve("deep"));
            FolderDeletion.deleteByPaths(folder.resolve("deep"));
            deepen(workspace.task(), input.input().path("deep").asInt());
        }
        FolderDeletion.delete(workspace.root());
        assertThat(workspace.root()).doesNotExist();
    }

    private static void fill(Path task, JsonNode input) throws Exception {
        for (var file : input.path("files").properties()) {
            Files.write(withParent(task.resolve(file.getKey())), bytes(file.getValue()));
        }
        for (var link : input.path("links").properties()) {
            Path at = withParent(task.resolve(link.getKey()));
            if (Files.isDirectory(at)) {
                FolderDeletion.delete(at);
            }
            Files.createSymbolicLink(at, Path.of(link.getValue().asText()));
        }
        for (JsonNode fifo : input.path("fifos")) {
            shell(task, "mkfifo \"$1\"", withParent(task.resolve(fifo.asText())).toString());
        }
        for (JsonNode each : input.path("folders")) {
            Files.createDirectories(task.resolve(each.asText()));
        }
        for (var sparse : input.path("sparse").properties()) {
            try (RandomAccessFile file =
                    new RandomAccessFile(
                            withParent(task.resolve(sparse.getKey())).toFile(), "rw")) {
                file.setLength(sparse.getValue().asLong());
            }
        }
        Files.createDirectories(task.resolve("outputs"));
        for (JsonNode name : input.path("names")) {
            // By a shell, which takes a name of any bytes.
            StringBuilder octal = new StringBuilder();
            for (byte each : bytes(name)) {
                octal.append("\\%03o".formatted(each & 0xff));
            }
            shell(task, "n=$(printf \"$1.\"); : > \"./${n%.}\"", octal.toString());
        }
        if (input.has("deep")) {
            deepen(task, input.path("deep").asInt());
        }
    }

    private static void deepen(Path task, int depth) throws Exception {
        shell(
                task,
                "mkdir deep && cd deep && n=$(printf '%0250d' 0) && for i in $(seq $1); do mkdir $n && cd $n || exit 1; done; : > end",
                Integer.toString(depth));
    }

    private static Path withParent(Path file) throws Exception {
        Files.createDirectories(file.getParent());
        return file;
    }

    private static byte[] bytes(JsonNode content) {
        return new HostileInput(
                        "agent-files",
                        "part",
                        "part",
                        JsonNodeFactory.instance.objectNode().set("part", content),
                        JsonNodeFactory.instance.objectNode())
                .bytes("part")
                .orElseThrow();
    }

    private static void shell(Path in, String script, String argument) throws Exception {
        Process process =
                new ProcessBuilder("bash", "-c", script, "bash", argument)
                        .directory(in.toFile())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).describedAs(output).isZero();
    }
}
