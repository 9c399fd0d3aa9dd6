package dev.crayfleet.stage;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

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
                            ValueLayout.JAVA_INT));
    private final MethodHandle close =
            function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), descriptor);
    }

    /**
     * @param path of the socket; one that begins with {@code @} is in Linux's abstract namespace
     * @throws IOException if it cannot be sent
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
                long sent =
                        (long)
                                sendTo.invokeExact(
                                        descriptor,
                                        bytes,
                                        bytes.byteSize(),
                                        NO_SIGNAL,
                                        address,
                                        (int) address.byteSize());
                if (sent != bytes.byteSize()) {
                    throw new IOException("nobody listens at " + path);
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
