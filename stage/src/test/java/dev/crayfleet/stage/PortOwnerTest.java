package dev.crayfleet.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class PortOwnerTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void namesTheProcessThatListens() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(PortOwner.nameOf(socket.getLocalPort()))
                    .isEqualTo("process %d (java)".formatted(ProcessHandle.current().pid()));
        }
    }

    @Test
    void saysNothingWhereNothingIsKnown(@TempDir Path proc) throws Exception {
        assertThat(new PortOwner(proc).of(8080)).isEmpty();
        Files.createDirectories(proc.resolve("net"));
        Files.writeString(
                proc.resolve("net/tcp"),
                "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1145 1 0 100\n");
        assertThat(new PortOwner(proc).of(8080)).isEmpty();
    }

    @Test
    void findsTheSocketAmongTheProcesses(@TempDir Path proc) throws Exception {
        Files.createDirectories(proc.resolve("net"));
        Files.createDirectories(proc.resolve("47/fd"));
        Files.writeString(proc.resolve("47/comm"), "kafka\n");
        Files.createSymbolicLink(proc.resolve("47/fd/3"), Path.of("socket:[1145]"));
        Files.writeString(
                proc.resolve("net/tcp6"),
                "  sl  local_address\n   0: 00000000000000000000000001000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1145 1 0 100\n");
        assertThat(new PortOwner(proc).of(8080)).contains("process 47 (kafka)");
        assertThat(new PortOwner(proc).of(8081)).isEmpty();
    }
}
