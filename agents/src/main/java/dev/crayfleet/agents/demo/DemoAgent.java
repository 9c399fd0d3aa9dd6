package dev.crayfleet.agents.demo;

import dev.crayfleet.contract.Limits;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * An agent that needs nothing installed: it calculates an expression in the prompt, {@code
 * Calculate 25 × 4} becomes {@code 25 × 4 = 100}, and repeats any other prompt, with words that
 * nobody takes for a real answer.
 */
public final class DemoAgent {
    /** The model's name in reports. */
    public static final String MODEL = "demo/arithmetic";

    private static final int MAX_EXPRESSION_CHARS = 500;
    private static final int MAX_SEARCHED_CHARS = 10_000;
    private static final Pattern EXPRESSION =
            Pattern.compile("[-−]?[\\d(.][\\d.\\s()+\\-−×xX*÷/]{0,498}[\\d)]");

    private DemoAgent() {}

    /** Never blank, never throws. */
    public static String answer(String prompt) {
        return EXPRESSION
                .matcher(prompt.substring(0, Math.min(prompt.length(), MAX_SEARCHED_CHARS)))
                .results()
                .map(MatchResult::group)
                .map(String::strip)
                .filter(expression -> expression.length() <= MAX_EXPRESSION_CHARS)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .map(DemoAgent::calculate)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(() -> "The demo agent was asked: " + Limits.cut(prompt.strip(), 4_000));
    }

    private static Optional<String> calculate(String expression) {
        return switch (Arithmetic.evaluate(expression)) {
            case Arithmetic.Value value ->
                    Optional.of(expression + " = " + value.number().toPlainString());
            case Arithmetic.Undefined undefined ->
                    Optional.of(expression + " is not defined: " + undefined.why());
            case Arithmetic.NotAnExpression none -> Optional.empty();
        };
    }
}
