package dev.crayfleet.trial.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The command line and environment of a child process. */
final class ChildCommand {
    /** The settings of this machine's user must not reach a child, so it gets only these. */
    private static final List<String> INHERITED_VARIABLES =
            List.of("PATH", "HOME", "LANG", "LC_ALL", "JAVA_HOME");

    private ChildCommand() {}

    /**
     * @param classPath of {@link #classPath}, or of another version
     * @param folder where it works
     * @param log to which its output is appended
     */
    static ProcessBuilder of(ChildPlan plan, String classPath, Path folder, Path log)
            throws IOException {
        Path temporary = Files.createDirectories(folder.resolve("tmp"));
        ProcessBuilder builder =
                new ProcessBuilder(arguments(plan, classPath, temporary))
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().retainAll(INHERITED_VARIABLES);
        return builder;
    }

    private static List<String> arguments(ChildPlan plan, String classPath, Path temporary) {
        List<String> arguments = new ArrayList<>();
        arguments.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        arguments.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-XX:+UseCompactObjectHeaders",
                        "-XX:MaxNewSize=48m",
                        "-Xmx" + plan.heapMb() + "m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Djava.io.tmpdir=" + temporary,
                        "-Dlogback.configurationFile=logback-child.xml"));
        arguments.addAll(plan.options());
        plan.settings().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(setting ->
                        arguments.add("-D%s=%s".formatted(setting.getKey(), setting.getValue())));
        arguments.addAll(
                List.of("-cp", classPath, ParentWatchdog.class.getName(), plan.main().getName()));
        arguments.addAll(plan.arguments());
        return arguments;
    }

    /** The class path of this JVM with absolute paths, because the child works elsewhere. */
    static String classPath() {
        return List.of(System.getProperty("java.class.path").split(File.pathSeparator)).stream()
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
