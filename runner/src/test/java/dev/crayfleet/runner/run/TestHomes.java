package dev.crayfleet.runner.run;

import dev.crayfleet.agents.home.AgentHomes;
import dev.crayfleet.agents.home.HomeSettings;
import java.nio.file.Path;

/** Homes of agents below a folder of a test. */
final class TestHomes {
    private TestHomes() {}

    static AgentHomes in(Path folder) {
        return new AgentHomes(new HomeSettings(folder, "testhost", 1024 * 1024, 100));
    }
}
