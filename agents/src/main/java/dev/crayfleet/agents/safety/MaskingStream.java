package dev.crayfleet.agents.safety;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Masks what passes in pieces, and holds back no more than what may be the beginning of a secret.
 * Each byte is looked at once. Positions count bytes from the beginning. Not safe for use by many
 * threads.
 */
final class MaskingStream {
    /** Fewer bytes tell little of a secret. */
    static final int MIN_BEGINNING = 8;

    private static final byte[] NO_MASK = {};
    private static final byte[] MASK = SecretForms.MASK.getBytes(StandardCharsets.UTF_8);

    private final SecretForms forms;

    /** What was read and not passed on yet, from {@code passed} on. */
    private byte[] held = {};

    private long passed;
    private long read;
    private long maskedTo;
    private int plainState;
    private int wrappedState;

    /** Where the last bytes were that are no line breaks, by their number modulo its length. */
    private long[] unbroken = new long[64];

    private long unbrokenCount;
    private boolean endsWithBreak;

    /** In order, and without overlaps. */
    private final Deque<Found> found = new ArrayDeque<>();

    private record Found(long from, long to, byte[] mask) {}

    MaskingStream(SecretForms forms) {
        this.forms = forms;
    }

    /**
     * @return what has to wait for nothing any more, masked
     */
    byte[] pass(byte[] bytes, int length) {
        hold(bytes, length);
        // A line that happens to end like a secret begins is not held back until the next one.
        boolean isLine = endsWithBreak && depth() < MIN_BEGINNING;
        return passOn(Math.min(plainStart(), isLine ? read : wrappedStart()));
    }

    /** All that was held back, masked as far as it is known to be a secret. */
    byte[] end() {
        return passOn(read);
    }

    /** The same, and the beginning of a secret at the end is masked, too. */
    byte[] endOfCut() {
        FormAutomaton plain = forms.plain();
        if (plain.depth(plainState) >= MIN_BEGINNING) {
            add(plainStart(), MASK);
        }
        if (depth() >= MIN_BEGINNING) {
            add(wrappedStart(), MASK);
        }
        return end();
    }

    /** What was read and not passed on, as it is. */
    byte[] held() {
        return held;
    }

    private void hold(byte[] bytes, int length) {
        int before = held.length;
        held = Arrays.copyOf(held, before + length);
        System.arraycopy(bytes, 0, held, before, length);
        for (int i = 0; i < length; i++) {
            read++;
            readPlain(bytes[i]);
            endsWithBreak = bytes[i] == '\n' || bytes[i] == '\r';
            if (!endsWithBreak) {
                readWrapped(bytes[i]);
            }
        }
    }

    private void readPlain(byte next) {
        FormAutomaton plain = forms.plain();
        int state = plain.next(plainState, next);
        int length = plain.foundLength(state);
        if (length > 0) {
            add(read - length, plain.mask(state));
            state = plain.settled(state);
        }
        plainState = state;
    }

    private void readWrapped(byte next) {
        FormAutomaton wrapped = forms.wrapped();
        int state = wrapped.next(wrappedState, next);
        if (state == FormAutomaton.ROOT) {
            wrappedState = state;
            return;
        }
        if (wrapped.depth(state) > unbroken.length) {
            grow();
        }
        unbroken[(int) (unbrokenCount++ % unbroken.length)] = read - 1;
        int length = wrapped.foundLength(state);
        if (length > 0) {
            add(start(length), wrapped.mask(state));
            state = wrapped.settled(state);
        }
        wrappedState = state;
    }

    private void grow() {
        long[] larger = new long[unbroken.length * 2];
        for (long i = Math.max(0, unbrokenCount - unbroken.length); i < unbrokenCount; i++) {
            larger[(int) (i % larger.length)] = unbroken[(int) (i % unbroken.length)];
        }
        unbroken = larger;
    }

    /** Where so many of the last bytes began that are no line breaks. */
    private long start(int length) {
        return unbroken[(int) ((unbrokenCount - length) % unbroken.length)];
    }

    private int depth() {
        return forms.wrapped().depth(wrappedState);
    }

    private long plainStart() {
        return read - forms.plain().depth(plainState);
    }

    private long wrappedStart() {
        return depth() == 0 ? read : start(depth());
    }

    /** A secret ends here. What overlaps is masked as one. */
    private void add(long start, byte[] mask) {
        long from = start;
        byte[] first = mask;
        while (!found.isEmpty() && found.getLast().to() > from) {
            Found last = found.removeLast();
            if (last.from() < from) {
                from = last.from();
                first = last.mask();
            }
        }
        boolean continues = from < passed && maskedTo == passed;
        found.addLast(new Found(Math.max(from, passed), read, continues ? NO_MASK : first));
    }

    private byte[] passOn(long limit) {
        if (limit <= passed) {
            return new byte[0];
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long heldFrom = passed;
        while (passed < limit) {
            Found next = found.peekFirst();
            long plainEnd = next == null ? limit : Math.min(limit, next.from());
            out.write(held, (int) (passed - heldFrom), (int) (plainEnd - passed));
            passed = plainEnd;
            if (next != null && next.from() < limit) {
                out.writeBytes(next.mask());
                passed = next.to();
                maskedTo = passed;
                found.removeFirst();
            }
        }
        held = Arrays.copyOfRange(held, (int) (passed - heldFrom), held.length);
        return out.toByteArray();
    }
}
