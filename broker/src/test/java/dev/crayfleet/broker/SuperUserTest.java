package dev.crayfleet.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuperUserTest {
    private static final SuperUser USER = new SuperUser("super", "made-up-1");

    @TempDir private Path data;

    @Test
    void logsInAndNobodyElseDoes() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(data, 0, USER)) {
            createTopic(kafka, "first");
            SuperUser wrong = new SuperUser("super", "made-up-2");
            try (Admin admin = Admin.create(client(kafka, wrong))) {
                assertThatThrownBy(() -> admin.listTopics().names().get(20, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(SaslAuthenticationException.class);
            }
        }
        // As after a kill: then the controller is asked first, which wants a user as well.
        Files.delete(data.resolve(".kafka_cleanshutdown"));
        assertThat(EmbeddedKafka.wasKilled(data)).isTrue();
        try (EmbeddedKafka kafka = EmbeddedKafka.start(data, 0, USER)) {
            createTopic(kafka, "second");
        }
    }

    private static void createTopic(EmbeddedKafka kafka, String name) throws Exception {
        try (Admin admin = Admin.create(client(kafka, USER))) {
            admin.createTopics(List.of(new NewTopic(name, 1, (short) 1)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
    }

    private static Map<String, Object> client(EmbeddedKafka kafka, SuperUser user) {
        Map<String, Object> settings = new HashMap<>(user.client());
        settings.put("bootstrap.servers", kafka.bootstrap());
        return settings;
    }

    @Test
    void hasWordsThatNeedNoQuotes() {
        assertThatThrownBy(() -> new SuperUser("super", "a\"b"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(USER.toString()).doesNotContain("made-up");
    }
}
