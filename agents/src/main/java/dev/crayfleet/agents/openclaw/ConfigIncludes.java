package dev.crayfleet.agents.openclaw;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Puts what {@code $include} names in its place, as OpenClaw does: paths are relative to the
 * including file; of a list, later files go before earlier ones, and keys beside it before all of
 * them; objects are merged, lists are joined; ten levels deep at most, and never in a circle.
 */
final class ConfigIncludes {
    private static final String INCLUDE = "$include";
    private static final int DEEPEST = 10;
    private static final int LONGEST_PATH = 4_096;

    /** OpenClaw drops these where it merges, because they mean something in JavaScript. */
    private static final Set<String> DROPPED = Set.of("__proto__", "prototype", "constructor");

    private final ConfigFiles files;

    /** The file that is read, and those that led to it. */
    private record Chain(List<Path> paths) {
        Path last() {
            return paths.getLast();
        }

        Chain with(Path path) {
            List<Path> longer = new ArrayList<>(paths);
            longer.add(path);
            return new Chain(longer);
        }
    }

    private ConfigIncludes(ConfigFiles files) {
        this.files = files;
    }

    /**
     * The whole of a configuration.
     *
     * @throws IllegalArgumentException with a sentence for people, if it or an included file cannot
     *     be read or understood
     */
    static JsonNode read(Path path, ConfigFiles files) {
        Path absolute = path.toAbsolutePath().normalize();
        return new ConfigIncludes(files)
                .resolve(files.root(absolute), new Chain(List.of(absolute)), 1);
    }

    private JsonNode resolve(JsonNode node, Chain chain, int depth) {
        if (depth > Json5.DEEPEST) {
            throw new IllegalArgumentException(
                    "with what it includes it is nested deeper than %d levels"
                            .formatted(Json5.DEEPEST));
        }
        if (node instanceof ArrayNode array) {
            ArrayNode resolved = JsonNodeFactory.instance.arrayNode();
            array.forEach(each -> resolved.add(resolve(each, chain, depth + 1)));
            return resolved;
        }
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        ObjectNode rest = JsonNodeFactory.instance.objectNode();
        object.properties()
                .forEach(entry -> {
                    if (!entry.getKey().equals(INCLUDE)) {
                        rest.set(entry.getKey(), resolve(entry.getValue(), chain, depth + 1));
                    }
                });
        if (!object.has(INCLUDE)) {
            return rest;
        }
        JsonNode included = included(object.get(INCLUDE), chain, depth);
        if (rest.isEmpty()) {
            return included;
        }
        if (!included.isObject()) {
            throw bad(chain, "has keys beside a file that is no object");
        }
        return merged(included, rest);
    }

    private JsonNode included(JsonNode value, Chain chain, int depth) {
        if (value.isTextual()) {
            return load(value.asText(), chain, depth);
        }
        if (!value.isArray()) {
            throw bad(chain, "is neither a path nor a list of paths");
        }
        JsonNode all = JsonNodeFactory.instance.objectNode();
        for (JsonNode each : value) {
            if (!each.isTextual()) {
                throw bad(chain, "has something else than paths in its list");
            }
            all = merged(all, load(each.asText(), chain, depth));
        }
        return all;
    }

    private JsonNode load(String name, Chain chain, int depth) {
        if (name.length() >= LONGEST_PATH || name.indexOf('\0') >= 0) {
            throw bad(chain, "has a path that is longer than 4,096 characters, or has a NUL in it");
        }
        Path path;
        try {
            path = chain.last().resolveSibling(name).normalize();
        } catch (InvalidPathException e) {
            throw bad(chain, "has a path that cannot be one here: " + e.getReason());
        }
        files.allow(path);
        if (chain.paths().contains(path)) {
            throw bad(chain, "goes in a circle: %s is included by itself".formatted(path));
        }
        if (chain.paths().size() > DEEPEST) {
            throw bad(chain, "goes more than %d files deep".formatted(DEEPEST));
        }
        return resolve(files.included(path), chain.with(path), depth);
    }

    private static IllegalArgumentException bad(Chain chain, String what) {
        return new IllegalArgumentException(
                "%s in %s %s".formatted(INCLUDE, chain.last().getFileName(), what));
    }

    private static JsonNode merged(JsonNode base, JsonNode over) {
        if (base instanceof ArrayNode first && over instanceof ArrayNode second) {
            return first.deepCopy().addAll(second);
        }
        if (!(base instanceof ObjectNode into) || !(over instanceof ObjectNode from)) {
            return over;
        }
        ObjectNode merged = plain(into);
        from.properties()
                .forEach(entry -> {
                    JsonNode value = entry.getValue();
                    JsonNode current = merged.get(entry.getKey());
                    if (DROPPED.contains(entry.getKey())) {
                        return;
                    }
                    if (current != null && current.isArray() && value.isArray()
                            || current != null && current.isObject() && value.isObject()) {
                        merged.set(entry.getKey(), merged(current, value));
                    } else {
                        merged.set(
                                entry.getKey(),
                                value instanceof ObjectNode object ? plain(object) : value);
                    }
                });
        return merged;
    }

    private static ObjectNode plain(ObjectNode object) {
        ObjectNode plain = JsonNodeFactory.instance.objectNode();
        object.properties()
                .forEach(entry -> {
                    if (!DROPPED.contains(entry.getKey())) {
                        plain.set(
                                entry.getKey(),
                                entry.getValue() instanceof ObjectNode inner
                                        ? plain(inner)
                                        : entry.getValue());
                    }
                });
        return plain;
    }
}
