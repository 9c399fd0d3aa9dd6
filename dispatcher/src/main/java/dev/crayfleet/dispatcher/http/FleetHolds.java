package dev.crayfleet.dispatcher.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.crayfleet.dispatcher.ledger.HoldsView;
import dev.crayfleet.dispatcher.ledger.HoldsView.PauseView;
import dev.crayfleet.dispatcher.ledger.HoldsView.RunnerAgents;
import dev.crayfleet.dispatcher.ledger.HoldsView.StopView;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What holds up the fleet because somebody has said so, as {@code GET /stop} shows it.
 *
 * @param lanes of the fleet, how many
 * @param stops the lanes that are stopped
 * @param paused the pools that are paused
 * @param runners that are not lost, with the agents that they run
 * @param missingLanes lanes that nobody answers for just now: what they have is missing
 * @param unreachable dispatchers that did not answer
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record FleetHolds(
        int lanes,
        List<StopView> stops,
        List<PauseView> paused,
        List<RunnerAgents> runners,
        @Nullable List<Integer> missingLanes,
        @Nullable List<String> unreachable) {

    static FleetHolds ofLanes(int lanes, Collection<HoldsView> views) {
        return new FleetHolds(
                lanes,
                views.stream()
                        .flatMap(view -> Stream.ofNullable(view.stop()))
                        .sorted(Comparator.comparingInt(StopView::lane))
                        .toList(),
                views.stream()
                        .flatMap(view -> view.paused().stream())
                        .sorted(Comparator.comparing(PauseView::pool))
                        .toList(),
                summed(views.stream().flatMap(view -> view.runners().stream())),
                null,
                null);
    }

    /** All answers as one. */
    static FleetHolds joined(int lanes, List<FleetHolds> answers, LaneCoverage coverage) {
        return new FleetHolds(
                lanes,
                answers.stream()
                        .flatMap(answer -> answer.stops().stream())
                        .sorted(Comparator.comparingInt(StopView::lane))
                        .toList(),
                answers.stream()
                        .flatMap(answer -> answer.paused().stream())
                        .sorted(Comparator.comparing(PauseView::pool))
                        .toList(),
                summed(answers.stream().flatMap(answer -> answer.runners().stream())),
                coverage.missingOrNull(),
                coverage.unreachableOrNull());
    }

    /** A runner serves pools of several lanes. */
    private static List<RunnerAgents> summed(Stream<RunnerAgents> parts) {
        Map<String, Integer> agents = new TreeMap<>();
        parts.forEach(part -> agents.merge(part.runner(), part.agents(), Integer::sum));
        return agents.entrySet().stream()
                .map(each -> new RunnerAgents(each.getKey(), each.getValue()))
                .toList();
    }
}
