package dev.crayfleet.fleet.yaml;

import dev.crayfleet.fleet.file.Tree;
import dev.crayfleet.fleet.file.Tree.At;
import dev.crayfleet.fleet.file.Tree.Kind;
import java.util.Optional;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;

/** What single events of YAML say. */
final class YamlValues {
    private YamlValues() {}

    /**
     * A single value, of the kind that YAML 1.2 says.
     *
     * @throws UnreadableException if it has a tag
     */
    static Tree of(ScalarEvent scalar, ScalarResolver kinds) throws UnreadableException {
        requireNoTag(scalar.getTag(), Tag.STR, scalar);
        boolean isPlain = scalar.isPlain() && scalar.getTag().isEmpty();
        Tag tag = kinds.resolve(scalar.getValue(), isPlain);
        Kind kind =
                switch (tag) {
                    case Tag number when number.equals(Tag.INT) || number.equals(Tag.FLOAT) ->
                            Kind.NUMBER;
                    case Tag truth when truth.equals(Tag.BOOL) -> Kind.TRUTH;
                    case Tag nothing when nothing.equals(Tag.NULL) -> Kind.NOTHING;
                    default -> Kind.TEXT;
                };
        return new Tree.Value(at(scalar), scalar.getValue(), kind);
    }

    /** A tag may say what is so anyway. */
    static void requireNoTag(Optional<String> tag, Tag usual, Event at) throws UnreadableException {
        if (tag.isPresent() && !tag.get().equals("!") && !tag.get().equals(usual.getValue())) {
            throw new UnreadableException(
                    at(at), "tags, which begin with !, are not known here; leave it out");
        }
    }

    static At at(Event event) {
        return event.getStartMark().map(FleetFile::at).orElse(At.UNKNOWN);
    }
}
