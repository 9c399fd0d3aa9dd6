package dev.crayfleet.ingest.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.discord.AllowedBots;
import dev.crayfleet.ingest.kafka.TaskWriter;
import dev.crayfleet.kafka.Backoff;
import dev.crayfleet.kafka.KafkaSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import net.dv8tion.jda.api.JDA;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageHandlerTest {
    private static final Duration SHORT = Duration.ofMillis(1);

    private final ObjectNode message = new ObjectMapper().createObjectNode().put("id", "1");

    @ParameterizedTest
    @ValueSource(
            classes = {
                StackOverflowError.class,
                NoClassDefFoundError.class,
                AssertionError.class,
                IllegalStateException.class
            })
    void whateverOneMessageDoesThoseAfterItAreHandled(Class<? extends Throwable> thrown)
            throws Exception {
        assertThat(handle(thrown)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(classes = {OutOfMemoryError.class, InternalError.class})
    void noMessageIsBlamedForTheWholeProcess(Class<? extends Throwable> thrown) {
        assertThatThrownBy(() -> handle(thrown)).isInstanceOf(thrown);
    }

    /** Whatever is asked of JDA throws. */
    private boolean handle(Class<? extends Throwable> thrown) throws Exception {
        JDA jda =
                (JDA)
                        Proxy.newProxyInstance(
                                JDA.class.getClassLoader(),
                                new Class<?>[] {JDA.class},
                                (proxy, method, arguments) -> {
                                    throw thrown.getConstructor().newInstance();
                                });
        try (TaskWriter nowhere = new TaskWriter(KafkaSettings.of("127.0.0.1:1"), SHORT)) {
            MessageHandler handler =
                    new MessageHandler(
                            nowhere,
                            new Replies(new ChannelRest("1", SHORT), Clock.systemUTC()),
                            new AttachmentFetcher(SHORT),
                            AllowedBots.NONE,
                            new Backoff(SHORT, SHORT),
                            new IntakeMeters(new SimpleMeterRegistry()),
                            new CountDownLatch(1));
            return handler.handle(new MessageHandler.Told(jda, 1, message));
        }
    }
}
