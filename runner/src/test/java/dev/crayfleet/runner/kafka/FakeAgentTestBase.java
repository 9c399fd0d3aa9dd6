package dev.crayfleet.runner.kafka;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** One broker for all tests of a class, and new fake agents for each. */
abstract class FakeAgentTestBase {
    @TempDir static Path data;
    @TempDir Path folder;
    static RunnerKit kit;
    FakeAgents agents;

    @BeforeAll
    static void startBroker() {
        kit = RunnerKit.start(data);
    }

    @AfterAll
    static void stopBroker() {
        kit.close();
    }

    @BeforeEach
    void writeAgent() throws IOException {
        agents = FakeAgents.write(kit, folder);
    }

    @AfterEach
    void close() {
        agents.close();
    }
}
