package dev.crayfleet.acceptance.containers;

import org.testcontainers.DockerClientFactory;

/** Docker, or what speaks like it. */
final class ContainerEngine {
    private ContainerEngine() {}

    /**
     * Tests of containers are asked for. Where they cannot run, that is a failure and no silence.
     *
     * @throws AssertionError where no engine answers
     */
    static void require() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            throw new AssertionError(
                    "Nothing was tested: -Pcontainers needs a container engine, and none answers. Start Docker, or name its socket in DOCKER_HOST.");
        }
    }
}
