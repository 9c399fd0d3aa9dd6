package dev.crayfleet.dispatcher.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.Test;

/** How dispatchers know each other, and what is said when they cannot. */
class DispatcherInstanceTest {
    @Test
    void survivesTheWayThroughKafkaStreams() {
        for (String host :
                List.of("127.0.0.1", "localhost", "dispatcher_1", "fleet.example", "::1")) {
            DispatcherInstance own =
                    DispatcherInstance.withNewId(new AdvertisedAddress(host, 8081));
            assertThat(DispatcherInstance.of(HostInfo.buildFromEndpoint(own.endPoint())))
                    .isEqualTo(own);
        }
        DispatcherInstance unmarked = DispatcherInstance.of(new HostInfo("fleet.example", 8081));
        assertThat(unmarked.id()).isEmpty();
        assertThat(unmarked.address()).hasToString("fleet.example:8081");
    }

    @Test
    void instancesWithTheSameAddressDiffer() {
        AdvertisedAddress same = new AdvertisedAddress("127.0.0.1", 8081);
        assertThat(DispatcherInstance.withNewId(same))
                .isNotEqualTo(DispatcherInstance.withNewId(same));
    }

    @Test
    void advertisesTheSettingOrElseWhereItListens() {
        assertThat(AdvertisedAddress.of("fleet.example:9", "127.0.0.1", 8081))
                .hasToString("fleet.example:9");
        assertThat(AdvertisedAddress.of("[::1]:9", "127.0.0.1", 8081)).hasToString("[::1]:9");
        assertThat(AdvertisedAddress.of(" ", "127.0.0.1", 8081)).hasToString("127.0.0.1:8081");
        assertThat(AdvertisedAddress.of("", "0.0.0.0", 8081).host()).isNotEqualTo("0.0.0.0");
        assertThatThrownBy(() -> AdvertisedAddress.of("fleet.example", "127.0.0.1", 8081))
                .hasMessageContaining("crayfleet.dispatcher.advertise");
    }

    @Test
    void theSameAddressTwiceIsReportedOnce() {
        PeerReachability reachability = new PeerReachability();
        DispatcherInstance own =
                DispatcherInstance.withNewId(new AdvertisedAddress("127.0.0.1", 8081));
        List<DispatcherInstance> others =
                List.of(DispatcherInstance.withNewId(new AdvertisedAddress("127.0.0.1", 8081)));
        assertThat(reachability.newWarnings(own, others))
                .singleElement()
                .asString()
                .contains("127.0.0.1:8081")
                .contains("CRAYFLEET_DISPATCHER_ADVERTISE")
                .contains("MICRONAUT_SERVER_HOST");
        assertThat(reachability.newWarnings(own, others)).isEmpty();
        assertThat(reachability.newWarnings(own, List.of())).isEmpty();
        assertThat(reachability.newWarnings(own, others)).hasSize(1);
    }

    @Test
    void aLoopbackAddressBesideAnotherAddressIsReported() {
        DispatcherInstance near =
                DispatcherInstance.withNewId(new AdvertisedAddress("127.0.0.1", 8081));
        DispatcherInstance far =
                DispatcherInstance.withNewId(new AdvertisedAddress("fleet-2", 8081));
        assertThat(new PeerReachability().newWarnings(near, List.of(far)))
                .singleElement()
                .asString()
                .startsWith("this dispatcher says that it is reached at 127.0.0.1:8081");
        assertThat(new PeerReachability().newWarnings(far, List.of(near)))
                .singleElement()
                .asString()
                .startsWith("another dispatcher says that it is reached at 127.0.0.1:8081");
    }

    @Test
    void twoOnOneMachineAndTwoOnTwoAreNotReported() {
        DispatcherInstance own =
                DispatcherInstance.withNewId(new AdvertisedAddress("127.0.0.1", 8081));
        assertThat(
                        new PeerReachability()
                                .newWarnings(
                                        own,
                                        List.of(
                                                DispatcherInstance.withNewId(
                                                        new AdvertisedAddress("localhost", 8082)))))
                .isEmpty();
        assertThat(
                        new PeerReachability()
                                .newWarnings(
                                        DispatcherInstance.withNewId(
                                                new AdvertisedAddress("fleet-1", 8081)),
                                        List.of(
                                                DispatcherInstance.withNewId(
                                                        new AdvertisedAddress("fleet-2", 8081)))))
                .isEmpty();
    }
}
