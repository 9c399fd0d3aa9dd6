package dev.crayfleet.agents.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.agents.executor.AgentExecutor.RunResult;
import dev.crayfleet.agents.process.ResourceLimits;
import dev.crayfleet.contract.RunOutcome;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A runner runs for weeks, so nothing may be left of a task. */
@EnabledOnOs(OS.LINUX)
class ManyTasksTest {
    private static final Logger LOG = LoggerFactory.getLogger(ManyTasksTest.class);
    private static final int SLOTS = 4;

    /** Each leaves a child process behind, which has to be found and ended. */
    private static final String AGENT =
            "#!/bin/sh\n(sleep 300 > /dev/null 2>&1 &)\necho '{\"result\":\"done\"}'\n";

    @TempDir Path folder;

    /** What this process uses. */
    private record ResourceCount(int zombies, int children, int descriptors, int threads) {
        static ResourceCount now() throws IOException {
            List<ProcessHandle> children = ProcessHandle.current().children().toList();
            int zombies = 0;
            for (ProcessHandle each : children) {
                Path stat = Path.of("/proc/" + each.pid() + "/stat");
                if (Files.exists(stat) && Files.readString(stat).contains(") Z")) {
                    zombies++;
                }
            }
            return new ResourceCount(
                    zombies, children.size(), count("/proc/self/fd"), count("/proc/self/task"));
        }

        private static int count(String folder) throws IOException {
            int count = 0;
            try (DirectoryStream<Path> each = Files.newDirectoryStream(Path.of(folder))) {
                for (Path ignored : each) {
                    count++;
                }
            }
            return count;
        }
    }

    /** {@code -Dcrayfleet.many=1000} for more. */
    @Test
    void manyTasksLeaveNoProcessDescriptorOrThread() throws Exception {
        int many = Integer.getInteger("crayfleet.many", 200);
        try (ExecutorKit kit = new ExecutorKit(folder)) {
            AgentExecutor agents = kit.command(AGENT, ResourceLimits.NONE);
            run(kit, agents, 2 * SLOTS);
            ResourceCount before = ResourceCount.now();
            long startNanos = System.nanoTime();
            run(kit, agents, many);
            Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(90))
                    .untilAsserted(() -> {
                        ResourceCount now = ResourceCount.now();
                        assertThat(now.zombies()).isZero();
                        assertThat(now.children()).isLessThanOrEqualTo(before.children());
                        assertThat(now.descriptors()).isLessThanOrEqualTo(before.descriptors() + 5);
                        assertThat(now.threads()).isLessThanOrEqualTo(before.threads() + 5);
                    });
            LOG.info(
                    "{} tasks in {}: before {}, after {}", many, took, before, ResourceCount.now());
        }
    }

    private static void run(ExecutorKit kit, AgentExecutor agents, int many) throws Exception {
        try (ExecutorService slots = Executors.newFixedThreadPool(SLOTS)) {
            List<Future<RunResult>> running = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                running.add(slots.submit(() -> kit.run(agents, "t", Duration.ofSeconds(60))));
            }
            for (Future<RunResult> each : running) {
                assertThat(each.get(300, TimeUnit.SECONDS).outcome())
                        .isEqualTo(new RunOutcome.Succeeded());
            }
        }
    }
}
