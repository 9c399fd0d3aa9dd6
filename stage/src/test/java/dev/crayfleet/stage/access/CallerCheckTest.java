package dev.crayfleet.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CallerCheckTest {
    private final CallerCheck callerCheck =
            new CallerCheck(List.of("Fleet.example"), "crayfleet.ingest.allowed-hosts");

    @Test
    void requestsOfProgramsAreAllowed() {
        assertThat(isAllowed(null, "127.0.0.1:8080", null)).isTrue();
        assertThat(isAllowed(null, null, null)).isTrue();
    }

    @Test
    void pagesOfOurOwnHostAreAllowed() {
        assertThat(isAllowed("http://127.0.0.1:8080", "127.0.0.1:8080", "same-origin")).isTrue();
        assertThat(isAllowed("http://[::1]:8080", "[::1]:8080", "same-origin")).isTrue();
        assertThat(isAllowed("http://localhost:8080", "localhost:8080", null)).isTrue();
        assertThat(isAllowed("https://fleet.example", "fleet.example", null)).isTrue();
    }

    @Test
    void pagesOfOtherSitesAreRefused() {
        assertThat(isAllowed("https://evil.example", "127.0.0.1:8080", null)).isFalse();
        assertThat(isAllowed("null", "127.0.0.1:8080", null)).isFalse();
        assertThat(isAllowed("http://127.0.0.1:8081", "127.0.0.1:8080", null)).isFalse();
        assertThat(isAllowed(null, "127.0.0.1:8080", "cross-site")).isFalse();
    }

    @Test
    void aForeignNameThatPointsAtOurAddressIsRefused() {
        assertThat(isAllowed("http://evil.example:8080", "evil.example:8080", "same-origin"))
                .isFalse();
    }

    private boolean isAllowed(
            @Nullable String origin, @Nullable String host, @Nullable String site) {
        return callerCheck.objection(origin, host, site).isEmpty();
    }
}
