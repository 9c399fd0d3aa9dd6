package dev.crayfleet.agents.openclaw;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts what {@code $include} names in its place, as OpenClaw does: paths are relative to the
 * including file; of a list, later files go before earlier ones, and keys beside it before all of
 * them; objects are merged, lists are joined; at most ten levels deep, and without cycles.
 */
final class ConfigIncludes {
    private static final String INCLUDE = "$include";
    private static final int MAX_FILE_DEPTH = 10;
    private static final int PATH_CHARS_LIMIT = 4_096;

    private final ConfigFiles files;

    /** The file that is read, and those that include it, the root first. */
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
                .resolve(files.readRoot(absolute), new Chain(List.of(absolute)), 1);
    }

    private JsonNode resolve(JsonNode node, Chain chain, int depth) {
        if (depth > Json5.MAX_DEPTH) {
            throw new IllegalArgumentException(
                    "with what it includes it is nested deeper than %d levels"
                            .formatted(Json5.MAX_DEPTH));
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
            throw invalid(chain, "has keys beside a file that is no object");
        }
        return ConfigMerge.merge(included, rest);
    }

    private JsonNode included(JsonNode value, Chain chain, int depth) {
        if (value.isTextual()) {
            return load(value.asText(), chain, depth);
        }
        if (!value.isArray()) {
            throw invalid(chain, "is neither a path nor a list of paths");
        }
        JsonNode all = JsonNodeFactory.instance.objectNode();
        for (JsonNode each : value) {
            if (!each.isTextual()) {
                throw invalid(chain, "has something else than paths in its list");
            }
            all = ConfigMerge.merge(all, load(each.asText(), chain, depth));
        }
        return all;
    }

    private JsonNode load(String name, Chain chain, int depth) {
        if (name.length() >= PATH_CHARS_LIMIT || name.indexOf('\0') >= 0) {
            throw invalid(
                    chain, "has a path that is longer than 4,096 characters, or has a NUL in it");
        }
        Path path;
        try {
            path = chain.last().resolveSibling(name).normalize();
        } catch (InvalidPathException e) {
            throw invalid(chain, "has a path that cannot be one here: " + e.getReason());
        }
        files.checkAllowed(path);
        if (chain.paths().contains(path)) {
            throw invalid(chain, "goes in a circle: %s is included by itself".formatted(path));
        }
        if (chain.paths().size() > MAX_FILE_DEPTH) {
            throw invalid(chain, "goes more than %d files deep".formatted(MAX_FILE_DEPTH));
        }
        return resolve(files.readIncluded(path), chain.with(path), depth);
    }

    private static IllegalArgumentException invalid(Chain chain, String what) {
        return new IllegalArgumentException(
                "%s in %s %s".formatted(INCLUDE, chain.last().getFileName(), what));
    }
}
