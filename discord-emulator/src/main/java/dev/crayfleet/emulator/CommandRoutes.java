package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Slash commands, global or of the guild: bots register them, the page lists those of all bots. */
final class CommandRoutes {
    private static final String GLOBAL = "/applications/{application_id}/commands";
    private static final String GUILD = "/applications/{application_id}/guilds/{guild_id}/commands";

    private final EmulatorState state;

    CommandRoutes(EmulatorState state) {
        this.state = state;
    }

    List<Route> routes() {
        return List.of(
                Route.of("GET " + GLOBAL, this::list),
                Route.of("PUT " + GLOBAL, this::replace),
                Route.of("POST " + GLOBAL, this::add),
                Route.of("DELETE " + GLOBAL + "/{command_id}", this::delete),
                Route.of("GET " + GUILD, this::list),
                Route.of("PUT " + GUILD, this::replace),
                Route.of("POST " + GUILD, this::add),
                Route.of("DELETE " + GUILD + "/{command_id}", this::delete),
                Route.of("GET /guilds/{guild_id}/application-command-index", request -> listAll()));
    }

    private ApiResponse list(RoutedRequest request) {
        return ApiResponse.of(commands(request));
    }

    private ApiResponse replace(RoutedRequest request) {
        ArrayNode commands = JsonTrees.array();
        for (JsonNode command : request.json()) {
            commands.add(newCommand(request, command));
        }
        store(request, commands);
        return ApiResponse.of(commands);
    }

    private ApiResponse add(RoutedRequest request) {
        ArrayNode commands = without(request, "name", request.json().path("name").asText());
        ObjectNode command = newCommand(request, request.json());
        store(request, commands.add(command));
        return new ApiResponse(201, command);
    }

    private ApiResponse delete(RoutedRequest request) {
        ArrayNode commands = without(request, "id", request.text("command_id"));
        if (commands.size() == commands(request).size()) {
            throw ApiError.of(404, 10063, "Unknown application command");
        }
        store(request, commands);
        return ApiResponse.NO_CONTENT;
    }

    /** The commands whose field has another value. */
    private ArrayNode without(RoutedRequest request, String field, String value) {
        ArrayNode commands = JsonTrees.array();
        for (JsonNode command : commands(request)) {
            if (!command.path(field).asText().equals(value)) {
                commands.add(command);
            }
        }
        return commands;
    }

    private ApiResponse listAll() {
        ObjectNode index = JsonTrees.object();
        ArrayNode all = index.putArray("application_commands");
        for (Account account : state.accounts()) {
            if (account.bot()) {
                state.commands(account.id(), true).forEach(all::add);
                state.commands(account.id(), false).forEach(all::add);
            }
        }
        return ApiResponse.of(index);
    }

    private ObjectNode newCommand(RoutedRequest request, JsonNode body) {
        String name = body.path("name").asText("");
        if (name.isEmpty() || name.length() > 32) {
            throw ApiError.form(
                    "name", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 32 in length.");
        }
        ObjectNode command = body.deepCopy();
        command.put("id", Long.toString(state.nextId()))
                .put("application_id", request.text("application_id"))
                .put("version", Long.toString(state.nextId()));
        if (!command.has("type")) {
            command.put("type", 1);
        }
        if (!command.has("default_member_permissions")) {
            command.putNull("default_member_permissions");
        }
        if (isInGuild(request)) {
            command.put("guild_id", request.text("guild_id"));
        }
        return command;
    }

    private JsonNode commands(RoutedRequest request) {
        return state.commands(applicationId(request), isInGuild(request));
    }

    private void store(RoutedRequest request, ArrayNode commands) {
        state.commit(
                new StateChange.CommandsSet(applicationId(request), isInGuild(request), commands));
    }

    private static long applicationId(RoutedRequest request) {
        if (request.id("application_id") != request.account().id()) {
            throw ApiError.of(
                    403,
                    20012,
                    "You are not authorized to perform this action on this application");
        }
        return request.account().id();
    }

    private static boolean isInGuild(RoutedRequest request) {
        return request.hasParameter("guild_id");
    }
}
