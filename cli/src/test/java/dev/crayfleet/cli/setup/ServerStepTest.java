package dev.crayfleet.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.discord.setup.Server;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which of several servers. */
class ServerStepTest {
    private static final Server HOME = new Server("1", "Home", List.of());
    private static final Server WORK = new Server("2", "Work", List.of());
    private static final Server OTHER = new Server("3", "work", List.of());

    @Test
    void byIdAndByName() {
        assertThat(ServerStep.find(List.of(HOME, WORK), "2")).isEqualTo(WORK);
        assertThat(ServerStep.find(List.of(HOME, WORK), "home")).isEqualTo(HOME);
        assertThatThrownBy(() -> ServerStep.find(List.of(HOME, WORK), "Wrok"))
                .hasMessageContaining(
                        "on no server \"Wrok\". --server is one of: Home (1), Work (2)");
        assertThatThrownBy(() -> ServerStep.find(List.of(WORK, OTHER), "work"))
                .hasMessageContaining("several servers have that name");
    }

    @Test
    void aNumberIsAskedFor() {
        ScriptedDialogue person = new ScriptedDialogue().on("Which server", "9", "", "2");
        assertThat(ServerStep.choose(List.of(HOME, WORK), "", person)).isEqualTo(WORK);
        assertThat(person.told()).contains("1  Home", "2  Work", "none of the numbers");
    }

    @Test
    void enterTakesTheEarlierOne() {
        assertThat(ServerStep.choose(List.of(HOME, WORK), "2", new ScriptedDialogue()))
                .isEqualTo(WORK);
        assertThat(ServerStep.choose(List.of(HOME, WORK), "2", ScriptedDialogue.nobody()))
                .isEqualTo(WORK);
    }

    @Test
    void whereNobodyIsTheOptionIsNamed() {
        assertThatThrownBy(() ->
                        ServerStep.choose(List.of(HOME, WORK), "7", ScriptedDialogue.nobody()))
                .hasMessageContaining("name one with --server. It is on: Home (1), Work (2)");
    }
}
