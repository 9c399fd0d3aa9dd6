package dev.crayfleet.fleet.yaml;

import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Texts;
import dev.crayfleet.fleet.file.FleetParser;
import dev.crayfleet.fleet.file.FleetReading;
import dev.crayfleet.fleet.file.Problem;
import dev.crayfleet.fleet.file.Tree.At;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlVersionException;

/** Reads {@code fleet.yaml}; JSON is YAML, too. */
public final class FleetFile {
    public static final int MAX_BYTES = 1024 * 1024;

    private FleetFile() {}

    /**
     * Reads a file, whatever it holds, in time in proportion to its length.
     *
     * @param bytes a longer file than {@link #MAX_BYTES} is refused, so no more need be read of it
     */
    public static FleetReading read(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            return refused(
                    At.UNKNOWN,
                    "the file has more than %,d bytes, the most that is allowed"
                            .formatted(MAX_BYTES));
        }
        try {
            return FleetParser.parse(YamlTree.of(Texts.decode(bytes)));
        } catch (UnreadableException e) {
            return FleetReading.Invalid.of(e.problem());
        } catch (MarkedYamlEngineException e) {
            return refused(
                    e.getProblemMark().map(FleetFile::at).orElse(At.UNKNOWN),
                    "this is no YAML: " + why(e));
        } catch (YamlVersionException e) {
            return refused(
                    At.UNKNOWN,
                    "this is no YAML 1.2: leave the line out that begins with %YAML, or write 1.2");
        } catch (YamlEngineException | IllegalArgumentException e) {
            return refused(At.UNKNOWN, "this is no YAML: " + plain(String.valueOf(e.getMessage())));
        }
    }

    static At at(Mark mark) {
        return new At(mark.getLine() + 1, mark.getColumn() + 1);
    }

    private static FleetReading refused(At at, String sentence) {
        return FleetReading.Invalid.of(new Problem(at, "", sentence));
    }

    /** A star is the one thing in a fleet file that needs quotes and looks as if it did not. */
    private static String why(MarkedYamlEngineException e) {
        return e.getContext() != null && e.getContext().contains("alias")
                ? "a name is expected behind a star; if all are meant, write \"*\" with quotes"
                : plain(e.getProblem());
    }

    private static String plain(String message) {
        return Texts.oneLine(
                Limits.cut(
                        message.lines().findFirst().orElse("it cannot be read"),
                        Limits.REASON_CHARS));
    }
}
