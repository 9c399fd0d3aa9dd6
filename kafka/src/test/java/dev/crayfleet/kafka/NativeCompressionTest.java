package dev.crayfleet.kafka;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class NativeCompressionTest {
    @Test
    void thisMachineReadsEveryCompression() {
        assertThatCode(NativeCompression::require).doesNotThrowAnyException();
    }

    @Test
    void saysWhatToDoWhereNativeCodeCannotBeLoaded() {
        assertThatThrownBy(() ->
                        NativeCompression.require(
                                "zstd",
                                () -> {
                                    throw new UnsatisfiedLinkError("failed to map segment");
                                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("compressed with zstd")
                .hasMessageContaining("failed to map segment")
                .hasMessageContaining("-Djava.io.tmpdir=<folder>");
    }
}
