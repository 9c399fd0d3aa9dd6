package dev.crayfleet.dispatcher.config;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.dispatcher.ledger.Rules;
import dev.crayfleet.dispatcher.ledger.ShareLimits;
import dev.crayfleet.stage.SettingRange;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which task is next, and what those that wait are told.
 *
 * @param expireAfter a task never claimed for so long expires
 * @param aging a waiting task gains a level of priority each time it has waited for so long
 * @param requesterLimit tasks of one requester held at a time, in each pool; 0 is no limit
 * @param modelLimit tasks of one model held at a time, in each pool; 0 is no limit
 * @param modelLimits the same for single models, {@code cheap=4,coder=1}, by the name tasks give
 * @param approvalPools whose tasks wait for a person's approval, {@code auditor,ops}; {@code *} for
 *     all
 * @param positionsEvery how often waiting tasks are told that their turn has moved
 * @param positionsTold how many from the head of each queue
 */
@ConfigurationProperties("crayfleet.dispatcher")
public record QueueSettings(
        @Bindable(defaultValue = "24h") Duration expireAfter,
        @Bindable(defaultValue = "10m") Duration aging,
        @Bindable(defaultValue = "0") int requesterLimit,
        @Bindable(defaultValue = "0") int modelLimit,
        @Bindable(defaultValue = "") String modelLimits,
        @Bindable(defaultValue = "") String approvalPools,
        @Bindable(defaultValue = "30s") Duration positionsEvery,
        @Bindable(defaultValue = "20") int positionsTold) {
    private static final String EVERY_POOL = "*";

    /**
     * @throws IllegalArgumentException with a sentence for people, if a value makes no sense
     */
    Rules.QueueRule rule() {
        SettingRange.checkPositive("crayfleet.dispatcher.expire-after", expireAfter);
        SettingRange.checkPositive("crayfleet.dispatcher.aging", aging);
        SettingRange.checkPositive("crayfleet.dispatcher.positions-every", positionsEvery);
        SettingRange.check(
                "crayfleet.dispatcher.positions-told", positionsTold, 0, Integer.MAX_VALUE);
        SettingRange.check(
                "crayfleet.dispatcher.requester-limit", requesterLimit, 0, Integer.MAX_VALUE);
        SettingRange.check("crayfleet.dispatcher.model-limit", modelLimit, 0, Integer.MAX_VALUE);
        List<String> approval = split(approvalPools);
        return new Rules.QueueRule(
                expireAfter,
                aging,
                new ShareLimits(requesterLimit, modelLimit, limitsByModel()),
                approval.stream()
                        .filter(name -> !name.equals(EVERY_POOL))
                        .map(Pool::new)
                        .collect(Collectors.toUnmodifiableSet()),
                approval.contains(EVERY_POOL),
                positionsEvery,
                positionsTold);
    }

    private static List<String> split(String list) {
        return Arrays.stream(list.split(","))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    private Map<String, Integer> limitsByModel() {
        Map<String, Integer> limits = new HashMap<>();
        for (String item : split(modelLimits)) {
            int equals = item.lastIndexOf('=');
            try {
                limits.put(
                        item.substring(0, Math.max(0, equals)).strip(),
                        Integer.parseInt(item.substring(equals + 1).strip()));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "crayfleet.dispatcher.model-limits: \"%s\" is no model=number"
                                .formatted(item),
                        e);
            }
        }
        return limits;
    }
}
