package dev.crayfleet.dispatcher;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.dispatcher.ledger.QuarantineRule;
import dev.crayfleet.dispatcher.ledger.RetryPolicy;
import dev.crayfleet.dispatcher.ledger.Rules;
import dev.crayfleet.dispatcher.ledger.ShareLimits;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Settings of the dispatcher, all under {@code crayfleet.dispatcher}.
 *
 * @param lease a runner not heard of for so long is lost, and its tasks go elsewhere; a cancelled
 *     task whose runner does not confirm for so long ends without it
 * @param claimAck a claim that a living runner does not name after so long was never taken
 * @param lostKept how long a lost life of a runner is remembered, to be told so if it comes back
 * @param retries further attempts after a lost or transiently failed one, where a task says nothing
 * @param backOff before the second attempt; doubles with each
 * @param longestBackOff where the doubling ends
 * @param quotaWait a quota that resets later than that is not waited for
 * @param expireAfter a task never claimed for so long expires
 * @param aging a waiting task gains a level of priority each time it has waited for so long
 * @param requesterLimit tasks of one requester held at a time, in each pool; 0 is no limit
 * @param modelLimit tasks of one model held at a time, in each pool; 0 is no limit
 * @param modelLimits the same for single models, {@code cheap=4,coder=1}, by the name tasks give
 * @param approvalPools whose tasks wait for a person's word, {@code auditor,ops}; {@code *} for all
 * @param positionsEvery how often waiting tasks are told that their turn has moved
 * @param positionsTold how many from the head of each queue
 * @param quarantineAfter different tasks in a row, of two requesters or more, that fail on a
 *     runner: then it is given no more for a while; of one requester only, no more of theirs
 * @param quarantine that while; doubles with each further failure
 * @param longestQuarantine where the doubling ends
 * @param maxUnservedPools pools of a lane with tasks that no runner serves; tasks for one more are
 *     dead letters
 * @param poolKept a pool that had neither a runner nor a task for so long is forgotten
 * @param maxRunners lives of runners in a lane; what one more says is a dead letter
 * @param retention how long ended tasks are known, so that a duplicate is recognised
 * @param commitInterval what was decided is committed at the latest after so long
 * @param threads that share the lanes
 * @param standbys copies of the ledger kept by other instances
 * @param sessionTimeout a dispatcher not heard of for so long loses its lanes; not below the
 *     broker's least, 6 s
 * @param transactionTimeout how long the open transaction of a dead dispatcher holds readers up
 * @param closeTimeout how long closing may take
 * @param laneFailures how often its lanes may fail within a minute before it gives them up
 * @param restartAfter and tries again, after so long
 * @param kafkaPatience how long to wait for Kafka at start, and for the original of a replay
 * @param answerTimeout how long a question over HTTP may take, other instances included, and how
 *     long Kafka may take to acknowledge a request
 * @param advertise where other instances reach this one, {@code host:port}; empty means the host
 *     and port it listens on
 * @param allowedHosts names by which pages may post here, besides localhost and plain addresses
 * @param stateDir where Kafka Streams keeps its lock, for one dispatcher only; empty means a folder
 *     of this process's own among the temporary ones. The ledger itself lies in Kafka
 */
@ConfigurationProperties("crayfleet.dispatcher")
public record DispatcherConfig(
        @Bindable(defaultValue = "15s") Duration lease,
        @Bindable(defaultValue = "10s") Duration claimAck,
        @Bindable(defaultValue = "1h") Duration lostKept,
        @Bindable(defaultValue = "2") int retries,
        @Bindable(defaultValue = "2s") Duration backOff,
        @Bindable(defaultValue = "32s") Duration longestBackOff,
        @Bindable(defaultValue = "6h") Duration quotaWait,
        @Bindable(defaultValue = "24h") Duration expireAfter,
        @Bindable(defaultValue = "10m") Duration aging,
        @Bindable(defaultValue = "0") int requesterLimit,
        @Bindable(defaultValue = "0") int modelLimit,
        @Bindable(defaultValue = "") String modelLimits,
        @Bindable(defaultValue = "") String approvalPools,
        @Bindable(defaultValue = "30s") Duration positionsEvery,
        @Bindable(defaultValue = "20") int positionsTold,
        @Bindable(defaultValue = "5") int quarantineAfter,
        @Bindable(defaultValue = "1m") Duration quarantine,
        @Bindable(defaultValue = "10m") Duration longestQuarantine,
        @Bindable(defaultValue = "1000") int maxUnservedPools,
        @Bindable(defaultValue = "1h") Duration poolKept,
        @Bindable(defaultValue = "10000") int maxRunners,
        @Bindable(defaultValue = "7d") Duration retention,
        @Bindable(defaultValue = "10ms") Duration commitInterval,
        @Bindable(defaultValue = "1") int threads,
        @Bindable(defaultValue = "1") int standbys,
        @Bindable(defaultValue = "6s") Duration sessionTimeout,
        @Bindable(defaultValue = "5s") Duration transactionTimeout,
        @Bindable(defaultValue = "10s") Duration closeTimeout,
        @Bindable(defaultValue = "5") int laneFailures,
        @Bindable(defaultValue = "30s") Duration restartAfter,
        @Bindable(defaultValue = "60s") Duration kafkaPatience,
        @Bindable(defaultValue = "3s") Duration answerTimeout,
        @Bindable(defaultValue = "") String advertise,
        @Bindable(defaultValue = "") List<String> allowedHosts,
        @Bindable(defaultValue = "") String stateDir) {
    private static final String EVERY_POOL = "*";

    public DispatcherConfig {
        allowedHosts = allowedHosts.stream().filter(name -> !name.isBlank()).toList();
    }

    /** The folder for the lock. */
    public Path stateFolder() {
        return stateDir.isBlank()
                ? Path.of(
                        System.getProperty("java.io.tmpdir"),
                        "crayfleet-dispatcher-" + ProcessHandle.current().pid())
                : Path.of(stateDir);
    }

    /**
     * @throws IllegalArgumentException with a sentence for people, if a value makes no sense
     */
    public Rules rules() {
        List<String> approval = words(approvalPools);
        return new Rules(
                new Rules.LeaseRule(lease, claimAck, lostKept),
                new RetryPolicy(retries, backOff, longestBackOff, quotaWait),
                new Rules.QueueRule(
                        expireAfter,
                        aging,
                        new ShareLimits(requesterLimit, modelLimit, limits(modelLimits)),
                        approval.stream()
                                .filter(name -> !name.equals(EVERY_POOL))
                                .map(Pool::new)
                                .collect(Collectors.toUnmodifiableSet()),
                        approval.contains(EVERY_POOL),
                        positionsEvery,
                        positionsTold),
                new QuarantineRule(quarantineAfter, quarantine, longestQuarantine),
                new Rules.Bounds(maxUnservedPools, poolKept, maxRunners));
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split(",")).map(String::strip).filter(w -> !w.isEmpty()).toList();
    }

    private static Map<String, Integer> limits(String text) {
        Map<String, Integer> limits = new HashMap<>();
        for (String word : words(text)) {
            int equals = word.lastIndexOf('=');
            try {
                limits.put(
                        word.substring(0, Math.max(0, equals)).strip(),
                        Integer.parseInt(word.substring(equals + 1).strip()));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "crayfleet.dispatcher.model-limits: \"%s\" is no model=number"
                                .formatted(word),
                        e);
            }
        }
        return limits;
    }
}
