package dev.crayfleet.agents.safety;

import java.util.List;

/**
 * Finds all forms of all secrets in one pass (Aho-Corasick): a state is the longest end of what was
 * read that begins a form. Goes through n bytes in O(n), however many forms there are. Immutable.
 */
final class FormAutomaton {
    static final int ROOT = 0;
    private static final int BYTES = 256;

    private final int[] firstStates = new int[BYTES];

    /** State and byte, and where they lead: a table with open addressing; 0 is an empty slot. */
    private final long[] steps;

    private final int[] targets;

    /** Where to go on from a state that has no step for a byte. */
    private final int[] fallbacks;

    private final int[] depths;
    private final boolean[] leadsOn;
    private final int[] foundLengths;
    private final byte[][] masks;
    private int states = 1;

    FormAutomaton(List<SecretForm> forms) {
        int max = 1 + forms.stream().mapToInt(form -> form.bytes().length).sum();
        int slots = Integer.highestOneBit(max) * 4;
        steps = new long[slots];
        targets = new int[slots];
        fallbacks = new int[max];
        depths = new int[max];
        leadsOn = new boolean[max];
        foundLengths = new int[max];
        masks = new byte[max][];
        int[] parents = new int[max];
        byte[] bytes = new byte[max];
        for (SecretForm form : forms) {
            insert(form, parents, bytes);
        }
        link(parents, bytes);
    }

    private void insert(SecretForm form, int[] parents, byte[] bytes) {
        int state = ROOT;
        for (byte each : form.bytes()) {
            int next = step(state, each);
            if (next == ROOT) {
                next = states++;
                parents[next] = state;
                bytes[next] = each;
                depths[next] = depths[state] + 1;
                leadsOn[state] = true;
                put(state, each, next);
            }
            state = next;
        }
        foundLengths[state] = form.bytes().length;
        masks[state] = form.mask();
    }

    /** Shallow states first, because a fallback is less deep than its state. */
    private void link(int[] parents, byte[] bytes) {
        for (int state : byDepth()) {
            int parent = parents[state];
            fallbacks[state] = parent == ROOT ? ROOT : next(fallbacks[parent], bytes[state]);
            if (foundLengths[state] == 0) {
                foundLengths[state] = foundLengths[fallbacks[state]];
                masks[state] = masks[fallbacks[state]];
            }
        }
    }

    private int[] byDepth() {
        int[] ends = new int[depths.length + 1];
        for (int state = 1; state < states; state++) {
            ends[depths[state] + 1]++;
        }
        for (int depth = 1; depth < ends.length; depth++) {
            ends[depth] += ends[depth - 1];
        }
        int[] sorted = new int[states - 1];
        for (int state = 1; state < states; state++) {
            sorted[ends[depths[state]]++] = state;
        }
        return sorted;
    }

    boolean isEmpty() {
        return states == 1;
    }

    /** The state after one more byte. */
    int next(int state, byte read) {
        int from = state;
        while (from != ROOT) {
            int next = step(from, read);
            if (next != ROOT) {
                return next;
            }
            from = fallbacks[from];
        }
        return firstStates[read & 0xff];
    }

    /** The same state, or what is left of it where it has nothing to wait for. */
    int settled(int state) {
        int settled = state;
        while (settled != ROOT && !leadsOn[settled]) {
            settled = fallbacks[settled];
        }
        return settled;
    }

    /** How many bytes before a state begin a form. */
    int depth(int state) {
        return depths[state];
    }

    /** How many bytes has the longest form that ends here; 0 where none does. */
    int foundLength(int state) {
        return foundLengths[state];
    }

    /** What stands in the place of that form. */
    byte[] mask(int state) {
        return masks[state];
    }

    private int step(int state, byte read) {
        return state == ROOT ? firstStates[read & 0xff] : targets[slot(key(state, read))];
    }

    private void put(int state, byte read, int target) {
        if (state == ROOT) {
            firstStates[read & 0xff] = target;
            return;
        }
        long key = key(state, read);
        int slot = slot(key);
        steps[slot] = key;
        targets[slot] = target;
    }

    /** Never 0, because no state but the root is 0. */
    private static long key(int state, byte read) {
        return (long) state * BYTES + (read & 0xff);
    }

    /** Where a key is, or would be. */
    private int slot(long key) {
        int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & (steps.length - 1);
        while (steps[slot] != 0 && steps[slot] != key) {
            slot = (slot + 1) & (steps.length - 1);
        }
        return slot;
    }
}
