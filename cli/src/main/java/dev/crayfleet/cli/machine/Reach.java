package dev.crayfleet.cli.machine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;

/** Whether something listens at an address, and whether other machines may reach it. */
public final class Reach {
    private static final int CONNECT_TIMEOUT_MS = 1_500;

    /** Of an address of this machine, which answers at once or not at all. */
    private static final int OWN_TIMEOUT_MS = 200;

    private static final int MAX_OWN_ADDRESSES = 8;

    private Reach() {}

    /** Whether anything listens there; takes 1.5 s at most, apart from finding the name. */
    public static boolean isReached(InetSocketAddress address) {
        return isReached(address, CONNECT_TIMEOUT_MS);
    }

    private static boolean isReached(InetSocketAddress address, int timeoutMs) {
        try (Socket socket = new Socket()) {
            socket.connect(address, timeoutMs);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Whether what listens there is reached by others than this machine: it is not at loopback, or
     * its port is open at another address of this machine, too.
     */
    public static boolean isBeyondLoopback(String host, int port) {
        try {
            if (!InetAddress.getByName(host).isLoopbackAddress()) {
                return true;
            }
        } catch (UnknownHostException e) {
            return false;
        }
        return ownAddresses().stream()
                .anyMatch(each -> isReached(new InetSocketAddress(each, port), OWN_TIMEOUT_MS));
    }

    private static List<InetAddress> ownAddresses() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(each -> !each.isLoopbackAddress() && !each.isLinkLocalAddress())
                    .limit(MAX_OWN_ADDRESSES)
                    .toList();
        } catch (SocketException e) {
            return Stream.<InetAddress>empty().toList();
        }
    }
}
