package dev.crayfleet.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class NativeLibrariesTest {
    @Test
    void saysWhatToDoWhereALibraryCannotBeLoaded() {
        Throwable loading = new UnsatisfiedLinkError("/tmp/x.so: failed to map segment");
        assertThat(NativeLibraries.cure(new ExceptionInInitializerError(loading)))
                .hasValueSatisfying(sentence -> assertThat(sentence).contains("-Djava.io.tmpdir="));
        assertThat(
                        NativeLibraries.cure(
                                new KafkaException(
                                        new NoClassDefFoundError(
                                                "Could not initialize class org.xerial.snappy.Snappy"))))
                .isPresent();
    }

    @Test
    void saysNothingOfOtherFailures() {
        assertThat(NativeLibraries.cure(null)).isEqualTo(Optional.empty());
        assertThat(NativeLibraries.cure(new NoClassDefFoundError("dev/example/Other"))).isEmpty();
        assertThat(NativeLibraries.cure(new KafkaException("snappy data is broken"))).isEmpty();
    }
}
