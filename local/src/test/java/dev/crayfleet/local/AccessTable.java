package dev.crayfleet.local;

import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.TaskMessage.ApprovalGiven;
import dev.crayfleet.contract.TaskMessage.CancelRequested;
import dev.crayfleet.contract.TaskMessage.ChildCancelled;
import dev.crayfleet.contract.TaskMessage.ChildEnded;
import dev.crayfleet.contract.TaskMessage.DrainRequested;
import dev.crayfleet.contract.TaskMessage.FleetChanged;
import dev.crayfleet.contract.TaskMessage.PauseRequested;
import dev.crayfleet.contract.TaskMessage.PoolResumeRequested;
import dev.crayfleet.contract.TaskMessage.ReplayRequested;
import dev.crayfleet.contract.TaskMessage.ResumeRequested;
import dev.crayfleet.contract.TaskMessage.StopRequested;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.Role;
import dev.crayfleet.fleet.file.FleetReading;
import dev.crayfleet.fleet.yaml.FleetFile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Every way in, what can be done by it, and who may: the one table that is tried out, lane by lane,
 * route by route. What somebody may is read off the members and rights of a fleet file here, by
 * hand and not by the gate.
 *
 * @param fleet what the file says
 */
record AccessTable(Fleet fleet) {
    /** What can be done. */
    enum Act {
        SUBMIT(Set.of("submit"), "default"),
        SUBMIT_FOR_ANOTHER_AGENT(Set.of("submit"), "auditor"),
        POST_A_KEY(Set.of("secrets"), "default"),
        VIEW_OWN(
                Set.of(
                        "view-own",
                        "view-any",
                        "submit",
                        "cancel-own",
                        "cancel-any",
                        "replay-own",
                        "replay",
                        "approve"),
                null),
        VIEW_OTHERS(Set.of("view-any", "cancel-any", "replay", "approve"), "default"),
        CANCEL_OWN(Set.of("cancel-own", "cancel-any"), null),
        CANCEL_OTHERS(Set.of("cancel-any"), "default"),
        REPLAY_OWN(Set.of("replay-own", "replay"), "default"),
        REPLAY_OTHERS(Set.of("replay"), "default"),
        APPROVE(Set.of("approve"), "auditor"),
        PAUSE(Set.of("pause"), "default"),
        STOP(Set.of("stop"), null),
        RESUME(Set.of("resume"), null),
        DRAIN(Set.of("drain"), null),
        /** Of nobody's tasks: whoever has a token, or a key to sign with. */
        ANYBODY(Set.of(), null);

        private final Set<String> rights;
        private final @Nullable String agent;

        /**
         * @param rights one of which is enough, as the file has them; none where all may
         * @param agent that the role has to be for; absent where it makes no difference
         */
        Act(Set<String> rights, @Nullable String agent) {
            this.rights = rights;
            this.agent = agent;
        }

        /** The agent that it is about. */
        String agent() {
            return agent == null ? "default" : agent;
        }
    }

    /** Who asks, and by which of a file's members they are meant. */
    enum Who {
        STRANGER(new Requester("token:nobody", "nobody"), new Origin.Http(), List.of()),
        MEMBER(
                new Requester("discord:99", "Max"),
                new Origin.Discord("1", "2"),
                List.of("discord:*")),
        LEAD(
                new Requester("discord:80351110224678912", "Lea"),
                new Origin.Discord("1", "2"),
                List.of("discord:80351110224678912", "discord:*")),
        LEAD_BY_SERVER_ROLE(
                new Requester("discord:98", "Kim", List.of("41771983423143936")),
                new Origin.Discord("1", "2"),
                List.of("discord-role:41771983423143936", "discord:*")),
        TOKEN(new Requester("token:ci", "ci"), new Origin.Http(), List.of("token:ci")),
        TOKEN_OF_A_ROLE(
                new Requester("token:new", "new", List.of("member")),
                new Origin.Http(),
                List.of("made with member")),
        LOCAL(new Requester("http:Ada", "Ada"), new Origin.Http(), List.of("local")),
        KEY(
                new Requester("kafka:billing", "billing"),
                new Origin.Kafka(0, 1_000),
                List.of("kafka:billing", "kafka:unknown")),
        /** Whoever can write to Kafka, and says they are the lead. */
        UNSIGNED(
                new Requester("kafka:unknown", "Lea"),
                new Origin.Kafka(0, 1_000),
                List.of("kafka:unknown"));

