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
    void cutsAStartShort() throws Exception {
        CompletableFuture<ShutdownCloser> made = new CompletableFuture<>();
        CompletableFuture<Boolean> cut = new CompletableFuture<>();
        Thread starter =
                Thread.ofPlatform()
                        .start(() -> {
                            made.complete(new ShutdownCloser("test"));
                            try {
                                // As one that waits for what never comes.
                                cut.complete(new CountDownLatch(1).await(20, TimeUnit.SECONDS));
                            } catch (InterruptedException e) {
                                cut.complete(true);
                            }
                        });
        ShutdownCloser ending = made.get(20, TimeUnit.SECONDS);
        ApplicationContext context = context();
        ending.listen(context);
        ending.end();
        assertThat(cut.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(starter.join(Duration.ofSeconds(20))).isTrue();
        assertThat(ending.told()).isTrue();
        assertThat(ending.await(1)).isTrue();
        assertThat(context.isRunning()).isFalse();
    }

    @Test
    void leavesAloneWhoHasStarted() {
        ShutdownCloser ending = new ShutdownCloser("test");
        ending.started();
        ending.end();
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void closesTheLastOfThoseThatWereBegunAndTakesNoMore() {
        ShutdownCloser ending = new ShutdownCloser("test");
        ending.started();
        try (ApplicationContext first = context();
                ApplicationContext second = context()) {
            ending.listen(first);
            first.close();
            ending.listen(second);
            ending.end();
            assertThat(second.isRunning()).isFalse();
            assertThatThrownBy(() -> ending.listen(first))
                    .isInstanceOf(IllegalStateException.class);
        }
    }
}
