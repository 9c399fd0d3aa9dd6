package dev.crayfleet.poster.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.FleetEvent;
import dev.crayfleet.contract.Order;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.poster.Samples;
import dev.crayfleet.poster.rendering.DiscordAction.SendMessage;
import dev.crayfleet.poster.rendering.DiscordAction.TargetChannel;
import java.util.List;
import org.junit.jupiter.api.Test;

class FleetEventRendererTest {
    private static final Order ORDER =
            new Order("s-1", new Requester("http:ada", "Ada"), "they `loop` @everyone", Samples.AT);

    @Test
    void aStopIsToldOnceWhereEverybodyLooks() {
        SendMessage told = only(new FleetEvent.LaneStopped(0, ORDER, 3, Samples.AT));
        assertThat(told.channel()).isEqualTo(TargetChannel.RESULTS);
        assertThat(told.post().content())
                .startsWith("🛑 **EMERGENCY STOP** by Ada: `they 'loop' @everyone`\n")
                .contains("`crayfleet resume`");
        for (int lane = 1; lane < 12; lane++) {
            assertThat(actions(new FleetEvent.LaneStopped(lane, ORDER, 3, Samples.AT))).isEmpty();
        }
        assertThat(actions(new FleetEvent.LaneHalted(0, "s-1", Samples.AT))).isEmpty();
    }

    @Test
    void theSameStopIsTheSamePost() {
        assertThat(only(new FleetEvent.LaneStopped(0, ORDER, 3, Samples.AT)).post())
                .isEqualTo(
                        only(new FleetEvent.LaneStopped(0, ORDER, 0, Samples.AT.plusSeconds(5)))
                                .post());
    }

    @Test
    void aResumeIsToldThereToo() {
        SendMessage told = only(new FleetEvent.LaneResumed(0, ORDER, "s-0", Samples.AT));
        assertThat(told.channel()).isEqualTo(TargetChannel.RESULTS);
        assertThat(told.post().content()).startsWith("🟢 **RESUMED** by Ada");
        assertThat(actions(new FleetEvent.LaneResumed(1, ORDER, "s-0", Samples.AT))).isEmpty();
    }

    @Test
    void aPauseIsToldWhereRunnersAre() {
        SendMessage told = only(new FleetEvent.PoolPaused(Pool.DEFAULT, ORDER, Samples.AT));
        assertThat(told.channel()).isEqualTo(TargetChannel.WORKER_POOL);
        assertThat(told.post().content())
                .isEqualTo("⏸️ **PAUSED** pool `default` by Ada: `they 'loop' @everyone`");
        assertThat(
                        only(new FleetEvent.PoolResumed(Pool.DEFAULT, ORDER, Samples.AT))
                                .post()
                                .content())
                .startsWith("▶️ **RESUMED** pool `default` by Ada");
    }

    @Test
    void aNameFullOfMarkupStaysAName() {
        Order order =
                new Order("s-2", new Requester("http:x", "**@here** %s %d"), null, Samples.AT);
        assertThat(only(new FleetEvent.LaneStopped(0, order, 0, Samples.AT)).post().content())
                .startsWith("🛑 **EMERGENCY STOP** by `**@here** %s %d`\n");
        assertThat(
                        only(new FleetEvent.PoolPaused(Pool.DEFAULT, order, Samples.AT))
                                .post()
                                .content())
                .isEqualTo("⏸️ **PAUSED** pool `default` by `**@here** %s %d`");
    }

    private static List<DiscordAction> actions(FleetEvent event) {
        return EventRenderer.actions(event);
    }

    private static SendMessage only(FleetEvent event) {
        assertThat(actions(event)).hasSize(1);
        return (SendMessage) actions(event).getFirst();
    }
}
