package dev.crayfleet.stage.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.stage.access.CallerCheck.Source;
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
        assertThat(isAllowed("http://127.0.0.1:8080", null, null)).isFalse();
        assertThat(isAllowed(null, "127.0.0.1:8080", "cross-site")).isFalse();
        assertThat(isAllowed(null, "localhost:8080", "same-site")).isFalse();
    }

    @Test
    void aLinkOfAnotherSiteMayBeFollowed() {
        assertThat(callerCheck.pageObjection(new Source(null, "localhost", "cross-site", true)))
                .isEmpty();
    }

    @Test
    void aForeignNameThatPointsAtOurAddressIsRefused() {
        assertThat(isAllowed("http://evil.example:8080", "evil.example:8080", "same-origin"))
                .isFalse();
        // A browser sends no more than this with what a page reads from its own host by HTTP.
        assertThat(isAllowed(null, "evil.example:8080", null)).isFalse();
        assertThat(isAllowed(null, "localhost.evil.example", null)).isFalse();
        assertThat(isAllowed(null, "127.0.0.1.evil.example:80", null)).isFalse();
        assertThat(isAllowed(null, "", null)).isFalse();
    }

    private boolean isAllowed(
            @Nullable String origin, @Nullable String host, @Nullable String site) {
        Source source = new Source(origin, host, site, false);
        return callerCheck.pageObjection(source).isEmpty()
                && callerCheck.hostObjection(source).isEmpty();
    }
}
