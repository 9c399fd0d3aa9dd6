package dev.crayfleet.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A listener as systemd has one, made of the same system calls. */
@EnabledOnOs(OS.LINUX)
class SystemdNoticeTest {
    private static final int AF_UNIX = 1;
    private static final int DATAGRAM = 2;
    private static final int DO_NOT_WAIT = 0x40;

    @TempDir private Path folder;

    private static final Duration LIMIT = Duration.ofMillis(200);

    /** Rooms for datagrams that Linux gives a socket, however it is set: far fewer. */
    private static final int MANY = 10_000;

    /** What one datagram to this path says, after it was sent. */
    private static String received(String path, Runnable sending) throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            int descriptor =
                    (int)
                            function("socket", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT)
                                    .invokeExact(AF_UNIX, DATAGRAM, 0);
            assertThat(descriptor).isNotNegative();
            try {
                MemorySegment address = UnixDatagram.address(path, arena);
                int bound =
                        (int)
                                function("bind", ValueLayout.ADDRESS, ValueLayout.JAVA_INT)
                                        .invokeExact(descriptor, address, (int) address.byteSize());
                assertThat(bound).isZero();
                sending.run();
                MemorySegment buffer = arena.allocate(1_000);
                long length =
                        (long)
                                Linker.nativeLinker()
                                        .downcallHandle(
                                                Linker.nativeLinker()
                                                        .defaultLookup()
                                                        .find("recv")
                                                        .orElseThrow(),
                                                FunctionDescriptor.of(
                                                        ValueLayout.JAVA_LONG,
                                                        ValueLayout.JAVA_INT,
                                                        ValueLayout.ADDRESS,
                                                        ValueLayout.JAVA_LONG,
                                                        ValueLayout.JAVA_INT))
                                        .invokeExact(
                                                descriptor, buffer, buffer.byteSize(), DO_NOT_WAIT);
                assertThat(length).as("nothing was sent").isPositive();
                byte[] bytes = buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
                return new String(bytes, StandardCharsets.UTF_8);
            } finally {
                int unused =
                        (int)
                                Linker.nativeLinker()
                                        .downcallHandle(
                                                Linker.nativeLinker()
                                                        .defaultLookup()
                                                        .find("close")
                                                        .orElseThrow(),
                                                FunctionDescriptor.of(
                                                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT))
                                        .invokeExact(descriptor);
            }
        }
    }

    /** Of an int, and two more of these. */
    private static MethodHandle function(
            String name,
            java.lang.foreign.MemoryLayout second,
            java.lang.foreign.MemoryLayout third) {
        return Linker.nativeLinker()
                .downcallHandle(
                        Linker.nativeLinker().defaultLookup().find(name).orElseThrow(),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, second, third));
    }

    @Test
    void isToldWhenTheServiceIsUp() throws Throwable {
        String path = folder.resolve("notify").toString();
        assertThat(received(path, () -> SystemdNotice.ready(path, "poster")))
                .isEqualTo("READY=1\nSTATUS=poster is up\n");
    }

    @Test
    void mayListenInTheAbstractNamespace() throws Throwable {
        String path = "@crayfleet-test-" + ProcessHandle.current().pid();
        assertThat(received(path, () -> SystemdNotice.ready(path, "poster")))
                .startsWith("READY=1\n");
    }

    @Test
    void whereNobodyReadsTheServiceGoesOnAndSaysSoOnce() throws Throwable {
        String path = folder.resolve("full").toString();
        UnixDatagram datagram = new UnixDatagram(LIMIT);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(SystemdNotice.class);
        received(
                path,
                () -> {
                    assertThatThrownBy(
                                    () -> {
                                        for (int i = 0; i < MANY; i++) {
                                            datagram.send(path, "STATUS=" + i);
                                        }
                                    })
                            .isInstanceOf(IOException.class)
                            .hasMessageContaining(path + " has read nothing for ");
                    log.start();
                    logger.addAppender(log);
                    try {
                        SystemdNotice.ready(path, "poster", LIMIT);
                    } finally {
                        logger.detachAppender(log);
                    }
                });
        assertThat(log.list)
                .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.INFO))
                .extracting(ILoggingEvent::getFormattedMessage)
                .singleElement()
                .asString()
                .contains("could not be told that poster is up", "has read nothing for");
    }

    @Test
    void whereNobodyListensTheServiceGoesOn() {
        SystemdNotice.ready(null, "poster");
        SystemdNotice.ready(folder.resolve("none").toString(), "poster");
        assertThatThrownBy(() ->
                        new UnixDatagram(LIMIT).send(folder.resolve("none").toString(), "READY=1"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nobody listens");
        assertThatThrownBy(() -> new UnixDatagram(LIMIT).send("/" + "x".repeat(200), "READY=1"))
                .hasMessageContaining("no path of a socket");
    }

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @Test
    void theWatchdogIsToldInTime() throws Throwable {
        String path = folder.resolve("notify").toString();
        SystemdWatchdog watchdog =
                SystemdWatchdog.of(
                        Map.of(
                                "NOTIFY_SOCKET",
                                path,
                                "WATCHDOG_USEC",
                                "3000000",
                                "WATCHDOG_PID",
                                "42"),
                        42);
        assertThat(received(path, () -> watchdog.beat(0))).isEqualTo("WATCHDOG=1\n");
        // Nothing is sent before a third of the time, and the next call after it sends.
        Files.delete(Path.of(path));
        assertThatThrownBy(() -> received(path, () -> watchdog.beat(SECOND - 1)))
                .hasMessageContaining("nothing was sent");
        Files.delete(Path.of(path));
        assertThat(received(path, () -> watchdog.beat(SECOND))).isEqualTo("WATCHDOG=1\n");
    }

    @Test
    void nobodyIsToldWhereNobodyWatchesThisProcess() throws Throwable {
        String path = folder.resolve("notify").toString();
        for (Map<String, String> environment :
                List.of(
                        Map.of("NOTIFY_SOCKET", path),
                        Map.of("NOTIFY_SOCKET", path, "WATCHDOG_USEC", "0"),
                        Map.of("NOTIFY_SOCKET", path, "WATCHDOG_USEC", "soon"),
                        Map.of("NOTIFY_SOCKET", path, "WATCHDOG_USEC", "9".repeat(30)),
                        Map.of("NOTIFY_SOCKET", path, "WATCHDOG_USEC", "1", "WATCHDOG_PID", "7"))) {
            SystemdWatchdog watchdog = SystemdWatchdog.of(environment, 42);
            assertThatThrownBy(() -> received(path, () -> watchdog.beat(0)))
                    .hasMessageContaining("nothing was sent");
            Files.delete(Path.of(path));
        }
        SystemdWatchdog.of(Map.of("WATCHDOG_USEC", "1"), 42).beat(0);
    }
}
