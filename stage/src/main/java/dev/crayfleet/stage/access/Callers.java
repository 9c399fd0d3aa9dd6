package dev.crayfleet.stage.access;

import dev.crayfleet.fleet.gate.Principal;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.context.ServerRequestContext;
import java.util.Optional;

/** Who has sent a request, as the filter before all controllers has found out. */
public final class Callers {
    private static final String ATTRIBUTE = "crayfleet.principal";

    private Callers() {}

    /**
     * {@link Principal.Token}, or {@link Principal.Local} where no token is demanded.
     *
     * @throws IllegalStateException if nobody has looked, which never happens within a controller
     */
    public static Principal of(HttpRequest<?> request) {
        return find(request)
                .orElseThrow(() -> new IllegalStateException("a caller was not looked at"));
    }

    /**
     * Who has sent the request that this thread answers; {@link Principal.Local} outside of one.
     *
     * @throws IllegalStateException as {@link #of} does
     */
    public static Principal current() {
        return ServerRequestContext.currentRequest()
                .map(request -> of(request))
                .orElseGet(Principal.Local::new);
    }

    /**
     * What the caller has shown, to be shown to another service of the fleet in their name; empty
     * outside of a request, and where they have shown nothing.
     */
    public static Optional<String> authorization() {
        return ServerRequestContext.currentRequest()
                .flatMap(request -> Optional.ofNullable(HookCaller.authorization(request)));
    }

    static Optional<Principal> find(HttpRequest<?> request) {
        return request.getAttribute(ATTRIBUTE, Principal.class);
    }

    static void set(HttpRequest<?> request, Principal principal) {
        request.setAttribute(ATTRIBUTE, principal);
    }
}
