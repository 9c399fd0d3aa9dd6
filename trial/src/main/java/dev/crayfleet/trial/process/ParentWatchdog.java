package dev.crayfleet.trial.process;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;

/**
 * Runs the main method of another class, and halts this JVM when its standard input ends. The input
 * is a pipe from the parent, so it also ends if the parent is killed.
 */
final class ParentWatchdog {
    private static final int EXIT_PARENT_GONE = 3;

    private ParentWatchdog() {}

    public static void main(String[] args) throws Throwable {
        Thread.ofPlatform().daemon().name("parent-watchdog").start(ParentWatchdog::awaitParentEnd);
        Class<?> main = Class.forName(args[0]);
        MethodHandles.lookup()
                .findStatic(main, "main", MethodType.methodType(void.class, String[].class))
                .invoke(Arrays.copyOfRange(args, 1, args.length));
    }

    private static void awaitParentEnd() {
        try {
            while (System.in.read() >= 0) {
                // The parent never writes; only the end matters.
            }
        } catch (IOException gone) {
            // Treated like the end of the input.
        }
        Runtime.getRuntime().halt(EXIT_PARENT_GONE);
    }
}
