package dev.crayfleet.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CallerCheckTest {
    private final CallerCheck caller =
            new CallerCheck(List.of("Fleet.example"), "crayfleet.ingest.allowed-hosts");

    @Test
    void programsMayPost() {
        assertThat(may(null, "127.0.0.1:8080", null)).isTrue();
        assertThat(may(null, null, null)).isTrue();
    }

    @Test
    void ourOwnPagesMay() {
        assertThat(may("http://127.0.0.1:8080", "127.0.0.1:8080", "same-origin")).isTrue();
        assertThat(may("http://[::1]:8080", "[::1]:8080", "same-origin")).isTrue();
        assertThat(may("http://localhost:8080", "localhost:8080", null)).isTrue();
        assertThat(may("https://fleet.example", "fleet.example", null)).isTrue();
    }

    @Test
    void otherPagesMayNot() {
        assertThat(may("https://evil.example", "127.0.0.1:8080", null)).isFalse();
        assertThat(may("null", "127.0.0.1:8080", null)).isFalse();
        assertThat(may("http://127.0.0.1:8081", "127.0.0.1:8080", null)).isFalse();
        assertThat(may(null, "127.0.0.1:8080", "cross-site")).isFalse();
    }

    @Test
    void aNameThatWasMadeToPointAtUsMayNot() {
        assertThat(may("http://evil.example:8080", "evil.example:8080", "same-origin")).isFalse();
    }

    private boolean may(@Nullable String origin, @Nullable String host, @Nullable String site) {
        return caller.objection(origin, host, site).isEmpty();
    }
}
