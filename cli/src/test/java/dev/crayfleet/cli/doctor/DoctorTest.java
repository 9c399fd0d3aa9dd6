package dev.crayfleet.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.runner.RunnerDoctor.Finding;
import dev.crayfleet.runner.RunnerDoctor.Severity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That one check does not spoil the others, and what is found on the machine itself. */
class DoctorTest {
    @TempDir Path folder;

    private record Fake(String area, Callable<List<Finding>> body) implements Check {
        @Override
        public List<Finding> run() throws Exception {
            return body.call();
        }
    }

    @Test
    void aCheckThatHangsIsToldAndHoldsNothingUp() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        Check hangs =
                new Fake(
                        "Far away",
                        () -> {
                            try {
                                new CountDownLatch(1).await();
                            } catch (InterruptedException e) {
                                interrupted.countDown();
                            }
                            return List.of();
                        });
        Check works = new Fake("Here", () -> List.of(Finding.ok("It is well.")));
        List<Doctor.Section> found = Doctor.run(List.of(hangs, works), Duration.ofMillis(200));
        assertThat(found.getFirst().findings().getFirst().sentence())
                .contains("not looked at to the end");
        assertThat(found.getLast().findings()).containsExactly(Finding.ok("It is well."));
        interrupted.await();
    }

    @Test
    void whateverACheckThrowsIsAFinding() throws Exception {
        Check fails =
                new Fake(
                        "Broken",
                        () -> {
                            throw new StackOverflowError("too deep");
                        });
        List<Doctor.Section> found = Doctor.run(List.of(fails), Duration.ofSeconds(5));
        assertThat(found.getFirst().findings().getFirst().severity()).isEqualTo(Severity.ERROR);
        assertThat(found.getFirst().findings().getFirst().sentence()).contains("too deep");
    }

    @Test
    void aSecretThatOthersCanReadIsNamed() throws Exception {
        Path open = write("discord-config.env", "rw-r--r--");
        Path closed = write("openclaw.json", "rw-------");
        List<Finding> found =
                new FileCheck(List.of(open, closed, folder.resolve("missing")), folder.resolve("x"))
                        .run();
        assertThat(found)
                .anyMatch(each ->
                        each.severity() == Severity.WARNING
                                && each.sentence().contains("chmod 600 " + open))
                .anyMatch(each ->
                        each.severity() == Severity.OK
                                && each.sentence().startsWith(closed.toString()))
                .noneMatch(each -> each.sentence().contains("missing"));
    }

    private Path write(String name, String permissions) throws Exception {
        Path file = Files.writeString(folder.resolve(name), "x");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
}
