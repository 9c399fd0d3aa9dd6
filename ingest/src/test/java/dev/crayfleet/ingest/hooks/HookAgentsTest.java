package dev.crayfleet.ingest.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Pool;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HookAgentsTest {
    @Test
    void whereNoFileNamesAgentsAnyNameIsOne() {
        HookAgents agents = new HookAgents(Set.of());
        assertThat(agents.find(null)).isEqualTo(agent("default"));
        assertThat(agents.find("main")).isEqualTo(agent("default"));
        assertThat(agents.find("Auditor")).isEqualTo(agent("auditor"));
        assertThat(agents.find("a b\nc")).isEqualTo(nobody("unknown agentId \"a b c\""));
    }

    @Test
    void whereAFileNamesAgentsThoseAreAll() {
        HookAgents agents = new HookAgents(Set.of("manager", "auditor"));
        assertThat(agents.find("MANAGER")).isEqualTo(agent("manager"));
        assertThat(agents.find("default")).isEqualTo(agent("default"));
        assertThat(agents.find("webster")).isEqualTo(nobody("unknown agentId \"webster\""));
        assertThat(agents.find("main")).isEqualTo(nobody("unknown agentId \"main\""));
        assertThat(agents.find(null))
                .isEqualTo(nobody("agentId is required when multiple agents are configured"));
    }

    @Test
    void theOnlyOneNeedNotBeNamed() {
        HookAgents agents = new HookAgents(Set.of("manager"));
        assertThat(agents.find(null)).isEqualTo(agent("manager"));
        assertThat(agents.find("main")).isEqualTo(agent("manager"));
        assertThat(new HookAgents(Set.of("main", "x")).find("main")).isEqualTo(agent("main"));
    }

    @Test
    void aHugeNameIsCut() {
        assertThat(new HookAgents(Set.of()).find("x".repeat(200_000)))
                .isInstanceOfSatisfying(
                        HookAgents.Found.Nobody.class,
                        nobody -> assertThat(nobody.error()).hasSizeLessThan(100));
    }

    private static HookAgents.Found agent(String name) {
        return new HookAgents.Found.Agent(new Pool(name));
    }

    private static HookAgents.Found nobody(@Nullable String error) {
        return new HookAgents.Found.Nobody(String.valueOf(error));
    }
}
