package dev.crayfleet.agents.workspace;

import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Writes the requester's files into a workspace. */
final class WorkspaceInputs {
    private static final Pattern NOT_ASCII = Pattern.compile("[^\\x20-\\x7e]");
    private static final int MAX_NAME_CHARS = 60;

    private WorkspaceInputs() {}

    /**
     * @param inputs by plain name
     * @return the names that they have in the folder
     * @throws IllegalArgumentException if a name could lead out of the folder
     */
    static List<String> write(Workspace workspace, Map<String, byte[]> inputs) throws IOException {
        if (inputs.isEmpty()) {
            return List.of();
        }
        Path folder = Files.createDirectory(workspace.file(Workspace.INPUTS));
        List<String> names = new ArrayList<>();
        for (Map.Entry<String, byte[]> input : inputs.entrySet()) {
            Path file = resolve(folder, input.getKey());
            // Some file systems do not tell Data.csv from data.csv.
            for (int n = 2; Files.exists(file, LinkOption.NOFOLLOW_LINKS); n++) {
                file = resolve(folder, n + "-" + Limits.cut(input.getKey(), MAX_NAME_CHARS));
            }
            Files.write(file, input.getValue(), StandardOpenOption.CREATE_NEW);
            names.add(String.valueOf(file.getFileName()));
        }
        return names;
    }

    private static Path resolve(Path folder, String name) {
        if (!FileRef.isSafeName(name)) {
            throw new IllegalArgumentException("\"" + name + "\" is no plain file name");
        }
        try {
            return folder.resolve(name);
        } catch (InvalidPathException notInThisLocale) {
            return folder.resolve(NOT_ASCII.matcher(name).replaceAll("_"));
        }
    }
}
