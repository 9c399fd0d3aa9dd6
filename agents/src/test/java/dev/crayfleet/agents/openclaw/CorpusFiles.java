package dev.crayfleet.agents.openclaw;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.crayfleet.corpus.HostileInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Writes the files of an input of {@code openclaw-config}. */
final class CorpusFiles {
    private CorpusFiles() {}

    /** Returns the openclaw.json among them. */
    static Path write(HostileInput input, Path folder) throws IOException {
        for (var entry : input.input().path("files").properties()) {
            Path file = folder.resolve(entry.getKey());
            Files.createDirectories(file.getParent());
            HostileInput one =
                    new HostileInput(
                            input.kind(),
                            input.name(),
                            input.why(),
                            JsonNodeFactory.instance.objectNode().set("file", entry.getValue()),
                            input.answer());
            Files.write(file, one.bytes("file").orElseThrow());
        }
        return folder.resolve("openclaw.json");
    }

    static Map<String, String> environment(HostileInput input) {
        Map<String, String> environment = new TreeMap<>();
        input.input()
                .path("environment")
                .properties()
                .forEach(entry -> environment.put(entry.getKey(), entry.getValue().asText()));
        return environment;
    }
}
