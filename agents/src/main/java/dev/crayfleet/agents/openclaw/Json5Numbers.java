package dev.crayfleet.agents.openclaw;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.math.BigInteger;

/** Reads the numbers of JSON5. What JavaScript rounds to infinity or zero becomes that. */
final class Json5Numbers {
    /** Longer ones become doubles, as all numbers in JavaScript are. */
    private static final int MAX_EXACT_CHARS = 400;

    private Json5Numbers() {}

    static boolean isStart(int c) {
        return c == '+' || c == '-' || c == '.' || c == 'I' || c == 'N' || Json5Text.isDigit(c);
    }

    static JsonNode read(Json5Text in, JsonNodeFactory nodes) {
        boolean minus = in.peek() == '-';
        if (minus || in.peek() == '+') {
            in.next();
        }
        int sign = minus ? -1 : 1;
        if (in.peek() == 'I') {
            in.expect("Infinity");
            return nodes.numberNode(sign * Double.POSITIVE_INFINITY);
        }
        if (in.peek() == 'N') {
            in.expect("NaN");
            return nodes.numberNode(Double.NaN);
        }
        if (in.peek() == '0' && (in.peek(1) | 0x20) == 'x') {
            in.next();
            in.next();
            return hex(in, nodes, minus);
        }
        return decimal(in, nodes, minus);
    }

    private static JsonNode hex(Json5Text in, JsonNodeFactory nodes, boolean minus) {
        int begin = in.position();
        while (in.peek() < 0x80 && Character.digit(in.peek(), 16) >= 0) {
            in.next();
        }
        String digits = in.since(begin);
        if (digits.isEmpty()) {
            throw in.unexpected("a hexadecimal digit");
        }
        if (digits.length() > MAX_EXACT_CHARS) {
            return nodes.numberNode((minus ? -1 : 1) * Double.POSITIVE_INFINITY);
        }
        BigInteger value = new BigInteger((minus ? "-" : "") + digits, 16);
        return value.bitLength() < Long.SIZE
                ? nodes.numberNode(value.longValue())
                : nodes.numberNode(value.doubleValue());
    }

    private static JsonNode decimal(Json5Text in, JsonNodeFactory nodes, boolean minus) {
        int begin = in.position();
        boolean isInteger = true;
        int digits = 1;
        // After a leading zero only a fraction or an exponent may follow.
        if (!in.take('0')) {
            digits = digits(in);
        }
        if (in.take('.')) {
            isInteger = false;
            digits += digits(in);
        }
        if (digits == 0) {
            throw in.unexpected("a digit");
        }
        if ((in.peek() | 0x20) == 'e' && in.peek() > 0) {
            isInteger = false;
            in.next();
            if (in.peek() == '+' || in.peek() == '-') {
                in.next();
            }
            if (digits(in) == 0) {
                throw in.unexpected("a digit");
            }
        }
        String text = (minus ? "-" : "") + in.since(begin);
        if (isInteger && digits <= 18) {
            return nodes.numberNode(Long.parseLong(text));
        }
        double rounded = Double.parseDouble(text);
        if (rounded == 0) {
            return nodes.numberNode(0L);
        }
        return Double.isInfinite(rounded) || text.length() > MAX_EXACT_CHARS
                ? nodes.numberNode(rounded)
                : nodes.numberNode(new BigDecimal(text));
    }

    private static int digits(Json5Text in) {
        int count = 0;
        while (Json5Text.isDigit(in.peek())) {
            in.next();
            count++;
        }
        return count;
    }
}
