package dev.crayfleet.agents.demo;

import dev.crayfleet.contract.Pool;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the demo agent is to have another agent do: {@code manager, ask the tech-lead to have the
 * auditor review X} is for the tech-lead, who is told {@code have the auditor review X}.
 *
 * @param instruction what is to be said to it
 */
public record DemoAsk(Pool agent, String instruction) {
    private static final Pattern ASK =
            Pattern.compile(
                    "(?is)\\s*+(?:[a-z0-9][a-z0-9._-]{0,63}+,\\s++)?+(?:please\\s++)?+"
                            + "(?:ask\\s++(?:the\\s++)?+(?<asked>[a-z0-9][a-z0-9._-]{0,63}+)\\s++to"
                            + "|have\\s++(?:the\\s++)?+(?<had>[a-z0-9][a-z0-9._-]{0,63}+))"
                            + "\\s++(?<what>\\S.*+)");

    /** Empty where the prompt is for the demo agent itself. */
    public static Optional<DemoAsk> of(String prompt) {
        Matcher ask = ASK.matcher(prompt);
        if (!ask.matches()) {
            return Optional.empty();
        }
        String agent = ask.group("asked") == null ? ask.group("had") : ask.group("asked");
        return Optional.of(new DemoAsk(new Pool(agent), ask.group("what").strip()));
    }
}
