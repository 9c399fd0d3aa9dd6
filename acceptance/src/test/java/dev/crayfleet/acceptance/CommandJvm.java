package dev.crayfleet.acceptance;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The crayfleet command as a process of its own, which Java runs as the launcher has it run. */
final class CommandJvm {
    private CommandJvm() {}

    /**
     * @param folder where it works
     * @param output to which everything goes that it prints
     * @param words of the command line
     */
    static ProcessBuilder builder(Path folder, Path output, List<String> words) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "dev.crayfleet.cli.Crayfleet"));
        command.addAll(words);
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
    }
}
