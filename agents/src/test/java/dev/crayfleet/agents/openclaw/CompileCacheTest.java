package dev.crayfleet.agents.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.agents.process.ResourceLimits;
import dev.crayfleet.agents.process.SlotUsers;
import dev.crayfleet.agents.process.SystemUser;
import dev.crayfleet.agents.testing.MadeUpUsers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Compiled code is executed: whoever can write it can be whoever starts with it. */
@EnabledOnOs(OS.LINUX)
class CompileCacheTest {
    @TempDir Path folder;

    private String prepare(Map<String, String> environment, String own, SystemUser user)
            throws IOException {
        CompileCache.prepare(
                environment,
                folder.resolve("shared"),
                folder.resolve(own),
                ResourceLimits.NONE.as(user));
        return folder.relativize(Path.of(environment.get(CompileCache.VARIABLE))).toString();
    }

    private static Object owner(Path path) throws IOException {
        return Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    @Test
    void noAgentExecutesWhatAnotherWrote() throws Exception {
        MadeUpUsers made = MadeUpUsers.make(folder, 2);
        try (SlotUsers users = made.claim(2)) {
            SystemUser one = Objects.requireNonNull(users.take().user());
            SystemUser other = Objects.requireNonNull(users.take().user());
            assertThat(prepare(new HashMap<>(), "one", one)).isEqualTo("one");
            assertThat(prepare(new HashMap<>(), "other", other)).isEqualTo("other");
            assertThat(owner(folder.resolve("one"))).isEqualTo(made.uid(1));
            assertThat(owner(folder.resolve("other"))).isEqualTo(made.uid(2));
            assertThat(folder.resolve("shared")).doesNotExist();
        }
    }

    @Test
    void whatIsPreparedStaysItsOwners() throws Exception {
        MadeUpUsers made = MadeUpUsers.make(folder, 1);
        Path prepared = Files.createDirectory(folder.resolve("prepared"));
        try (SlotUsers users = made.claim(1)) {
            SystemUser user = Objects.requireNonNull(users.take().user());
            for (SystemUser each : new SystemUser[] {user, user.shared()}) {
                Map<String, String> environment =
                        new HashMap<>(Map.of(CompileCache.VARIABLE, prepared.toString()));
                assertThat(prepare(environment, "own", each)).isEqualTo("prepared");
            }
        }
        assertThat(owner(prepared)).isEqualTo(0);
        assertThat(folder.resolve("own")).doesNotExist();
        assertThat(folder.resolve("shared")).doesNotExist();
    }

    /** As after a change of the user that agents run as. */
    @Test
    void whatAStrangerHadIsMadeAnewAndNotGivenAway() throws Exception {
        MadeUpUsers made = MadeUpUsers.make(folder, 2);
        Path outside = Files.createFile(folder.resolve("outside"));
        try (SlotUsers users = made.claim(2)) {
            SystemUser one = Objects.requireNonNull(users.take().user()).shared();
            SystemUser other = Objects.requireNonNull(users.take().user()).shared();
            assertThat(prepare(new HashMap<>(), "own", one)).isEqualTo("shared");
            Path code = Files.createFile(folder.resolve("shared/code"));
            Files.createLink(folder.resolve("shared/link"), outside);
            assertThat(prepare(new HashMap<>(), "own", one)).isEqualTo("shared");
            assertThat(code).exists();
            assertThat(prepare(new HashMap<>(), "own", other)).isEqualTo("shared");
            assertThat(folder.resolve("shared")).isEmptyDirectory();
            assertThat(owner(folder.resolve("shared"))).isEqualTo(made.uid(2));
            assertThat(owner(outside)).isEqualTo(0);
        }
    }
}
