package dev.crayfleet.stage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingNamesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "crayfleet.runner.max-tasks is 1 | crayfleet.runner.max-tasks (CRAYFLEET_RUNNER_MAX_TASKS) is 1",
                "set crayfleet.lanes. | set crayfleet.lanes (CRAYFLEET_LANES).",
                "crayfleet.lanes (CRAYFLEET_LANES) is 1 | crayfleet.lanes (CRAYFLEET_LANES) is 1",
                "as with crayfleet.runner.executor=demo | as with crayfleet.runner.executor=demo",
                "discord.token is empty | discord.token is empty",
                "at dev.crayfleet.stage | at dev.crayfleet.stage",
            })
    void ourSettingsAreNamedByTheirVariablesAsWell(String sentence, String expected) {
        assertThat(SettingNames.withVariables(sentence)).isEqualTo(expected);
    }
}
