package dev.crayfleet.fleet.yaml;

import static dev.crayfleet.fleet.yaml.YamlValues.at;
import static dev.crayfleet.fleet.yaml.YamlValues.requireNoTag;

import dev.crayfleet.fleet.file.Tree;
import dev.crayfleet.fleet.file.Tree.At;
import dev.crayfleet.fleet.file.Tree.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Makes a tree of YAML by its events, so that depth and size are bounded before anything is built,
 * and nothing is ever constructed by a tag. An alias stands for what its anchor names, and counts
 * as often as it is used.
 */
final class YamlTree {
    /** Of what lies within something else; the fleet file needs six. */
    private static final int MAX_DEPTH = 20;

    /** Values, lists and names with values, those behind aliases each time. */
    private static final int MAX_NODES = 50_000;

    private final LoadSettings settings = LoadSettings.builder().setLabel("fleet.yaml").build();
    private final Iterator<Event> events;
    private final Map<Anchor, Anchored> anchors = new HashMap<>();
    private int nodes;

    /**
     * @param nodes how many there are in the tree
     */
    private record Anchored(Tree tree, int nodes) {}

    private YamlTree(String text) {
        events = new Parse(settings).parseString(text).iterator();
    }

    /**
     * @throws UnreadableException if it is not one document within the bounds, or uses what is not
     *     known here
     * @throws org.snakeyaml.engine.v2.exceptions.YamlEngineException if it is no YAML
     */
    static Tree of(String text) throws UnreadableException {
        return new YamlTree(text).document();
    }

    private Tree document() throws UnreadableException {
        Tree read = null;
        while (events.hasNext()) {
            Event event = events.next();
            switch (event.getEventId()) {
                case StreamStart, StreamEnd, DocumentEnd, Comment -> {}
                case DocumentStart -> {
                    if (read != null) {
                        throw new UnreadableException(
                                at(event), "a second document begins here; the file is one");
                    }
                    read = node(events.next(), 0);
                }
                default -> throw new IllegalStateException("outside of a document");
            }
        }
        // Where there are comments only, nothing is said of anything.
        return read == null || read instanceof Tree.Value value && value.kind() == Kind.NOTHING
                ? new Tree.Fields(new At(1, 1), List.of())
                : read;
    }

    private Tree node(Event event, int depth) throws UnreadableException {
        if (event instanceof AliasEvent alias) {
            return aliased(alias);
        }
        if (!(event instanceof NodeEvent node)) {
            throw new IllegalStateException("no node");
        }
        count(1, event);
        if (depth > MAX_DEPTH) {
            throw new UnreadableException(
                    at(event),
                    "this lies too deep; at most %d levels are allowed".formatted(MAX_DEPTH));
        }
        int before = nodes;
        Tree tree =
                switch (node) {
                    case ScalarEvent scalar ->
                            YamlValues.of(scalar, settings.getSchema().getScalarResolver());
                    case SequenceStartEvent list -> items(list, depth);
                    case MappingStartEvent mapping -> fields(mapping, depth);
                    default -> throw new IllegalStateException("no node");
                };
        node.getAnchor()
                .ifPresent(name -> anchors.put(name, new Anchored(tree, nodes - before + 1)));
        return tree;
    }

    private Tree aliased(AliasEvent alias) throws UnreadableException {
        Anchored meant = anchors.get(alias.getAlias());
        if (meant == null) {
            throw new UnreadableException(
                    at(alias), "the alias names no anchor that is complete before it");
        }
        count(meant.nodes(), alias);
        return meant.tree();
    }

    private void count(int more, Event at) throws UnreadableException {
        nodes += more;
        if (nodes > MAX_NODES) {
            throw new UnreadableException(
                    at(at),
                    "the file holds too much, what aliases repeat included; at most %,d values are allowed"
                            .formatted(MAX_NODES));
        }
    }

    private Tree items(SequenceStartEvent start, int depth) throws UnreadableException {
        requireNoTag(start.getTag(), Tag.SEQ, start);
        List<Tree> items = new ArrayList<>();
        for (Event each = events.next();
                each.getEventId() != Event.ID.SequenceEnd;
                each = events.next()) {
            items.add(node(each, depth + 1));
        }
        return new Tree.Items(at(start), items);
    }

    private Tree fields(MappingStartEvent start, int depth) throws UnreadableException {
        requireNoTag(start.getTag(), Tag.MAP, start);
        List<Tree.Field> fields = new ArrayList<>();
        for (Event each = events.next();
                each.getEventId() != Event.ID.MappingEnd;
                each = events.next()) {
            if (!(node(each, depth + 1) instanceof Tree.Value name)) {
                throw new UnreadableException(at(each), "a name is expected before the colon");
            }
            fields.add(new Tree.Field(at(each), name.text(), node(events.next(), depth + 1)));
        }
        return new Tree.Fields(at(start), fields);
    }
}
