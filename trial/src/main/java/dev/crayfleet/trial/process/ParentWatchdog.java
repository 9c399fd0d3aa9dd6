package dev.crayfleet.trial.process;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;

/**
 * Runs another class's main, and ends this JVM at once when its standard input ends: that is how it
 * learns that its parent is gone, however that went.
 */
final class ParentWatchdog {
    private static final int ORPHANED = 3;

    private ParentWatchdog() {}

    public static void main(String[] args) throws Throwable {
        Thread.ofPlatform().daemon().name("tether").start(ParentWatchdog::watch);
        Class<?> main = Class.forName(args[0]);
        MethodHandles.lookup()
                .findStatic(main, "main", MethodType.methodType(void.class, String[].class))
                .invoke(Arrays.copyOfRange(args, 1, args.length));
    }

    private static void watch() {
        try {
            while (System.in.read() >= 0) {
                // Nobody says anything there.
            }
        } catch (IOException gone) {
            // As good as the end.
        }
        Runtime.getRuntime().halt(ORPHANED);
    }
}
