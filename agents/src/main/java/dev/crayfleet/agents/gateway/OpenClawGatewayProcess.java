package dev.crayfleet.agents.gateway;

import dev.crayfleet.agents.openclaw.ModelKeys;
import dev.crayfleet.agents.process.LaunchedProcess;
import dev.crayfleet.agents.process.ProcessTree;
import dev.crayfleet.agents.workspace.FolderDeletion;
import dev.crayfleet.agents.workspace.RunRegistration;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process of a Gateway of the runner's own.
 *
 * @param state its folder, which is deleted with it
 * @param access to models, which ends with it
 * @param registration by which the next start of a killed runner finds it
 */
record OpenClawGatewayProcess(
        LaunchedProcess launched,
        OpenClawGatewayEndpoint endpoint,
        Path state,
        ModelKeys.Access access,
        RunRegistration registration) {
    private static final Logger LOG = LoggerFactory.getLogger(OpenClawGatewayProcess.class);

    Process process() {
        return launched.process();
    }

    ProcessTree tree() {
        return launched.tree();
    }

    /** Ends it with all that it started, and deletes its state. */
    void end(Duration killGrace) throws InterruptedException {
        access.close();
        if (!tree().end(killGrace)) {
            LOG.error("processes of the gateway cannot be stopped");
        }
        try {
            FolderDeletion.delete(state);
        } catch (IOException e) {
            LOG.warn("{} cannot be deleted: {}", state, e.toString());
        }
        registration.close();
    }
}
