package dev.crayfleet.cli.doctor;

import dev.crayfleet.runner.RunnerDoctor;
import dev.crayfleet.runner.RunnerDoctor.Finding;
import java.util.List;
import java.util.Map;

/**
 * What a runner started here would find.
 *
 * @param settings stronger than the environment's
 */
record AgentCheck(Map<String, Object> settings) implements Check {
    @Override
    public String area() {
        return "Agents of a runner here";
    }

    @Override
    public List<Finding> run() {
        return RunnerDoctor.diagnose(settings);
    }
}
