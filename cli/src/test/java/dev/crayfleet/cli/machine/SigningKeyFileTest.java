package dev.crayfleet.cli.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.kafka.signing.SigningKey;
import dev.crayfleet.kafka.signing.SigningKeys;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyFileTest {
    private static final LocalDate TODAY = LocalDate.parse("2026-03-01");

    @TempDir private Path folder;
    private Path path;
    private SigningKeyFile file;

    @BeforeEach
    void name() {
        path = folder.resolve("private/signing.keys");
        file = new SigningKeyFile(path);
    }

    @Test
    void aNewFileHasOneKeyAndIsOnlyTheOwners() throws IOException {
        SigningKeys made = file.create(TODAY);
        assertThat(made.all()).extracting(SigningKey::name).containsExactly("key-2026-03-01");
        assertThat(Files.getPosixFilePermissions(path))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(SigningKeys.read(path)).isEqualTo(made);
        try (var left = Files.list(path.getParent())) {
            assertThat(left).containsExactly(path);
        }
        assertThatThrownBy(() -> file.create(TODAY)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(SigningKeys.read(path)).isEqualTo(made);
    }

    @Test
    void aKeyIsReplacedWhileBothAreKnown() throws IOException {
        SigningKeys old = file.create(TODAY);
        SigningKeys both = file.add(TODAY);
        assertThat(both.all())
                .extracting(SigningKey::name)
                .containsExactly("key-2026-03-01", "key-2026-03-01-2");
        assertThat(both.all().getFirst()).isEqualTo(old.all().getFirst());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> file.remove("key-2026-03-01"))
                .withMessage("key key-2026-03-01 signs; use another one first");
        assertThat(file.use("key-2026-03-01-2").all().getFirst()).isEqualTo(both.all().getLast());
        assertThat(file.remove("key-2026-03-01").all()).containsExactly(both.all().getLast());
        assertThat(SigningKeys.read(path).all()).containsExactly(both.all().getLast());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> file.use("other"))
                .withMessage("there is no key other; there are: key-2026-03-01-2");
    }

    /** A service of another user reads it by its group. */
    @Test
    void aFileThatIsThereKeepsItsRightsAndItsPlace() throws IOException {
        file.create(TODAY);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), path);
        SigningKeys keys = new SigningKeyFile(link).add(TODAY);
        assertThat(link).isSymbolicLink();
        assertThat(SigningKeys.read(path)).isEqualTo(keys);
        assertThat(Files.getPosixFilePermissions(path))
                .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
    }

    @Test
    void thereAreAtMostThree() throws IOException {
        file.create(TODAY);
        file.add(TODAY);
        file.add(TODAY);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> file.add(TODAY))
                .withMessageContaining("3 are the most");
    }

    @Test
    void aFileThatEverybodyMayReadIsRefused() throws IOException {
        file.create(TODAY);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SigningKeys.read(path))
                .withMessageContaining("everybody on this machine may read")
                .withMessageContaining("chmod o-r");
    }

    @Test
    void whatIsWrongIsSaidWithoutTheSecret() throws IOException {
        Files.createDirectories(path.getParent());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SigningKeys.read(path))
                .withMessageContaining("crayfleet keys create makes one");
        String secret =
                new SigningKeys(List.of(SigningKey.random("x")))
                        .text()
                        .lines()
                        .toList()
                        .getLast()
                        .substring(2);
        for (String wrong :
                new String[] {
                    "a b c",
                    "only-a-name",
                    "short QUJD",
                    "name " + secret + "!",
                    "Up " + secret,
                    "two " + secret + "\ntwo " + secret
                }) {
            write(wrong);
            assertThatIllegalArgumentException()
                    .as(wrong)
                    .isThrownBy(() -> SigningKeys.read(path))
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain(secret));
        }
        write("# only a comment\n\n");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SigningKeys.read(path))
                .withMessageContaining("there is no signing key");
        write("a " + "A".repeat(10_000));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SigningKeys.read(path))
                .withMessageContaining("is larger than");
        assertThat(SigningKey.random("shown")).hasToString("SigningKey[shown]");
    }

    private void write(String text) throws IOException {
        Files.writeString(path, text);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    }
}
