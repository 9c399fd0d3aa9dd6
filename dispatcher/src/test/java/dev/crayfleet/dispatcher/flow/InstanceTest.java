package dev.crayfleet.dispatcher.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.Test;

/** How dispatchers know each other, and what is said when they cannot. */
class InstanceTest {
    @Test
    void isToldByKafkaStreamsAsItIs() {
        for (String host :
                List.of("127.0.0.1", "localhost", "dispatcher_1", "fleet.example", "::1")) {
            Instance own = Instance.here(new Address(host, 8081));
            assertThat(Instance.of(HostInfo.buildFromEndpoint(own.endPoint()))).isEqualTo(own);
        }
        Instance unmarked = Instance.of(new HostInfo("fleet.example", 8081));
        assertThat(unmarked.id()).isEmpty();
        assertThat(unmarked.address()).hasToString("fleet.example:8081");
    }

    @Test
    void isAnotherThoughItsAddressIsTheSame() {
        Address same = new Address("127.0.0.1", 8081);
        assertThat(Instance.here(same)).isNotEqualTo(Instance.here(same));
    }

    @Test
    void advertisesWhatIsSetOrElseWhereItListens() {
        assertThat(Address.of("fleet.example:9", "127.0.0.1", 8081)).hasToString("fleet.example:9");
        assertThat(Address.of("[::1]:9", "127.0.0.1", 8081)).hasToString("[::1]:9");
        assertThat(Address.of(" ", "127.0.0.1", 8081)).hasToString("127.0.0.1:8081");
        assertThat(Address.of("", "0.0.0.0", 8081).host()).isNotEqualTo("0.0.0.0");
        assertThatThrownBy(() -> Address.of("fleet.example", "127.0.0.1", 8081))
                .hasMessageContaining("crayfleet.dispatcher.advertise");
    }

    @Test
    void twoThatSayTheSameAddressAreToldOnceWhatToSet() {
        Reachability reachability = new Reachability();
        Instance own = Instance.here(new Address("127.0.0.1", 8081));
        List<Instance> others = List.of(Instance.here(new Address("127.0.0.1", 8081)));
        assertThat(reachability.news(own, others))
                .singleElement()
                .asString()
                .contains("127.0.0.1:8081")
                .contains("CRAYFLEET_DISPATCHER_ADVERTISE")
                .contains("MICRONAUT_SERVER_HOST");
        assertThat(reachability.news(own, others)).isEmpty();
        assertThat(reachability.news(own, List.of())).isEmpty();
        assertThat(reachability.news(own, others)).hasSize(1);
    }

    @Test
    void aLoopbackAddressBesideOneFromElsewhereIsTrouble() {
        Instance near = Instance.here(new Address("127.0.0.1", 8081));
        Instance far = Instance.here(new Address("fleet-2", 8081));
        assertThat(new Reachability().news(near, List.of(far)))
                .singleElement()
                .asString()
                .startsWith("this dispatcher says that it is reached at 127.0.0.1:8081");
        assertThat(new Reachability().news(far, List.of(near)))
                .singleElement()
                .asString()
                .startsWith("another dispatcher says that it is reached at 127.0.0.1:8081");
    }

    @Test
    void twoOnOneMachineAndTwoOnTwoAreFine() {
        Instance own = Instance.here(new Address("127.0.0.1", 8081));
        assertThat(
                        new Reachability()
                                .news(own, List.of(Instance.here(new Address("localhost", 8082)))))
                .isEmpty();
        assertThat(
                        new Reachability()
                                .news(
                                        Instance.here(new Address("fleet-1", 8081)),
                                        List.of(Instance.here(new Address("fleet-2", 8081)))))
                .isEmpty();
    }
}
