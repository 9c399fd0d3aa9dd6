package dev.crayfleet.runner.config;

import dev.crayfleet.contract.AgentMode;
import dev.crayfleet.contract.Pool;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Settings below {@code crayfleet.runner}: which pools are served, and by which agents.
 *
 * @param pools and their slots, {@code default=3,auditor=1}; a pool without a number has one slot.
 *     Empty for {@code default=<cores>}
 * @param executor of all pools: {@code auto} (OpenClaw's Gateway if {@code gateway-url} is set,
 *     else OpenClaw if it is found, else the demo agent), {@code openclaw-exec}, {@code
 *     openclaw-gateway}, {@code command}, {@code demo}; {@code noop} runs nothing, for benchmarks
 * @param executors for some pools another, {@code auditor=command}
 * @param mode of all pools: {@code full}, or {@code restricted} (no shell, files only in the
 *     workspace)
 * @param modes for some pools another, {@code auditor=restricted}
 */
@ConfigurationProperties(SettingText.PREFIX)
public record PoolConfig(
        @Bindable(defaultValue = "") String pools,
        @Bindable(defaultValue = "auto") String executor,
        @Bindable(defaultValue = "") String executors,
        @Bindable(defaultValue = "full") String mode,
        @Bindable(defaultValue = "") String modes) {

    /**
     * Slots of each pool.
     *
     * @param agents served by their names, too; where pools are not set, nothing but them is
     */
    public Map<Pool, Integer> slots(HostDefaults host, NamedAgentConfig agents) {
        Map<Pool, Integer> slots = new TreeMap<>(agents.slots());
        String text = pools.isBlank() && slots.isEmpty() ? host.pools() : pools;
        slots.putAll(byPool("pools", text, count -> slots("pools", text, count)));
        return slots;
    }

    static int slots(String setting, String text, String count) {
        if (!count.matches("\\d{0,4}")) {
            throw SettingText.notUnderstood(setting, text, "write default=3,auditor=1");
        }
        return count.isEmpty() ? 1 : Integer.parseInt(count);
    }

    public PoolChoice<ExecutorChoice> executorChoice() {
        return choice(ExecutorChoice.class, "executor", executor, executors);
    }

    public PoolChoice<AgentMode> modeChoice() {
        return choice(AgentMode.class, "mode", mode, modes);
    }

    private static <E extends Enum<E>> PoolChoice<E> choice(
            Class<E> type, String name, String usual, String others) {
        String plural = name + "s";
        return new PoolChoice<>(
                SettingText.choice(type, name, usual),
                byPool(plural, others, word -> SettingText.choice(type, plural, word)));
    }

    private static <V> Map<Pool, V> byPool(String name, String text, Function<String, V> parse) {
        Map<Pool, V> byPool = new TreeMap<>();
        SettingText.byPool(name, text, parse)
                .forEach((pool, value) -> byPool.put(new Pool(pool), value));
        return byPool;
    }
}
