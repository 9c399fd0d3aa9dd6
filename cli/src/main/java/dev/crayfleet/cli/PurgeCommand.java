package dev.crayfleet.cli;

import dev.crayfleet.cli.kafka.UnreachableException;
import dev.crayfleet.contract.PastTimes;
import dev.crayfleet.contract.Texts;
import dev.crayfleet.discord.DiscordSettings;
import dev.crayfleet.discord.LoginFailedException;
import dev.crayfleet.discord.RequestFailedException;
import dev.crayfleet.discord.ShortLogin;
import dev.crayfleet.discord.purge.ChannelPurge;
import dev.crayfleet.discord.purge.PurgePlan;
import dev.crayfleet.discord.purge.PurgeReport;
import dev.crayfleet.discord.purge.PurgeRules;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Deletes the messages of the fleet's channels. */
@Command(
        name = "purge",
        description =
                "Deletes the messages of the fleet's channels at Discord, and of no others. It says first what would go, and asks. Tasks stay: those that wait or run go on without their messages.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class PurgeCommand implements Callable<Integer> {
    private static final Duration LOGIN_TIMEOUT = Duration.ofSeconds(20);

    /** Of one channel; about 100 bytes of memory each. */
    private static final int MAX_MESSAGES = 100_000;

    /** One channel with what is to go there. */
    private record Target(ChannelPurge purge, PurgePlan plan) {}

    @Spec private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "CHANNEL", description = "task-queue, results, worker-pool, or all")
    private String which = "";

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description =
                    "what was posted before then: 7d, which is so long ago, 2026-01-02, 2026-01-02T15:00")
    private @Nullable String until;

    @Option(names = "--pinned", description = "also messages that somebody has pinned")
    private boolean pinned;

    @Option(names = "--dry-run", description = "says what would go, and deletes nothing")
    private boolean dryRun;

    @Option(names = "--yes", description = "does not ask")
    private boolean yes;

    @Option(
            names = "--dispatcher",
            paramLabel = "URL",
            description =
                    "asked for tasks that have not ended ($CRAYFLEET_DISPATCHER_URL, http://127.0.0.1:8081)")
    private @Nullable String dispatcherUrl;

    private final InstantSource clock = InstantSource.system();

    @Override
    public Integer call() throws InterruptedException {
        Terminal out = Terminal.of(spec);
        @Nullable LocalFleetFile local = LocalFleetFile.read(LocalFleetFile.FOLDER).orElse(null);
        boolean isLocal = false;
        try {
            isLocal = FleetDiscord.ofLocal(local).isPresent();
            DiscordSettings discord = FleetDiscord.settings(local);
            List<String> channels = FleetDiscord.channels(discord.channels(), which);
            if (!discord.configured()) {
                throw new IllegalArgumentException(
                        "Discord is not configured here: ./crayfleet setup does that");
            }
            try (ShortLogin login = ShortLogin.open(discord, LOGIN_TIMEOUT)) {
                return purge(login, channels, discord.channels().taskQueue(), out);
            }
        } catch (LoginFailedException e) {
            throw new UnreachableException(
                    isLocal
                            ? "the small Discord of the local fleet in .crayfleet/local.json is meant, and does not answer: start that fleet, or remove the file to mean the Discord that is configured here. "
                                    + e.getMessage()
                            : String.valueOf(e.getMessage()),
                    e);
        } catch (RequestFailedException e) {
            throw new UnreachableException(String.valueOf(e.getMessage()), e);
        } catch (IllegalArgumentException refusal) {
            out.error(refusal.getMessage());
            return Crayfleet.REFUSED;
        }
    }

    private int purge(ShortLogin login, List<String> channels, String taskQueue, Terminal out)
            throws RequestFailedException, InterruptedException {
        Instant now = clock.instant();
        PurgeRules rules =
                new PurgeRules(
                        pinned,
                        Optional.ofNullable(until)
                                .map(text -> PastTimes.parse(text, now, ZoneId.systemDefault())),
                        MAX_MESSAGES);
        List<Target> targets = new ArrayList<>();
        Set<String> servers = new LinkedHashSet<>();
        for (String id : channels) {
            ChannelPurge purge = ChannelPurge.of(login, id);
            PurgePlan plan;
            try (ProgressBar bar = out.progressBar("reading")) {
                plan = purge.plan(rules, bar);
            }
            if (servers.add(plan.server())) {
                out.line("on the server " + plan.server());
            }
            PurgeLines.plan(plan, now).forEach(out::line);
            if (id.equals(taskQueue)) {
                warnings(plan).forEach(out::line);
            }
            targets.add(new Target(purge, plan));
        }
        int total = targets.stream().mapToInt(each -> each.plan().messages().size()).sum();
        if (dryRun || total == 0) {
            return 0;
        }
        String question =
                "Delete %s on the server %s"
                        .formatted(PurgeLines.messages(total), String.join(", ", servers));
        if (!Confirmation.ask(Texts.oneLine(question), yes)) {
            out.progress("nothing is deleted");
            return Crayfleet.REFUSED;
        }
        return delete(targets, out);
    }

    private List<String> warnings(PurgePlan plan) {
        return new OpenTasks(
                        new FleetHttp(
                                "the dispatcher",
                                FleetAddresses.read().dispatcher(dispatcherUrl),
                                "--dispatcher"))
                .warnings(plan);
    }

    private int delete(List<Target> targets, Terminal out) throws InterruptedException {
        boolean isWhole = true;
        for (Target each : targets) {
            PurgeReport report;
            try (ProgressBar bar = out.progressBar("deleting in " + each.plan().channel())) {
                report = each.purge().delete(each.plan(), clock.instant(), bar);
            }
            out.line(PurgeLines.report(each.plan(), report));
            isWhole &= report.failure().isEmpty();
        }
        return isWhole ? 0 : Crayfleet.FAILED;
    }
}
