package dev.crayfleet.cli.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whose settings these are, where many share a file. */
class ServiceSettingsTest {
    private static ServiceSettings settings(String name, String... variables) {
        Map<String, String> all = new HashMap<>(Map.of("CRAYFLEET_RUNNER_MODE", "restricted"));
        for (String each : variables) {
            all.put(each, "x");
        }
        return new ServiceSettings(name, false, all);
    }

    @Test
    void thoseWithNothingOfAnotherServiceAreARunners() {
        assertThat(settings("runner.env").isRunners()).isTrue();
        assertThat(settings("/etc/crayfleet.env, /etc/runner.env").isRunners()).isTrue();
        assertThat(settings("my-ingest.env").isRunners()).isTrue();
        assertThat(new ServiceSettings("runner.env", true, Map.of("CRAYFLEET_RUNNER_MODE", "full")))
                .matches(each -> !each.isRunners());
    }

    @Test
    void thoseOfAllServicesTogetherAreNotARunnersAlone() {
        for (String other :
                List.of(
                        "CRAYFLEET_INGEST_PASTED_SECRETS",
                        "CRAYFLEET_DISPATCHER_APPROVAL_POOLS",
                        "CRAYFLEET_POSTER_STYLE",
                        "DISCORD_ALLOWED_BOTS")) {
            ServiceSettings shared = settings("crayfleet.env", other);
            assertThat(shared.isRunners()).as(other).isFalse();
            assertThat(shared.concernsRunners()).isTrue();
        }
        for (String file : List.of("ingest.env", "dispatcher.env", "poster.env")) {
            assertThat(settings(file).isRunners()).as(file).isFalse();
            assertThat(settings("crayfleet.env, /etc/crayfleet/" + file).isRunners()).isFalse();
            assertThat(settings("crayfleet.env, " + file).isRunners()).isFalse();
        }
    }
}