        private final Requester requester;
        private final Origin origin;
        private final List<String> members;

        Who(Requester requester, Origin origin, List<String> members) {
            this.requester = requester;
            this.origin = origin;
            this.members = members;
        }

        Requester requester() {
            return requester;
        }

        Origin origin() {
            return origin;
        }
    }

    /** What each message of the tasks topic asks for. Who gives the fleet its file signs it. */
    static final Map<Class<? extends TaskMessage>, List<Act>> MESSAGES =
            Map.ofEntries(
                    Map.entry(
                            TaskSubmitted.class, List.of(Act.SUBMIT, Act.SUBMIT_FOR_ANOTHER_AGENT)),
                    Map.entry(CancelRequested.class, List.of(Act.CANCEL_OWN, Act.CANCEL_OTHERS)),
                    Map.entry(ReplayRequested.class, List.of(Act.REPLAY_OWN, Act.REPLAY_OTHERS)),
                    Map.entry(ApprovalGiven.class, List.of(Act.APPROVE)),
                    Map.entry(FleetChanged.class, List.of(Act.ANYBODY)),
                    Map.entry(StopRequested.class, List.of(Act.STOP)),
                    Map.entry(ResumeRequested.class, List.of(Act.RESUME)),
                    Map.entry(PauseRequested.class, List.of(Act.PAUSE)),
                    Map.entry(PoolResumeRequested.class, List.of(Act.PAUSE)),
                    Map.entry(DrainRequested.class, List.of(Act.DRAIN)));

    /**
     * What lanes tell each other. Nobody asks for it, and it changes only what both have in their
     * ledgers.
     */
    static final Set<Class<? extends TaskMessage>> OF_LANES =
            Set.of(ChildEnded.class, ChildCancelled.class);

