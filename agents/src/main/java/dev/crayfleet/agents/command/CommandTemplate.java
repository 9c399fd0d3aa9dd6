package dev.crayfleet.agents.command;

import dev.crayfleet.agents.executor.AgentExecutor.Job;
import dev.crayfleet.agents.workspace.Workspace;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Fills the placeholders of {@link CommandSettings} with what one task says. */
final class CommandTemplate {
    /** Linux allows no longer argument. */
    private static final int MAX_ARGUMENT_BYTES = 100_000;

    private static final List<String> PLACEHOLDERS =
            List.of(
                    CommandSettings.PROMPT,
                    CommandSettings.PROMPT_FILE,
                    CommandSettings.MODEL,
                    CommandSettings.THINKING,
                    CommandSettings.WORKSPACE);

    private CommandTemplate() {}

    static List<String> fill(List<String> words, Job job) {
        return words.stream().map(word -> fill(word, job)).toList();
    }

    /** In one pass, so that a placeholder in a prompt stays what somebody wrote. */
    private static String fill(String template, Job job) {
        StringBuilder word = new StringBuilder();
        int at = 0;
        while (at < template.length()) {
            String placeholder = placeholderAt(template, at);
            if (placeholder.isEmpty()) {
                word.append(template.charAt(at++));
            } else {
                word.append(value(placeholder, job));
                at += placeholder.length();
            }
        }
        // A prompt that begins with a dash must not be taken for an option.
        boolean looksLikeOption =
                template.startsWith(CommandSettings.PROMPT) && word.indexOf("-") == 0;
        return looksLikeOption ? " " + word : word.toString();
    }

    private static String placeholderAt(String template, int at) {
        return PLACEHOLDERS.stream()
                .filter(each -> template.startsWith(each, at))
                .findFirst()
                .orElse("");
    }

    private static String value(String placeholder, Job job) {
        return switch (placeholder) {
            case CommandSettings.PROMPT -> prompt(job);
            case CommandSettings.PROMPT_FILE -> job.workspace().file(Workspace.TASK).toString();
            case CommandSettings.MODEL -> String.valueOf(job.plan().requestedModel());
            case CommandSettings.THINKING -> job.plan().thinking().word();
            default -> job.workspace().task().toString();
        };
    }

    private static String prompt(Job job) {
        String prompt = job.prompt().replace("\0", "");
        return prompt.getBytes(StandardCharsets.UTF_8).length <= MAX_ARGUMENT_BYTES
                ? prompt
                : "Your task is long: read it from TASK.txt in your working folder, all of it, and do it.";
    }
}
