package dev.crayfleet.cli.supervision;

import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Texts;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the lines that a runner logs say of it. */
final class RunnerLines {
    private static final int MAX_ERROR_CHARS = 300;

    /** As in cli's logback.xml. */
    private static final Pattern LINE = Pattern.compile("\\S+ +(\\w+) +\\S+ - (.*)");

    private static final Pattern READY = Pattern.compile("runner \\S+ offers .*");
    private static final Pattern GATEWAY =
            Pattern.compile("the gateway is started on port (\\d{1,5}), .*");
    private static final Pattern TASK = Pattern.compile("task (\\S+) (.*)");

    private RunnerLines() {}

    /** What is known after another line. */
    static AgentState after(AgentState state, String line) {
        Matcher logged = LINE.matcher(Limits.cut(line, Limits.LOG_TEXT_CHARS));
        if (!logged.matches()) {
            // Without a logger, as the command itself speaks.
            return line.startsWith("crayfleet: ") ? state.withError(sentence(line)) : state;
        }
        String message = logged.group(2);
        if (logged.group(1).equals("ERROR")) {
            return state.withError(sentence(message));
        }
        if (READY.matcher(message).matches()) {
            return state.ready();
        }
        Matcher gateway = GATEWAY.matcher(message);
        if (gateway.matches()) {
            return state.withGatewayPort(Integer.parseInt(gateway.group(1)));
        }
        Matcher task = TASK.matcher(message);
        if (task.matches()) {
            return task(state, task.group(1), task.group(2));
        }
        return state;
    }

    private static AgentState task(AgentState state, String attempt, String what) {
        if (what.equals("is taken")) {
            return state.withTask(attempt);
        }
        boolean isEnd = what.startsWith("has succeeded") || what.startsWith("has failed");
        return isEnd && attempt.equals(state.task()) ? state.withTask(null) : state;
    }

    private static String sentence(String text) {
        return Limits.cut(Texts.oneLine(text).replaceFirst("^crayfleet: ", ""), MAX_ERROR_CHARS);
    }
}
