package dev.crayfleet.emulator;

import java.util.regex.Pattern;

/**
 * From where an emulator is reached. Its page hands out the person's token to whoever opens it:
 * what reaches further than this machine belongs into a network where nobody else is.
 *
 * @param bindAddress on which it listens: {@code 127.0.0.1}, or {@code 0.0.0.0} in a container
 * @param host under which clients find it, which stands in every address that it gives out. A
 *     request under any other name than this and loopback's is refused. Lower case
 */
public record Reach(String bindAddress, String host) {
    private static final Pattern HOST = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");

    public static final Reach LOOPBACK = new Reach("127.0.0.1", "127.0.0.1");

    /**
     * @throws IllegalArgumentException if the host is no name or address
     */
    public Reach {
        if (!HOST.matcher(host).matches()) {
            throw new IllegalArgumentException("\"" + host + "\" is no name of a host");
        }
    }

    /** For other containers of a network, which call it by this name. */
    public static Reach everywhereAs(String host) {
        return new Reach("0.0.0.0", host);
    }
}
