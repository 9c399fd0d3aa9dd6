package dev.crayfleet.dispatcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.dispatcher.ledger.QuarantineRule;
import dev.crayfleet.dispatcher.ledger.RetryPolicy;
import dev.crayfleet.dispatcher.ledger.Rules;
import dev.crayfleet.dispatcher.ledger.ShareLimits;
import dev.crayfleet.dispatcher.ledger.UnservedNoticeRule;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DispatcherSettingsTest {
    private ApplicationContext context = ApplicationContext.run();

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void hasTheDocumentedDefaults() {
        read(Map.of());
        assertThat(get(LeaseSettings.class))
                .isEqualTo(
                        new LeaseSettings(
                                Duration.ofSeconds(15),
                                Duration.ofSeconds(10),
                                Duration.ofHours(1)));
        assertThat(get(RetrySettings.class))
                .isEqualTo(
                        new RetrySettings(
                                2,
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(32),
                                Duration.ofHours(6)));
        assertThat(get(QueueSettings.class))
                .isEqualTo(
                        new QueueSettings(
                                Duration.ofHours(24),
                                Duration.ofMinutes(10),
                                0,
                                0,
                                "",
                                "",
                                Duration.ofSeconds(30),
                                20));
        assertThat(get(QuarantineSettings.class))
                .isEqualTo(
                        new QuarantineSettings(5, Duration.ofMinutes(1), Duration.ofMinutes(10)));
        assertThat(get(BoundsSettings.class))
                .isEqualTo(new BoundsSettings(1_000, Duration.ofHours(1), 10_000));
        assertThat(get(UnservedNoticeSettings.class))
                .isEqualTo(
                        new UnservedNoticeSettings(Duration.ofSeconds(10), Duration.ofMinutes(10)));
        assertThat(get(StreamsSettings.class))
                .isEqualTo(
                        new StreamsSettings(
                                Duration.ofMillis(10),
                                1,
                                1,
                                Duration.ofSeconds(6),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(10),
                                ""));
        assertThat(get(LaneSettings.class))
                .isEqualTo(
                        new LaneSettings(
                                Duration.ofDays(7),
                                5,
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(60)));
        assertThat(get(HttpSettings.class))
                .isEqualTo(new HttpSettings(Duration.ofSeconds(3), "", List.of()));
        assertThat(get(ReplaySettings.class))
                .isEqualTo(new ReplaySettings(Duration.ofSeconds(25), 1_000));
        assertThat(get(StreamsSettings.class).stateFolder().toString())
                .startsWith(System.getProperty("java.io.tmpdir"))
                .endsWith("-" + ProcessHandle.current().pid());
        assertThat(get(RuleSettings.class).rules()).isEqualTo(Rules.DEFAULT);
    }

    @Test
    void readsEverySettingOfTheRules() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("lease", "16s");
        settings.put("claim-ack", "11s");
        settings.put("lost-kept", "2h");
        settings.put("retries", 3);
        settings.put("back-off", "3s");
        settings.put("longest-back-off", "33s");
        settings.put("quota-wait", "7h");
        settings.put("expire-after", "25h");
        settings.put("aging", "11m");
        settings.put("requester-limit", 4);
        settings.put("model-limit", 5);
        settings.put("model-limits", "coder=1, provider/model=2");
        settings.put("approval-pools", "auditor,*");
        settings.put("positions-every", "31s");
        settings.put("positions-told", 21);
        settings.put("quarantine-after", 6);
        settings.put("quarantine", "2m");
        settings.put("longest-quarantine", "12m");
        settings.put("max-unserved-pools", "1001");
        settings.put("pool-kept", "2h");
        settings.put("max-runners", "10001");
        settings.put("unserved-notice-after", "11s");
        settings.put("unserved-notice-every", "9m");
        read(settings);
        assertThat(get(LeaseSettings.class))
                .isEqualTo(
                        new LeaseSettings(
                                Duration.ofSeconds(16),
                                Duration.ofSeconds(11),
                                Duration.ofHours(2)));
        assertThat(get(RetrySettings.class))
                .isEqualTo(
                        new RetrySettings(
                                3,
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(33),
                                Duration.ofHours(7)));
        assertThat(get(QueueSettings.class))
                .isEqualTo(
                        new QueueSettings(
                                Duration.ofHours(25),
                                Duration.ofMinutes(11),
                                4,
                                5,
                                "coder=1, provider/model=2",
                                "auditor,*",
                                Duration.ofSeconds(31),
                                21));
        assertThat(get(QuarantineSettings.class))
                .isEqualTo(
                        new QuarantineSettings(6, Duration.ofMinutes(2), Duration.ofMinutes(12)));
        assertThat(get(BoundsSettings.class))
                .isEqualTo(new BoundsSettings(1_001, Duration.ofHours(2), 10_001));
        assertThat(get(RuleSettings.class).rules())
                .isEqualTo(
                        new Rules(
                                new Rules.LeaseRule(
                                        Duration.ofSeconds(16),
                                        Duration.ofSeconds(11),
                                        Duration.ofHours(2)),
                                new RetryPolicy(
                                        3,
                                        Duration.ofSeconds(3),
                                        Duration.ofSeconds(33),
                                        Duration.ofHours(7)),
                                new Rules.QueueRule(
                                        Duration.ofHours(25),
                                        Duration.ofMinutes(11),
                                        new ShareLimits(
                                                4, 5, Map.of("coder", 1, "provider/model", 2)),
                                        Set.of(new Pool("auditor")),
                                        true,
                                        Duration.ofSeconds(31),
                                        21),
                                new QuarantineRule(
                                        6, Duration.ofMinutes(2), Duration.ofMinutes(12)),
                                new Rules.Bounds(1_001, Duration.ofHours(2), 10_001),
                                new UnservedNoticeRule(
                                        Duration.ofSeconds(11), Duration.ofMinutes(9))));
    }

    @Test
    void readsEverySettingOfStreamsLanesAndHttp() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("commit-interval", "11ms");
        settings.put("threads", 2);
        settings.put("standbys", 2);
        settings.put("session-timeout", "7s");
        settings.put("transaction-timeout", "6s");
        settings.put("close-timeout", "12s");
        settings.put("state-dir", "elsewhere");
        settings.put("retention", "8d");
        settings.put("lane-failures", 4);
        settings.put("restart-after", "31s");
        settings.put("kafka-patience", "61s");
        settings.put("answer-timeout", "4s");
        settings.put("replay-timeout", "26s");
        settings.put("max-replays", 1_001);
        settings.put("advertise", "fleet.example:8081");
        settings.put("allowed-hosts", "fleet.example");
        read(settings);
        assertThat(get(StreamsSettings.class))
                .isEqualTo(
                        new StreamsSettings(
                                Duration.ofMillis(11),
                                2,
                                2,
                                Duration.ofSeconds(7),
                                Duration.ofSeconds(6),
                                Duration.ofSeconds(12),
                                "elsewhere"));
        assertThat(get(LaneSettings.class))
                .isEqualTo(
                        new LaneSettings(
                                Duration.ofDays(8),
                                4,
                                Duration.ofSeconds(31),
                                Duration.ofSeconds(61)));
        assertThat(get(HttpSettings.class))
                .isEqualTo(
                        new HttpSettings(
                                Duration.ofSeconds(4),
                                "fleet.example:8081",
                                List.of("fleet.example")));
        assertThat(get(ReplaySettings.class))
                .isEqualTo(new ReplaySettings(Duration.ofSeconds(26), 1_001));
    }

    @Test
    void aModelLimitWithoutANumberIsRefusedByName() {
        read(Map.of("model-limits", "coder"));
        RuleSettings settings = get(RuleSettings.class);
        assertThatThrownBy(settings::rules)
                .hasMessageContaining("model-limits")
                .hasMessageContaining("\"coder\" is no model=number");
    }

    private void read(Map<String, Object> settings) {
        Map<String, Object> prefixed = new HashMap<>();
        settings.forEach((name, value) -> prefixed.put("crayfleet.dispatcher." + name, value));
        context.close();
        context = ApplicationContext.run(prefixed);
    }

    private <T> T get(Class<T> settings) {
        return context.getBean(settings);
    }
}
