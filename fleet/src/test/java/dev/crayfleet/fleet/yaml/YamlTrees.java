package dev.crayfleet.fleet.yaml;

import dev.crayfleet.fleet.file.Tree;

/** For tests elsewhere that need a tree. */
public final class YamlTrees {
    private YamlTrees() {}

    public static Tree of(String yaml) {
        try {
            return YamlTree.of(yaml);
        } catch (UnreadableException e) {
            throw new AssertionError(e);
        }
    }
}
