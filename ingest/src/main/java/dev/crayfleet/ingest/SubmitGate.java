package dev.crayfleet.ingest;

import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.fleet.Member;
import dev.crayfleet.fleet.gate.Action;
import dev.crayfleet.fleet.gate.Principals;
import dev.crayfleet.stage.access.CurrentFleet;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Whether somebody may submit a task, as far as ingest knows: asked to answer at once. The lane
 * decides, whatever is said here.
 */
@Singleton
@RequiresIngest
public final class SubmitGate {
    private final CurrentFleet fleet;

    public SubmitGate(CurrentFleet fleet) {
        this.fleet = fleet;
    }

    /**
     * Whether somebody may submit such a task.
     *
     * @param promptBytes 0 where that is not known yet
     * @param filesBytes the same
     * @return a sentence for who asks, if they may not
     */
    public Optional<String> refusal(
            Requester requester,
            Origin origin,
            Pool pool,
            TaskOptions options,
            long promptBytes,
            long filesBytes) {
        return fleet.refusal(
                        Principals.of(requester, origin),
                        new Action.Submit(
                                new Action.Request(
                                        pool,
                                        options,
                                        TaskOptions.NONE,
                                        null,
                                        promptBytes,
                                        filesBytes)))
                .map(no -> "That is not allowed: %s.".formatted(no.reason()));
    }

    /** The same of a task that is ready to be written. */
    public Optional<String> refusal(TaskSubmitted task, long promptBytes) {
        return refusal(
                task.requester(),
                task.origin(),
                task.pool(),
                task.options(),
                promptBytes,
                task.files().stream().mapToLong(FileRef::size).sum());
    }

    /** Whether somebody may submit a task for any agent, and so upload files for one. */
    public Optional<String> uploadRefusal(Requester requester) {
        Optional<String> refusal = Optional.empty();
        for (String agent : fleet.agents()) {
            refusal =
                    refusal(requester, new Origin.Http(), new Pool(agent), TaskOptions.NONE, 0, 0);
            if (refusal.isEmpty()) {
                return refusal;
            }
        }
        return refusal;
    }

    /** Whether it makes a difference which roles somebody has at the Discord server. */
    public boolean asksForServerRoles() {
        return fleet.fleet().roles().values().stream()
                .flatMap(role -> role.members().stream())
                .anyMatch(Member.DiscordRole.class::isInstance);
    }
}
