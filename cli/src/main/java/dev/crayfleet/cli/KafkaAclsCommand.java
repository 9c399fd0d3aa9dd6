package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.rights.Grants;
import dev.crayfleet.kafka.rights.Grants.Grant;
import dev.crayfleet.kafka.rights.KafkaUsers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What each service may in Kafka, shown and granted. */
@Command(
        name = "acls",
        description = {
            "Shows which rights each service needs in Kafka, and grants them with --apply.",
            "It takes none away. READ and WRITE have DESCRIBE in them."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class KafkaAclsCommand extends KafkaCommands.OfUsers {
    @Option(names = "--print", description = "only shows them, which it does unless told otherwise")
    private boolean print;

    @Option(names = "--apply", description = "grants those that are not granted yet")
    private boolean apply;

    @Option(names = "--json", description = "as JSON")
    private boolean json;

    @Override
    int run(KafkaUsers meant, Terminal out) throws KafkaRequestException, InterruptedException {
        if (print && apply) {
            throw new IllegalArgumentException("--print and --apply are two things");
        }
        if (!apply) {
            show(Grants.of(meant), out);
            return 0;
        }
        Grants.Outcome outcome = Grants.apply(kafka(), "crayfleet-cli-acls", meant, deadline());
        if (json) {
            out.json(outcomeJson(outcome));
            return 0;
        }
        for (Grant each : outcome.made()) {
            out.line(
                    "granted %s: %s on %s"
                            .formatted(
                                    each.principal(),
                                    each.right().operationWord(),
                                    each.right().resourceInWords()));
        }
        out.line("%,d granted, %,d were before".formatted(outcome.made().size(), outcome.before()));
        if (!outcome.others().isEmpty()) {
            out.progress("These users have more, which Crayfleet does not need:");
            outcome.others().forEach(each -> out.progress("  " + each));
        }
        return 0;
    }

    private void show(List<Grant> grants, Terminal out) {
        if (json) {
            out.json(toJson(grants).toPrettyString());
            return;
        }
        Map<List<String>, List<String>> operations = new LinkedHashMap<>();
        for (Grant each : grants) {
            operations
                    .computeIfAbsent(
                            List.of(
                                    each.principal(),
                                    each.right().resourceInWords(),
                                    each.right().purpose()),
                            none -> new ArrayList<>())
                    .add(each.right().operationWord());
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("user", "on", "may", "for"));
        operations.forEach((key, its) ->
                rows.add(
                        List.of(
                                key.getFirst(),
                                key.get(1),
                                String.join(", ", its),
                                key.getLast())));
        out.table(TextTable.lines(rows));
    }

    private static String outcomeJson(Grants.Outcome outcome) {
        ObjectNode root = new ObjectMapper().createObjectNode();
        root.set("granted", toJson(outcome.made()));
        root.put("before", outcome.before());
        ArrayNode others = root.putArray("others");
        outcome.others().forEach(others::add);
        return root.toPrettyString();
    }

    private static ArrayNode toJson(List<Grant> grants) {
        ArrayNode all = new ObjectMapper().createArrayNode();
        for (Grant each : grants) {
            all.addObject()
                    .put("role", each.role().word())
                    .put("principal", each.principal())
                    .put("type", each.right().type())
                    .put("name", each.right().resourceName())
                    .put("pattern", each.right().isPrefix() ? "prefixed" : "literal")
                    .put("operation", each.right().operationWord())
                    .put("purpose", each.right().purpose());
        }
        return all;
    }
}
