package dev.crayfleet.flow;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Compressions of Kafka that need code of the machine, which is unpacked and loaded when used. */
public final class NativeLibraries {
    private static final int MOST_CAUSES = 20;

    private NativeLibraries() {}

    /**
     * What to do about a failure, if it is that a library could not be loaded. The records are in
     * order then, and can be read once it can be.
     *
     * @return a sentence for the operator; empty for all other failures
     */
    public static Optional<String> cure(@Nullable Throwable failure) {
        boolean linkage = false;
        boolean compression = false;
        Throwable cause = failure;
        for (int i = 0; cause != null && i < MOST_CAUSES; i++) {
            linkage |= cause instanceof LinkageError;
            compression |= cause instanceof UnsatisfiedLinkError || namesOne(cause.toString());
            cause = cause.getCause();
        }
        return linkage && compression ? Optional.of(sentence()) : Optional.empty();
    }

    private static boolean namesOne(String text) {
        return text.contains("snappy") || text.contains("zstd") || text.contains("lz4");
    }

    private static String sentence() {
        return "Records are compressed with snappy or zstd, whose library this JVM cannot load from %s. Start it with -Djava.io.tmpdir= (for snappy alone, -Dorg.xerial.snappy.tempdir=) and a folder from which programs may be executed."
                .formatted(System.getProperty("java.io.tmpdir"));
    }
}
