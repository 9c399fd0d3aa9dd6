package dev.crayfleet.cli;

import dev.crayfleet.fleet.file.FleetReading;
import dev.crayfleet.fleet.file.Problem;
import dev.crayfleet.fleet.yaml.FleetFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the fleet files that a command names. The library for them is loaded by nothing else. */
final class FleetFileReader {
    private static final String STANDARD_INPUT = "-";

    private FleetFileReader() {}

    /**
     * @param file a path; {@code -} is standard input
     * @throws CommandLines.RefusedException if nothing can be read there
     */
    static FleetReading read(String file) {
        try (InputStream in =
                file.equals(STANDARD_INPUT) ? System.in : Files.newInputStream(Path.of(file))) {
            return FleetFile.read(in.readNBytes(FleetFile.MAX_BYTES + 1));
        } catch (IOException | InvalidPathException e) {
            throw new CommandLines.RefusedException(
                    "%s cannot be read: %s".formatted(file, why(file)));
        }
    }

    private static String why(String file) {
        try {
            Path path = Path.of(file);
            if (Files.notExists(path)) {
                return "it is not there";
            }
            return Files.isDirectory(path) ? "it is a folder" : "it may not be read by you";
        } catch (InvalidPathException e) {
            return "there can be no such file";
        }
    }

    /** What is wrong, a line each, as compilers print it, so that editors find the place. */
    static List<String> lines(String file, FleetReading.Invalid invalid) {
        List<String> lines = new ArrayList<>();
        for (Problem each : invalid.problems()) {
            String place =
                    each.at().line() == 0
                            ? file
                            : "%s:%d:%d".formatted(file, each.at().line(), each.at().column());
            String path = each.path().isEmpty() ? "" : each.path() + ": ";
            lines.add("%s: %s%s".formatted(place, path, each.sentence()));
        }
        if (invalid.more() > 0) {
            lines.add("%s: and %,d more".formatted(file, invalid.more()));
        }
        return lines;
    }
}
