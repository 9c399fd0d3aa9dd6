package dev.crayfleet.cli;

import dev.crayfleet.discord.purge.PurgePlan;
import dev.crayfleet.discord.purge.PurgeReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@code crayfleet purge} tells of a channel. */
final class PurgeLines {
    private PurgeLines() {}

    static List<String> plan(PurgePlan plan, Instant now) {
        List<String> lines = new ArrayList<>();
        lines.add("%s: %s to delete".formatted(plan.channel(), messages(plan.messages().size())));
        long slow = plan.mayManage() ? plan.oneByOne(now) : 0;
        if (slow > 0) {
            lines.add(
                    "  %s of them one by one, about one a second: Discord deletes many at once only while they are younger than 14 days"
                            .formatted(number(slow)));
        }
        if (plan.kept().pinned() > 0) {
            lines.add(
                    "  %s stay, because they are pinned; --pinned deletes them too"
                            .formatted(number(plan.kept().pinned())));
        }
        if (plan.kept().undeletable() > 0) {
            lines.add(
                    "  %s stay, because Discord lets nobody delete them"
                            .formatted(number(plan.kept().undeletable())));
        }
        if (!plan.mayManage() && plan.kept().others() + plan.messages().size() > 0) {
            lines.add(
                    "  %s of others stay, and its own go one by one, because the bot lacks Manage Messages there: grant it in the channel's settings, under Permissions"
                            .formatted(number(plan.kept().others())));
        }
        if (!plan.isComplete()) {
            lines.add(
                    "  there are more, and older ones: start again for those when these are gone");
        }
        return lines;
    }

    static String report(PurgePlan plan, PurgeReport report) {
        StringBuilder line =
                new StringBuilder(
                        "%s: deleted %s".formatted(plan.channel(), messages(report.deleted())));
        if (report.gone() > 0) {
            line.append(", %s were gone already".formatted(number(report.gone())));
        }
        report.failure()
                .ifPresent(reason ->
                        line.append(
                                "; %s are still there: %s. Start again for those"
                                        .formatted(number(report.left()), reason)));
        return line.toString();
    }

    static String messages(int count) {
        return count == 1 ? "1 message" : number(count) + " messages";
    }

    private static String number(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }
}
