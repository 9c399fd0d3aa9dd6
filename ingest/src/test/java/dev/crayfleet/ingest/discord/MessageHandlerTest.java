package dev.crayfleet.ingest.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.discord.AllowedBots;
import dev.crayfleet.ingest.SubmitGate;
import dev.crayfleet.ingest.kafka.TaskWriter;
import dev.crayfleet.ingest.routing.AgentLoads;
import dev.crayfleet.ingest.routing.NeedsRouter;
import dev.crayfleet.kafka.Backoff;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.stage.access.CurrentFleet;
import dev.crayfleet.stage.traces.TaskTracer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import net.dv8tion.jda.api.JDA;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageHandlerTest {
    private static final Duration TIMEOUT = Duration.ofMillis(1);

    private final ObjectNode message = new ObjectMapper().createObjectNode().put("id", "1");

    @ParameterizedTest
    @ValueSource(
            classes = {
                StackOverflowError.class,
                NoClassDefFoundError.class,
                AssertionError.class,
                IllegalStateException.class
            })
    void aMessageThatMakesOurCodeThrowIsDoneWith(Class<? extends Throwable> thrown)
            throws Exception {
        assertThat(handle(thrown)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(classes = {OutOfMemoryError.class, InternalError.class})
    void anErrorOfTheVirtualMachineIsNotHeldAgainstTheMessage(Class<? extends Throwable> thrown) {
        assertThatThrownBy(() -> handle(thrown)).isInstanceOf(thrown);
    }

    /** With a JDA of which every method throws. */
    private boolean handle(Class<? extends Throwable> thrown) throws Exception {
        JDA jda =
                (JDA)
                        Proxy.newProxyInstance(
                                JDA.class.getClassLoader(),
                                new Class<?>[] {JDA.class},
                                (proxy, method, arguments) -> {
                                    throw thrown.getConstructor().newInstance();
                                });
        KafkaSettings kafka = KafkaSettings.of("127.0.0.1:1");
        Producer<String, byte[]> producer =
                new KafkaProducer<>(
                        kafka.producer("nowhere", 1),
                        new StringSerializer(),
                        new ByteArraySerializer());
        try (TaskWriter unreachable = new TaskWriter(producer, kafka, TIMEOUT, TaskTracer.OFF)) {
            IntakeMeters meters = new IntakeMeters(new SimpleMeterRegistry());
            RetryPause pause =
                    new RetryPause(new Backoff(TIMEOUT, TIMEOUT), meters, new CountDownLatch(1));
            Replies replies = new Replies(new ChannelRest("1", TIMEOUT), Clock.systemUTC());
            CurrentFleet fleet = new CurrentFleet();
            SubmitGate gate = new SubmitGate(fleet, false);
            MessageHandler handler =
                    new MessageHandler(
                            new DiscordTaskSubmitter(unreachable, pause),
                            new TaskAttachments(new AttachmentFetcher(TIMEOUT), pause),
                            new RefusalSender(replies, meters, pause),
                            AllowedBots.NONE,
                            new MemberRoles(new ChannelRest("1", TIMEOUT), pause),
                            gate,
                            new NeedsRouter(fleet, gate, AgentLoads.UNKNOWN),
                            meters);
            return handler.handle(new DiscordMessage(jda, 1, message));
        }
    }
}
