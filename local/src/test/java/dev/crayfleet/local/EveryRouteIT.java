package dev.crayfleet.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.stage.Stage;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.web.router.Router;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every route of every service, as the services themselves know them, asked by whom it should not
 * answer. A route that is added is asked as well.
 */
class EveryRouteIT {
    private static final String OWN = "localhost";

    /** Of the framework's own there are more, which it shows to nobody. */
    private static final Set<String> ANSWERED =
            Set.of("/health", "/prometheus", "/agents", "/pools", "/runners", "/stop", "/tasks");

    @TempDir private static Path folder;
    private static LocalFleet fleet;

    private record Route(ApplicationContext service, String method, String path) {
        /** Of which service it is, for messages. */
        @Override
        public String toString() {
            return "%s %s of %s"
                    .formatted(
                            method,
                            path,
                            service.getRequiredProperty(Stage.PROPERTY, String.class));
        }

        boolean isHealth() {
            return path.equals("/health") || path.startsWith("/health/");
        }
    }

    @BeforeAll
    static void start() {
        fleet = LocalFleet.start(LocalOptions.in(folder).with("crayfleet.runner.executor", "demo"));
    }

    @AfterAll
    static void stop() {
        fleet.close();
    }

    @Test
    void whoHasNoTokenIsAnsweredOnNoRoute() throws Exception {
        for (Route route : routes()) {
            String answer = send(route, OWN, "");
            if (route.isHealth()) {
                assertThat(answer).as("%s", route).doesNotContain("details");
                if (route.path().equals("/health")) {
                    assertThat(answer).as("%s", route).startsWith("HTTP/1.1 200");
                }
            } else {
                assertThat(answer).as("%s", route).startsWith("HTTP/1.1 401");
            }
            assertThat(answer.toLowerCase(Locale.ROOT))
                    .as("%s", route)
                    .contains("x-content-type-options: nosniff");
        }
    }

    @Test
    void noPageOfAnotherSiteIsAnsweredOnAnyRouteWithOrWithoutTheToken() throws Exception {
        for (Route route : routes()) {
            for (String token : new String[] {"", authorization()}) {
                assertThat(send(route, OWN, token + "Origin: https://evil.example\r\n"))
                        .as("%s", route)
                        .startsWith("HTTP/1.1 403");
                assertThat(send(route, OWN, token + "Sec-Fetch-Site: cross-site\r\n"))
                        .as("%s", route)
                        .startsWith("HTTP/1.1 403");
            }
            assertThat(send(route, "evil.example", ""))
                    .as("under another name, %s", route)
                    .startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void whoHasTheTokenIsAnswered() throws Exception {
        for (Route route : routes()) {
            if (route.method().equals("GET") && ANSWERED.contains(route.path())) {
                // Ingest says that the dispatcher has them.
                assertThat(send(route, OWN, authorization()))
                        .as("%s", route)
                        .containsPattern("^HTTP/1.1 (200|404)");
            }
        }
    }

    @Test
    void theTokenIsForItsOwnerOnly() throws Exception {
        Path data = folder.resolve(".crayfleet");
        for (String name : new String[] {"header", "local.json"}) {
            Path file = data.resolve(name);
            assertThat(Files.readString(file)).contains(fleet.fleetFile().token());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .as(name)
                    .isEqualTo("rw-------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                .endsWith("---");
    }

    private static Set<Route> routes() {
        Set<Route> routes = new HashSet<>();
        for (ApplicationContext service : fleet.services()) {
            Set<String> seen = new TreeSet<>();
            service.getBean(Router.class)
                    .uriRoutes()
                    .forEach(route -> {
                        String path =
                                route.getUriMatchTemplate()
                                        .toPathString()
                                        .replaceAll("\\{[^}]*}", "nobody");
                        seen.add(route.getHttpMethodName() + " " + path);
                    });
            assertThat(seen).contains("GET /health", "GET /prometheus");
            seen.add("GET /no-such-path");
            seen.stream()
                    .map(each -> each.split(" ", 2))
                    .map(each -> new Route(service, each[0], each[1]))
                    .forEach(routes::add);
        }
        assertThat(routes.stream().map(each -> each.method() + " " + each.path()))
                .contains(
                        "POST /tasks",
                        "POST /files",
                        "GET /tasks",
                        "POST /stop",
                        "POST /tasks/nobody/cancel");
        assertThat(routes.stream().map(Route::service).collect(Collectors.toSet())).hasSize(4);
        return routes;
    }

    private static String authorization() {
        return "Authorization: Bearer " + fleet.fleetFile().token() + "\r\n";
    }

    /** By hand, because clients do not let one choose the name of the host. */
    private static String send(Route route, String host, String headers) throws IOException {
        URI uri = route.service().getBean(EmbeddedServer.class).getURI();
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write(
                            "%s %s HTTP/1.1\r\nHost: %s:%d\r\nConnection: close\r\nContent-Length: 0\r\n%s\r\n"
                                    .formatted(
                                            route.method(),
                                            route.path(),
                                            host,
                                            uri.getPort(),
                                            headers)
                                    .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
