package dev.crayfleet.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids become Kafka keys and folder names; file names from outside become files in our folders. */
class NamesTest {
    private static final Map<String, Function<String, Object>> IDS =
            Map.of(
                    "task id", TaskId::new,
                    "pool", Pool::new,
                    "runner id", RunnerId::new,
                    "incarnation", Incarnation::new);

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "7", "discord-1200000000000000001", "kafka-3-42", "a..b", "A_b.c-D"})
    void idsMayHaveSafeCharacters(String value) {
        IDS.values().forEach(id -> assertThat(id.apply(value)).asString().isNotEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "..",
                ".hidden",
                "-rf",
                "_x",
                "a/b",
                "a\\b",
                "a b",
                "a\n",
                "../../etc/passwd",
                "zoë",
                "a\u0000",
                "a:b",
                "<@1>"
            })
    void idsMayNotHaveOtherCharacters(String value) {
        IDS.forEach((what, id) ->
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> id.apply(value))
                        .withMessageStartingWith(what));
    }

    @Test
    void idsHaveAMaximumLength() {
        assertThat(new TaskId("x".repeat(128)).value()).hasSize(128);
        assertThatThrownBy(() -> new TaskId("x".repeat(129)))
                .hasMessage("task id has 129 characters; at most 128 are allowed");
        assertThatThrownBy(() -> new Pool("x".repeat(65)))
                .hasMessage("pool has 65 characters; at most 64 are allowed");
        assertThatThrownBy(() -> new RunnerId("x".repeat(97)))
                .hasMessage("runner id has 97 characters; at most 96 are allowed");
        assertThatThrownBy(() -> new Incarnation("x".repeat(65)))
                .hasMessage("incarnation has 65 characters; at most 64 are allowed");
    }

    @Test
    void aPoolsNameIsCaseInsensitive() {
        assertThat(new Pool("Auditor")).isEqualTo(new Pool("auditor"));
    }

    @Test
    void theSameOriginGivesTheSameTaskId() {
        assertThat(TaskId.ofDiscord("12")).isEqualTo(new TaskId("discord-12"));
        assertThat(TaskId.ofRecord(3, 42)).isEqualTo(new TaskId("kafka-3-42"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "report.pdf",
                "figures 2025.csv",
                "übersicht.md",
                "a..b",
                "...",
                ".env",
                "🦞.png",
                "~x"
            })
    void plainFileNamesAreAllowed(String name) {
        assertThat(FileRef.isSafeName(name)).isTrue();
        assertThat(file(name).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ".",
                "..",
                "../x",
                "/etc/passwd",
                "a/b",
                "a/",
                "..\\x",
                "C:x",
                "a\u0000b",
                "a\nb",
                "a\u007f",
                "half\ud83e"
            })
    void fileNamesThatCouldLeaveTheirFolderAreRefused(String name) {
        assertThat(FileRef.isSafeName(name)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> file(name))
                .withMessageEndingWith("is no plain file name");
    }

    @Test
    void fileNamesHaveTheMaximumLengthOfFileSystems() {
        assertThat(FileRef.isSafeName("x".repeat(255))).isTrue();
        assertThat(FileRef.isSafeName("x".repeat(256))).isFalse();
        assertThat(FileRef.isSafeName("é".repeat(127))).isTrue();
        assertThat(FileRef.isSafeName("é".repeat(128))).isFalse();
    }

    @Test
    void numbersOfAFileReferenceAreChecked() {
        for (FileRefShape bad :
                List.of(
                        new FileRefShape(-1, 0, 0, 1),
                        new FileRefShape(Limits.FILE_BYTES + 1L, 0, 0, 17),
                        new FileRefShape(1, -1, 0, 1),
                        new FileRefShape(1, 0, -1, 1),
                        new FileRefShape(1, 0, 0, 0))) {
            assertThatIllegalArgumentException().as("%s", bad).isThrownBy(bad::make);
        }
        assertThat(new FileRefShape(Limits.FILE_BYTES, 0, 0, 16).make().size())
                .isEqualTo(8 * 1024 * 1024);
    }

    private record FileRefShape(long size, int partition, long offset, int chunks) {
        FileRef make() {
            return new FileRef("x", size, "0".repeat(64), partition, offset, chunks);
        }
    }

    private static FileRef file(String name) {
        return new FileRef(name, 1, "0".repeat(64), 0, 0, 1);
    }

    @Test
    void aReplaysIdIsTheSameEachTimeAndFits() {
        assertThat(new TaskId("a").replay(1)).hasToString("a-replay-1");
        TaskId longest = new TaskId("x".repeat(TaskId.MAX_CHARS));
        TaskId other = new TaskId("x".repeat(TaskId.MAX_CHARS - 1) + "y");
        assertThat(longest.replay(1)).isEqualTo(longest.replay(1)).isNotEqualTo(other.replay(1));
        assertThat(longest.replay(TaskId.MAX_REPLAYS).value())
                .hasSize(TaskId.MAX_CHARS)
                .endsWith("-replay-999");
        assertThatThrownBy(() -> longest.replay(0)).hasMessageContaining("1 to 999, and not 0");
        assertThatThrownBy(() -> longest.replay(TaskId.MAX_REPLAYS + 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Each replay fails and is replayed in turn, for years. */
    @Test
    void anIdDoesNotGrowWithoutEndByReplaysOfReplays() {
        TaskId id = new TaskId("nightly");
        Set<TaskId> all = new HashSet<>();
        for (int i = 0; i < 2_000; i++) {
            assertThat(all.add(id)).isTrue();
            assertThat(id.value()).startsWith("nightly").hasSizeLessThanOrEqualTo(128);
            id = id.replay(1);
        }
    }
}
