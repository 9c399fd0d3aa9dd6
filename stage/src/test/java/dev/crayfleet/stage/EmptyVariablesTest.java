package dev.crayfleet.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContextConfigurer;
import io.micronaut.core.io.service.SoftServiceLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EmptyVariablesTest {
    @Test
    void namesOnlyVariablesOfOursThatAreSetToNothing() {
        assertThat(
                        EmptyVariables.of(
                                Map.of(
                                        "CRAYFLEET_RUNNER_BEAT", " ",
                                        "CRAYFLEET_RUNNER_LEASE", "15s",
                                        "CRAYFLEET_DISPATCHER_LEASE", "",
                                        "DISCORD_TOKEN", "",
                                        "MICRONAUT_SERVER_PORT", "",
                                        "WORKERS_DIR", "",
                                        "TIMEOUT", "60",
                                        "SOMETHING_ELSE", "")))
                .containsExactlyInAnyOrder(
                        "CRAYFLEET_RUNNER_BEAT",
                        "CRAYFLEET_DISPATCHER_LEASE",
                        "DISCORD_TOKEN",
                        "MICRONAUT_SERVER_PORT",
                        "WORKERS_DIR");
    }

    @Test
    void isLoadedForEveryContext() {
        List<ApplicationContextConfigurer> configurers = new ArrayList<>();
        SoftServiceLoader.load(ApplicationContextConfigurer.class).collectAll(configurers);
        assertThat(configurers).hasAtLeastOneElementOfType(EmptyVariables.class);
    }
}
