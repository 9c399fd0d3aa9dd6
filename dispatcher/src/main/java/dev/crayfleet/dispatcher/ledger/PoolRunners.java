package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.RunnerDetails;
import dev.crayfleet.contract.RunnerModels;
import dev.crayfleet.dispatcher.ledger.RunnerEntry.Standing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/** The runners of one pool, by name. */
final class PoolRunners {
    private static final Comparator<Holder> BY_NAME =
            Comparator.comparing(Holder::runner).thenComparing(Holder::incarnation);

    private final SortedMap<Holder, RunnerSlots> runners = new TreeMap<>(BY_NAME);
    private int mostSlots = Integer.MAX_VALUE;

    /** The most that the agent may have on one runner. */
    void setMostSlots(int most) {
        mostSlots = most;
    }

    Optional<RunnerSlots> find(Holder holder) {
        return Optional.ofNullable(runners.get(holder));
    }

    RunnerSlots getOrCreate(Holder holder) {
        return runners.computeIfAbsent(holder, session -> new RunnerSlots(() -> mostSlots));
    }

    void remove(Holder holder) {
        runners.remove(holder);
    }

    void forEach(BiConsumer<Holder, RunnerSlots> action) {
        runners.forEach(action);
    }

    boolean isEmpty() {
        return runners.isEmpty();
    }

    /** Whether one of them is not lost, as far as is known. */
    boolean anyAlive() {
        return alive().findAny().isPresent();
    }

    /** The same, of those that know how such a task is run. */
    boolean anyAliveFor(ClaimConstraints constraints) {
        return alive().anyMatch(slots -> !constraints.restricted() || slots.knowsModes());
    }

    /**
     * Whether two names may mean the same model to one of them. Where one has not said what names
     * mean, or there is none, any may.
     */
    boolean maySame(String oneModel, String otherModel) {
        List<Optional<RunnerModels>> said = modelsOfThoseAlive();
        return said.isEmpty()
                || said.stream()
                        .anyMatch(models ->
                                models.isEmpty() || models.get().maySame(oneModel, otherModel));
    }

    /** Whether one of them has said for certain that two names mean the same model. */
    boolean areSame(String oneModel, String otherModel) {
        return oneModel.equalsIgnoreCase(otherModel)
                || modelsOfThoseAlive().stream()
                        .flatMap(Optional::stream)
                        .anyMatch(models -> models.areSame(oneModel, otherModel));
    }

    /** Empty for each that has not said what names mean. */
    private List<Optional<RunnerModels>> modelsOfThoseAlive() {
        return alive().map(RunnerSlots::entry)
                .filter(Objects::nonNull)
                .map(entry -> Optional.ofNullable(entry.details()).map(RunnerDetails::models))
                .toList();
    }

    private Stream<RunnerSlots> alive() {
        return runners.values().stream()
                .filter(slots -> slots.entry() != null && !slots.is(Standing.LOST));
    }

    /** Those that have a slot for some task, however far it has to be delegated for it. */
    List<RunnerSlots> free(Instant now) {
        List<RunnerSlots> free = new ArrayList<>();
        for (RunnerSlots slots : runners.values()) {
            if (slots.free(Limits.DELEGATION_DEPTH, now) > 0) {
                free.add(slots);
            }
        }
        return free;
    }

    /**
     * The best runner for a task: one that has not had the task yet, so that a second failure shows
     * whether the task or the runner is at fault; among those the one with most free slots; among
     * equals the first by name.
     *
     * @param free runners with a free slot
     */
    static Optional<RunnerEntry> best(List<RunnerSlots> free, TaskEntry task, Instant now) {
        ClaimConstraints constraints = ClaimConstraints.of(task);
        Set<String> earlier = task.attempts() == 0 ? Set.of() : task.runners();
        RunnerSlots best = null;
        boolean bestHadTask = false;
        for (RunnerSlots slots : free) {
            if (slots.suits(task.requester(), constraints, now)) {
                boolean hadTask = slots.isOneOf(earlier);
                if (best == null
                        || (bestHadTask && !hadTask)
                        || (bestHadTask == hadTask
                                && slots.free(task.depth(), now) > best.free(task.depth(), now))) {
                    best = slots;
                    bestHadTask = hadTask;
                }
            }
        }
        return best == null ? Optional.empty() : Optional.ofNullable(best.entry());
    }

    /** Whether none of them runs anything; what a lost one does, nobody can know. */
    boolean isQuiet() {
        return runners.values().stream().allMatch(RunnerSlots::isQuiet);
    }

    int heldTasks() {
        return sum(RunnerSlots::holds);
    }

    int runningTasks() {
        return sum(RunnerSlots::running);
    }

    /** How many take claims of anybody. */
    int ready() {
        return sum(slots -> slots.is(Standing.READY) ? 1 : 0);
    }

    int readySlots() {
        return sum(slots -> slots.is(Standing.READY) ? slots.slots() : 0);
    }

    private int sum(ToIntFunction<RunnerSlots> count) {
        int sum = 0;
        for (RunnerSlots slots : runners.values()) {
            sum += count.applyAsInt(slots);
        }
        return sum;
    }
}