    /**
     * What each route of our own asks for, with the task that it is about: {@code TASK} has ended
     * and {@code WAITING} waits for approval, and both are somebody else's.
     */
    static final Map<String, Act> ROUTES =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("ingest POST /tasks", Act.SUBMIT),
                            Map.entry("ingest POST /files", Act.SUBMIT),
                            // It says where the tasks are, and nothing of them.
                            Map.entry("ingest GET /tasks{/id}", Act.ANYBODY),
                            Map.entry("dispatcher GET /tasks", Act.ANYBODY),
                            Map.entry("dispatcher GET /tasks/{id}", Act.VIEW_OTHERS),
                            Map.entry("dispatcher GET /tasks/{id}/place", Act.VIEW_OTHERS),
                            Map.entry("dispatcher GET /tasks/{id}/log", Act.VIEW_OTHERS),
                            Map.entry("dispatcher POST /tasks/{id}/cancel", Act.CANCEL_OTHERS),
                            Map.entry("dispatcher POST /tasks/{id}/replay", Act.REPLAY_OTHERS),
                            Map.entry("dispatcher POST /tasks/{id}/approve", Act.APPROVE),
                            Map.entry("dispatcher POST /replays", Act.REPLAY_OTHERS),
                            Map.entry("dispatcher GET /pools", Act.ANYBODY),
                            Map.entry("dispatcher GET /agents", Act.ANYBODY),
                            Map.entry("dispatcher GET /runners", Act.ANYBODY),
                            Map.entry("dispatcher GET /scale/{pool}", Act.ANYBODY),
                            Map.entry("dispatcher POST /pools/{pool}/pause", Act.PAUSE),
                            Map.entry("dispatcher POST /pools/{pool}/resume", Act.PAUSE),
                            Map.entry("dispatcher POST /runners/{runner}/drain", Act.DRAIN),
                            Map.entry("dispatcher GET /stop", Act.ANYBODY),
                            Map.entry("dispatcher POST /stop", Act.STOP),
                            Map.entry("dispatcher POST /resume", Act.RESUME)));

    /**
     * What hears of anything that happens at Discord, and of what. Messages, their attachments,
     * replies and edits come as raw events; nobody hears of reactions, deletions, buttons and
     * commands.
     */
    static final Map<String, Set<String>> LISTENERS =
            Map.of(
                    "dev.crayfleet.ingest.discord.DiscordGatewayBuffer",
                    Set.of(
                            "onRawGateway",
                            "onReady",
                            "onSessionResume",
                            "onSessionRecreate",
                            "onSessionDisconnect"),
                    "dev.crayfleet.discord.LoginSession",
                    Set.of("onReady", "onShutdown"),
                    // It looks at the answer to its own request, while a server is set up.
                    "dev.crayfleet.discord.setup.EventWaiter",
                    Set.of("onEvent"));

    /** By what each command of the command line reaches a fleet. */
    enum By {
        /** Routes of services, which know who asks by their token. */
        HTTP,
        /** Routes, and with an option or where none answers, records that it signs. */
        HTTP_OR_KAFKA,
        /** Kafka itself: whoever has a user there that may, and a key where the fleet signs. */
        KAFKA,
        /** Discord, by the bot's own token. */
        DISCORD,
        /** Files of the machine, and nothing else. */
        FILES
    }

    static final Map<String, By> COMMANDS =
            Map.ofEntries(
                    Map.entry("submit", By.HTTP_OR_KAFKA),
                    Map.entry("tasks", By.HTTP),
                    Map.entry("task", By.HTTP),
                    Map.entry("result", By.KAFKA),
                    Map.entry("logs", By.HTTP),
                    Map.entry("cancel", By.HTTP),
                    Map.entry("replay", By.HTTP_OR_KAFKA),
                    Map.entry("dead-letters", By.KAFKA),
                    Map.entry("runners", By.HTTP),
                    Map.entry("pools", By.HTTP),
                    Map.entry("agents", By.HTTP),
                    Map.entry("costs", By.KAFKA),
                    Map.entry("events", By.KAFKA),
                    Map.entry("approve", By.HTTP),
                    Map.entry("stop", By.HTTP_OR_KAFKA),
                    Map.entry("resume", By.HTTP),
                    Map.entry("pause", By.HTTP),
                    Map.entry("drain", By.HTTP),
                    Map.entry("fleet", By.KAFKA),
                    Map.entry("setup", By.DISCORD),
                    Map.entry("doctor", By.KAFKA),
                    Map.entry("security", By.KAFKA),
                    Map.entry("purge", By.DISCORD),
                    Map.entry("keys", By.FILES),
                    Map.entry("token", By.KAFKA),
                    Map.entry("kafka", By.KAFKA),
                    Map.entry("install", By.FILES),
                    Map.entry("completion", By.FILES),
                    Map.entry("help", By.FILES));

    static AccessTable of(String yaml) {
        return switch (FleetFile.read(yaml.getBytes(StandardCharsets.UTF_8))) {
            case FleetReading.Valid(Fleet fleet) -> new AccessTable(fleet);
            case FleetReading.Invalid invalid -> throw new AssertionError(invalid.problems());
        };
    }

    boolean allows(Who who, Act act) {
        return act.rights.isEmpty()
                || fleet.roles().values().stream()
                        .filter(role -> isFor(role, who))
                        .anyMatch(role -> gives(role, act));
    }

    private static boolean isFor(Role role, Who who) {
        return who.members.contains("made with " + role.name())
                || role.members().stream().anyMatch(each -> who.members.contains(each.word()));
    }

    private static boolean gives(Role role, Act act) {
        return role.may().stream().anyMatch(each -> act.rights.contains(each.word()))
                && (act.agent == null
                        || role.agents().isAll()
                        || role.agents().names().contains(act.agent));
    }
}
