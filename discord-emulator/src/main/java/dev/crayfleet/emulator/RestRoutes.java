package dev.crayfleet.emulator;

import java.util.List;
import java.util.stream.Stream;

/** All routes of the REST API. */
final class RestRoutes {
    private RestRoutes() {}

    static List<Route> all(
            EmulatorState state,
            Renderers renderers,
            MessageStore messages,
            FaultPlan faults,
            String gatewayUrl) {
        InteractionStore interactions = new InteractionStore(state);
        InteractionMessages answers =
                new InteractionMessages(state, renderers, messages, interactions);
        return Stream.of(
                        new AccountRoutes(state, faults, gatewayUrl).routes(),
                        new GuildRoutes(state, renderers).routes(),
                        new MessageRoutes(state, renderers, messages, faults).routes(),
                        new WebhookRoutes(state, faults, renderers, messages, answers).routes(),
                        new CommandRoutes(state).routes(),
                        new InteractionRoutes(state, renderers, interactions, answers).routes())
                .flatMap(List::stream)
                .toList();
    }
}
