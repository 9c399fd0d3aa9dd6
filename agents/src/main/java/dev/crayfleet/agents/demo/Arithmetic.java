package dev.crayfleet.agents.demo;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;

/**
 * Evaluates numbers, {@code + - × x * ÷ /} and parentheses. Exact, but for divisions that do not
 * come out even, which have 20 digits.
 *
 * <pre>
 * sum     = product { ("+" | "-") product }
 * product = factor { ("×" | "÷") factor }
 * factor  = [ "-" ] ( number | "(" sum ")" )
 * </pre>
 */
final class Arithmetic {
    private static final int MAX_DEPTH = 50;
    private static final MathContext PRECISION = new MathContext(20);

    private final String text;
    private int at;
    private int depth;
    private int operators;

    private Arithmetic(String text) {
        this.text = text;
    }

    sealed interface Result {}

    record Value(BigDecimal number) implements Result {}

    record Undefined(String why) implements Result {}

    /** The text is no expression, or only a number. */
    record NotAnExpression() implements Result {}

    static Result evaluate(String text) {
        Arithmetic parser = new Arithmetic(text);
        try {
            Optional<BigDecimal> value = parser.sum();
            parser.skipBlanks();
            if (value.isEmpty() || parser.at < text.length() || parser.operators == 0) {
                return new NotAnExpression();
            }
            return new Value(plain(value.get()));
        } catch (ArithmeticException e) {
            return new Undefined(String.valueOf(e.getMessage()));
        }
    }

    private static BigDecimal plain(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    private Optional<BigDecimal> sum() {
        Optional<BigDecimal> left = product();
        while (left.isPresent()) {
            char operator = takeOperator("+-−");
            if (operator == 0) {
                return left;
            }
            BigDecimal before = left.get();
            left =
                    product()
                            .map(next ->
                                    operator == '+' ? before.add(next) : before.subtract(next));
        }
        return left;
    }

    private Optional<BigDecimal> product() {
        Optional<BigDecimal> left = factor();
        while (left.isPresent()) {
            char operator = takeOperator("×xX*÷/");
            if (operator == 0) {
                return left;
            }
            BigDecimal before = left.get();
            left =
                    factor().map(next ->
                            operator == '÷' || operator == '/'
                                    ? divide(before, next)
                                    : before.multiply(next));
        }
        return left;
    }

    private static BigDecimal divide(BigDecimal left, BigDecimal right) {
        if (right.signum() == 0) {
            throw new ArithmeticException("division by zero");
        }
        return left.divide(right, PRECISION);
    }

    private Optional<BigDecimal> factor() {
        skipBlanks();
        if (at >= text.length() || ++depth > MAX_DEPTH) {
            return Optional.empty();
        }
        Optional<BigDecimal> value;
        char next = text.charAt(at);
        if (next == '-' || next == '−') {
            at++;
            value = factor().map(BigDecimal::negate);
        } else if (next == '(') {
            at++;
            value = sum().filter(inner -> takeOperator(")") != 0);
        } else {
            value = number();
        }
        depth--;
        return value;
    }

    private Optional<BigDecimal> number() {
        int from = at;
        int dots = 0;
        while (at < text.length() && (isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
            dots += text.charAt(at) == '.' ? 1 : 0;
            at++;
        }
        String digits = text.substring(from, at);
        return dots > 1 || digits.length() == dots
                ? Optional.empty()
                : Optional.of(new BigDecimal(digits));
    }

    /** The next character if it is one of these, which is then read; else 0. */
    private char takeOperator(String oneOf) {
        skipBlanks();
        if (at < text.length() && oneOf.indexOf(text.charAt(at)) >= 0) {
            char found = text.charAt(at++);
            operators += found == ')' ? 0 : 1;
            return found;
        }
        return 0;
    }

    private void skipBlanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
