package dev.crayfleet.cli;

import dev.crayfleet.cli.security.Door;
import dev.crayfleet.cli.security.NotChecked;
import dev.crayfleet.cli.security.Report;
import dev.crayfleet.cli.security.Severity;
import dev.crayfleet.cli.security.WhoMayWhat;

/** An audit for people. */
final class SecurityLines {
    private SecurityLines() {}

    static void print(Report report, Terminal out) {
        report.whoMayWhat().ifPresent(each -> print(each, out));
        if (!report.doors().isEmpty()) {
            out.heading("Open doors");
        }
        for (Door each : report.doors()) {
            out.marked(colour(each.severity()), each.severity().word(), each.meaning());
            out.line("        cure: " + each.cure());
        }
        if (!report.notChecked().isEmpty()) {
            out.heading("Not checked");
        }
        for (NotChecked each : report.notChecked()) {
            out.line("  %s: %s".formatted(each.what(), each.why()));
        }
        out.line(summary(report));
    }

    private static void print(WhoMayWhat who, Terminal out) {
        out.heading("Who may what");
        if (!who.everybody().isEmpty()) {
            out.line("  " + who.everybody());
            return;
        }
        out.line("  by %s".formatted(who.source()));
        for (WhoMayWhat.OfRole each : who.roles()) {
            out.line("  %s: %s".formatted(each.role(), each.who()));
            out.line("    " + each.may());
        }
        out.line("  strangers:");
        for (WhoMayWhat.OfStranger each : who.strangers()) {
            out.line("    %s %s".formatted(each.who(), each.may()));
        }
        if (!who.approvals().isEmpty()) {
            out.line("  approvals:");
            who.approvals().forEach(each -> out.line("    " + each));
        }
    }

    static String summary(Report report) {
        String doors =
                report.doors().isEmpty()
                        ? "No open door was found."
                        : "%d open, %d risky, %d to note."
                                .formatted(
                                        report.count(Severity.OPEN),
                                        report.count(Severity.RISKY),
                                        report.count(Severity.NOTE));
        int left = report.notChecked().size();
        return left == 0
                ? doors
                : "%s %s not checked."
                        .formatted(doors, left == 1 ? "One thing was" : left + " things were");
    }

    private static Colour colour(Severity severity) {
        return switch (severity) {
            case OPEN -> Colour.RED;
            case RISKY -> Colour.YELLOW;
            case NOTE -> Colour.DIM;
        };
    }
}
