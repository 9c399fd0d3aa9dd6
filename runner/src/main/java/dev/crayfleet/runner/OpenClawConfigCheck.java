package dev.crayfleet.runner;

import dev.crayfleet.agents.cost.PriceCheck;
import dev.crayfleet.agents.openclaw.ModelCatalog;
import dev.crayfleet.agents.openclaw.OpenClawFile;
import dev.crayfleet.agents.openclaw.OpenClawJson;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.runner.RunnerDoctor.Finding;
import dev.crayfleet.runner.RunnerDoctor.Severity;
import dev.crayfleet.runner.config.AgentSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether openclaw.json has what agents need: models, prices and keys.
 *
 * @param environment the runner's own
 */
record OpenClawConfigCheck(AgentSettings agents, Map<String, String> environment) {
    /** The names that providers of models give their keys. */
    private static final Pattern MODEL_KEY = Pattern.compile("API_?KEY$|_AUTH_TOKEN$");

    List<Finding> findings() {
        OpenClawFile file =
                new OpenClawFile(agents.openclaw().configFile(), new Secrets(), environment);
        if (!file.exists()) {
            return List.of(
                    Finding.warning(
                            "%s is not there: models, aliases and prices are unknown. OPENCLAW_CONFIG_PATH says where it is."
                                    .formatted(file.path())));
        }
        List<Finding> findings = new ArrayList<>();
        try {
            OpenClawJson json = file.read();
            ModelCatalog catalog = json.catalog();
            findings.add(Finding.ok("%s has %s.".formatted(file.path(), catalog.describe())));
            findings.add(checkPrices(catalog));
            // A Gateway that runs already has an environment of its own.
            if (!agents.gateway().isRunningAlready()) {
                findings.addAll(checkKeys(json));
            }
        } catch (IllegalArgumentException unreadable) {
            findings.add(Finding.error(String.valueOf(unreadable.getMessage())));
        }
        return findings;
    }

    private Finding checkPrices(ModelCatalog catalog) {
        return PriceCheck.of(agents.openclaw().priceUnit(), catalog.prices())
                .map(check ->
                        new Finding(check.odd() ? Severity.WARNING : Severity.OK, check.sentence()))
                .orElseGet(
                        () -> Finding.warning("It has no prices: what a task costs will be N/A."));
    }

    /** Agents see of the environment what openclaw.json and the settings name. */
    private List<Finding> checkKeys(OpenClawJson json) {
        List<Finding> findings = new ArrayList<>();
        List<String> missing =
                json.variables().stream()
                        .filter(name -> environment.getOrDefault(name, "").isEmpty())
                        .filter(name -> !json.hasValueOf(name))
                        .sorted()
                        .toList();
        if (!missing.isEmpty()) {
            findings.add(
                    Finding.warning(
                            "It refers to %s, which the environment here does not have: what needs that fails, unless OpenClaw finds it in its own .env file."
                                    .formatted(String.join(", ", missing))));
        }
        List<String> hidden = hiddenKeys(json).sorted().toList();
        if (!hidden.isEmpty()) {
            findings.add(
                    Finding.warning(
                            "%s is only in the environment here, and agents do not see it: where a model or a tool needs it, write \"${%s}\" in openclaw.json, or name it in crayfleet.runner.pass-env."
                                    .formatted(String.join(", ", hidden), hidden.getFirst())));
        }
        return findings;
    }

    private Stream<String> hiddenKeys(OpenClawJson json) {
        return environment.keySet().stream()
                .filter(name -> MODEL_KEY.matcher(name).find())
                .filter(name -> !json.variables().contains(name) && !json.hasValueOf(name))
                .filter(name -> !agents.processes().passEnv().contains(name));
    }
}
