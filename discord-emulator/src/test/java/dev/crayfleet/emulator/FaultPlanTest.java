package dev.crayfleet.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FaultPlanTest {
    private static final String POST = "POST /channels/{channel_id}/messages";
    private static final String GET = "GET /channels/{channel_id}/messages";
    private static final InjectedFault FIRST =
            new InjectedFault.ErrorResponse(403, 50013, "Missing Permissions");
    private static final InjectedFault SECOND =
            new InjectedFault.RateLimited(Duration.ofSeconds(1));

    private final FaultPlan plan = new FaultPlan();

    @Test
    void faultsAreMetInTheOrderTheyWerePlannedEachSoManyTimes() {
        plan.add(null, FIRST, 2);
        plan.add(null, SECOND, 1);
        assertThat(plan.take(POST, InjectedFault.BeforeRequest.class))
                .contains((InjectedFault.BeforeRequest) FIRST);
        assertThat(plan.take(GET, InjectedFault.BeforeRequest.class))
                .contains((InjectedFault.BeforeRequest) FIRST);
        assertThat(plan.take(GET, InjectedFault.BeforeRequest.class))
                .contains((InjectedFault.BeforeRequest) SECOND);
        assertThat(plan.take(GET, InjectedFault.BeforeRequest.class)).isEmpty();
    }

    @Test
    void aFaultOnARouteIsNotMetByOthers() {
        plan.add(POST, FIRST, 1);
        assertThat(plan.take(GET, InjectedFault.class)).isEmpty();
        assertThat(plan.take(POST, InjectedFault.class)).contains(FIRST);
    }

    @Test
    void aFaultAfterAWriteIsKeptForAWrite() {
        InjectedFault.AfterWrite lost = new InjectedFault.ResponseLost();
        plan.add(null, lost, 1);
        assertThat(plan.take(POST, InjectedFault.BeforeRequest.class)).isEmpty();
        assertThat(plan.takeDelay(POST)).isZero();
        assertThat(plan.take(POST, InjectedFault.AfterWrite.class)).contains(lost);
    }

    @Test
    void aDelayIsTakenOnce() {
        plan.add(null, new InjectedFault.Delayed(Duration.ofMillis(300)), 1);
        assertThat(plan.takeDelay(GET)).isEqualTo(Duration.ofMillis(300));
        assertThat(plan.takeDelay(GET)).isZero();
    }

    @Test
    void clearEndsAllFaults() {
        plan.add(null, FIRST, 5);
        plan.addUnknownMessage("1");
        plan.hideChannel("2");
        plan.setGatewayRefused(true);
        plan.setContentIntentRefused(true);
        plan.setGuildUnavailable(true);
        plan.clear();
        assertThat(plan.take(GET, InjectedFault.class)).isEmpty();
        assertThat(plan.isMessageUnknown("1")).isFalse();
        assertThat(plan.isChannelHidden("2")).isFalse();
        assertThat(plan.isGatewayRefused()).isFalse();
        assertThat(plan.isContentIntentRefused()).isFalse();
        assertThat(plan.isGuildUnavailable()).isFalse();
    }

    @Test
    void noMoreThanAThousandFaultsArePlannedAndEachAtLeastOnce() {
        for (int i = 0; i < 1_000; i++) {
            plan.add(null, FIRST, 1);
        }
        assertThatThrownBy(() -> plan.add(null, FIRST, 1))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> plan.add(null, FIRST, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
