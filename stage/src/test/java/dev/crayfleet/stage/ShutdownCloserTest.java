package dev.crayfleet.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ShutdownCloserTest {
    private static ApplicationContext context() {
        return ApplicationContext.builder().banner(false).deduceEnvironment(false).start();
    }

    @Test
    void interruptsAStartInProgress() throws Exception {
        CompletableFuture<ShutdownCloser> created = new CompletableFuture<>();
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread startThread =
                Thread.ofPlatform()
                        .start(() -> {
                            created.complete(new ShutdownCloser("test"));
                            try {
                                // A start that waits for something that never happens.
                                interrupted.complete(
                                        new CountDownLatch(1).await(20, TimeUnit.SECONDS));
                            } catch (InterruptedException e) {
                                interrupted.complete(true);
                            }
                        });
        ShutdownCloser closer = created.get(20, TimeUnit.SECONDS);
        ApplicationContext context = context();
        closer.register(context);
        closer.close();
        assertThat(interrupted.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(startThread.join(Duration.ofSeconds(20))).isTrue();
        assertThat(closer.isShutdownRequested()).isTrue();
        assertThat(closer.awaitClosed(1)).isTrue();
        assertThat(context.isRunning()).isFalse();
    }

    @Test
    void doesNotInterruptAStageThatHasStarted() {
        ShutdownCloser closer = new ShutdownCloser("test");
        closer.markStarted();
        closer.close();
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void closesTheContextRegisteredLastAndAcceptsNoneAfterwards() {
        ShutdownCloser closer = new ShutdownCloser("test");
        closer.markStarted();
        try (ApplicationContext first = context();
                ApplicationContext second = context()) {
            closer.register(first);
            first.close();
            closer.register(second);
            closer.close();
            assertThat(second.isRunning()).isFalse();
            assertThatThrownBy(() -> closer.register(first))
                    .isInstanceOf(IllegalStateException.class);
        }
    }
}
