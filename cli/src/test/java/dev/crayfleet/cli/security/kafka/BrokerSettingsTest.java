package dev.crayfleet.cli.security.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.cli.security.kafka.KafkaFacts.Brokers;
import dev.crayfleet.cli.security.kafka.KafkaFacts.Everyone;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokerSettingsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "PLAINTEXT://0.0.0.0:9092 | PLAINTEXT:PLAINTEXT | PLAINTEXT://0.0.0.0:9092",
                "PLAINTEXT://:9092 | - | PLAINTEXT://:9092",
                "CLIENT://10.1.2.3:9092 | client:plaintext | CLIENT://10.1.2.3:9092",
                "CLIENT://[::]:9092 | CLIENT:PLAINTEXT | CLIENT://[::]:9092",
                "CLIENT://127.0.0.1:9092,C://[::1]:9093 | CLIENT:PLAINTEXT,C:PLAINTEXT | -",
                "CLIENT://0.0.0.0:9092 | CLIENT:SASL_SSL | -",
                "CLIENT://0.0.0.0:9092,C://:1 | CLIENT:SASL_SSL, C:PLAINTEXT | C://:1",
                "nonsense | :, | -",
                "- | - | -"
            })
    void findsListenersThatAskNobodyWhoTheyAre(
            @Nullable String listeners, @Nullable String protocols, @Nullable String open) {
        assertThat(BrokerSettings.openListeners(orEmpty(listeners), orEmpty(protocols)))
                .isEqualTo(open == null ? List.of() : List.of(open));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    @Test
    void saysWhetherEveryoneIsAllowedAsFarAsBrokersTell() {
        assertThat(everyone(List.of())).isEqualTo(Everyone.NO);
        assertThat(everyone(List.of(entry("false")))).isEqualTo(Everyone.NO);
        assertThat(everyone(List.of(entry("true")))).isEqualTo(Everyone.YES);
        assertThat(everyone(List.of(entry(null)))).isEqualTo(Everyone.HIDDEN);
    }

    private static ConfigEntry entry(@Nullable String value) {
        return new ConfigEntry("allow.everyone.if.no.acl.found", value);
    }

    private static Everyone everyone(List<ConfigEntry> entries) {
        List<ConfigEntry> all = new ArrayList<>(entries);
        all.add(new ConfigEntry("listeners", "PLAINTEXT://127.0.0.1:9092"));
        Brokers.Seen seen = (Brokers.Seen) BrokerSettings.read(List.of(new Config(all)));
        assertThat(seen.openListeners()).isEmpty();
        return seen.everyone();
    }
}
