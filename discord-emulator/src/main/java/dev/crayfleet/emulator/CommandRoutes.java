package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Slash commands: bots register them, the page lists them. */
final class CommandRoutes {
    private static final String GLOBAL = "/applications/{application_id}/commands";
    private static final String GUILD = "/applications/{application_id}/guilds/{guild_id}/commands";

    private final EmulatorState world;

    CommandRoutes(EmulatorState world) {
        this.world = world;
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
                Route.of("GET /guilds/{guild_id}/application-command-index", call -> everybodys()));
    }

    private Route.Answer list(RoutedRequest call) {
        return Route.Answer.of(commands(call));
    }

    private Route.Answer replace(RoutedRequest call) {
        ArrayNode commands = JsonTrees.array();
        for (JsonNode command : call.body()) {
            commands.add(stored(call, command));
        }
        store(call, commands);
        return Route.Answer.of(commands);
    }

    private Route.Answer add(RoutedRequest call) {
        ArrayNode commands = JsonTrees.array();
        String name = call.body().path("name").asText();
        commands(call)
                .forEach(old -> {
                    if (!old.path("name").asText().equals(name)) {
                        commands.add(old);
                    }
                });
        ObjectNode command = stored(call, call.body());
        store(call, commands.add(command));
        return new Route.Answer(201, command);
    }

    private Route.Answer delete(RoutedRequest call) {
        ArrayNode commands = JsonTrees.array();
        commands(call)
                .forEach(old -> {
                    if (!old.path("id").asText().equals(call.text("command_id"))) {
                        commands.add(old);
                    }
                });
        if (commands.size() == commands(call).size()) {
            throw ApiError.of(404, 10063, "Unknown application command");
        }
        store(call, commands);
        return Route.Answer.NOTHING;
    }

    private Route.Answer everybodys() {
        ObjectNode index = JsonTrees.object();
        ArrayNode all = index.putArray("application_commands");
        for (Account account : world.accounts()) {
            if (account.bot()) {
                world.commands(account.id(), true).forEach(all::add);
                world.commands(account.id(), false).forEach(all::add);
            }
        }
        return Route.Answer.of(index);
    }

    private ObjectNode stored(RoutedRequest call, JsonNode wanted) {
        String name = wanted.path("name").asText("");
        if (name.isEmpty() || name.length() > 32) {
            throw ApiError.form(
                    "name", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 32 in length.");
        }
        ObjectNode command = wanted.deepCopy();
        command.put("id", Long.toString(world.nextId()))
                .put("application_id", call.text("application_id"))
                .put("version", Long.toString(world.nextId()));
        if (!command.has("type")) {
            command.put("type", 1);
        }
        if (!command.has("default_member_permissions")) {
            command.putNull("default_member_permissions");
        }
        if (inGuild(call)) {
            command.put("guild_id", call.text("guild_id"));
        }
        return command;
    }

    private JsonNode commands(RoutedRequest call) {
        return world.commands(application(call), inGuild(call));
    }

    private void store(RoutedRequest call, ArrayNode commands) {
        world.commit(new Entry.CommandsSet(application(call), inGuild(call), commands));
    }

    private static long application(RoutedRequest call) {
        if (call.id("application_id") != call.account().id()) {
            throw ApiError.of(
                    403,
                    20012,
                    "You are not authorized to perform this action on this application");
        }
        return call.account().id();
    }

    private static boolean inGuild(RoutedRequest call) {
        return call.path().containsKey("guild_id");
    }
}
