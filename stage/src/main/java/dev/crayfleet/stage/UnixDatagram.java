package dev.crayfleet.stage;

import dev.crayfleet.contract.ReadableTimes;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Sends to a Unix socket of datagrams, which Java's own channels do not have. The numbers are those
 * of Linux.
 */
final class UnixDatagram {
    private static final int AF_UNIX = 1;
    private static final int DATAGRAM_CLOSED_ON_EXEC = 2 | 0x80000;
    private static final int NO_SIGNAL = 0x4000;
    private static final int FAMILY_BYTES = 2;
    private static final int MAX_PATH_BYTES = 107;
    private static final int SOCKET_LEVEL = 1;
    private static final int SEND_TIMEOUT = 21;
    private static final int TRY_AGAIN = 11;

    private static final StructLayout ERROR = Linker.Option.captureStateLayout();
    private static final VarHandle ERROR_NUMBER =
            ERROR.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private final Duration limit;
    private final MethodHandle socket =
            function(
                    "socket",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT));
    private final MethodHandle sendTo =
            function(
                    "sendto",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_INT,
                            ValueLayout.ADDRESS,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_INT,
                            ValueLayout.ADDRESS,
                            ValueLayout.JAVA_INT),
                    Linker.Option.captureCallState("errno"));
    private final MethodHandle setSocketOption =
            function(
                    "setsockopt",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.ADDRESS,
                            ValueLayout.JAVA_INT));
    private final MethodHandle close =
            function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    /**
     * @param limit how long it is waited for room in the socket of the other side
     */
    UnixDatagram(Duration limit) {
        this.limit = limit;
    }

    private static MethodHandle function(
            String name, FunctionDescriptor descriptor, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().find(name).orElseThrow(), descriptor, options);
    }

    /**
     * @param path of the socket; one that begins with {@code @} is in Linux's abstract namespace
     * @throws IOException with a sentence for people, if it cannot be sent within the limit
     */
    void send(String path, String content) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = address(path, arena);
            MemorySegment bytes =
                    arena.allocateFrom(
                            ValueLayout.JAVA_BYTE, content.getBytes(StandardCharsets.UTF_8));
            int descriptor = (int) socket.invokeExact(AF_UNIX, DATAGRAM_CLOSED_ON_EXEC, 0);
            if (descriptor < 0) {
                throw new IOException("no socket could be opened");
            }
            try {
                limitSending(descriptor, arena);
                MemorySegment error = arena.allocate(ERROR);
                long sent =
                        (long)
                                sendTo.invokeExact(
                                        error,
                                        descriptor,
                                        bytes,
                                        bytes.byteSize(),
                                        NO_SIGNAL,
                                        address,
                                        (int) address.byteSize());
                if (sent != bytes.byteSize()) {
                    throw new IOException(
                            (int) ERROR_NUMBER.get(error, 0L) == TRY_AGAIN
                                    ? "whoever listens at %s has read nothing for %s"
                                            .formatted(path, ReadableTimes.duration(limit))
                                    : "nobody listens at " + path);
                }
            } finally {
                int unused = (int) close.invokeExact(descriptor);
            }
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException("the system could not be called", e);
        }
    }

    /** Without it, a message would wait for ever for room in a socket that nobody reads. */
    private void limitSending(int descriptor, Arena arena) throws Throwable {
        MemorySegment time = arena.allocate(ValueLayout.JAVA_LONG, 2);
        time.setAtIndex(ValueLayout.JAVA_LONG, 0, limit.toSeconds());
        time.setAtIndex(ValueLayout.JAVA_LONG, 1, limit.toNanosPart() / 1_000);
        int set =
                (int)
                        setSocketOption.invokeExact(
                                descriptor,
                                SOCKET_LEVEL,
                                SEND_TIMEOUT,
                                time,
                                (int) time.byteSize());
        if (set != 0) {
            throw new IOException("the system sets no limit of time");
        }
    }

    /** A {@code sockaddr_un}, as long as its path is. */
    static MemorySegment address(String path, Arena arena) throws IOException {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        if (name.length == 0 || name.length > MAX_PATH_BYTES) {
            throw new IOException("no path of a socket: " + path);
        }
        boolean isAbstract = name[0] == '@';
        MemorySegment address =
                arena.allocate(FAMILY_BYTES + name.length + (isAbstract ? 0L : 1L), Short.BYTES);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
        MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, FAMILY_BYTES, name.length);
        if (isAbstract) {
            address.set(ValueLayout.JAVA_BYTE, FAMILY_BYTES, (byte) 0);
        }
        return address;
    }
}
