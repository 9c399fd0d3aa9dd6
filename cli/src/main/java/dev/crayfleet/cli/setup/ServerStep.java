package dev.crayfleet.cli.setup;

import dev.crayfleet.discord.setup.Server;
import dev.crayfleet.discord.setup.ServerSetup;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The server: the one that the bot is on, or one of several. */
final class ServerStep {
    private static final int MAX_TRIES = 20;

    private final ServerSetup discord;
    private final Dialogue dialogue;

    ServerStep(ServerSetup discord, Dialogue dialogue) {
        this.discord = discord;
        this.dialogue = dialogue;
    }

    /**
     * @param asked id or name
     * @param earlier id of the one that was set up before; empty if none was
     * @throws IllegalArgumentException with a sentence for people, if there is none to choose, or
     *     nobody who could
     */
    Server run(Optional<String> asked, String earlier) throws InterruptedException {
        awaitInvitation();
        List<Server> servers = discord.servers();
        return asked.isPresent() ? find(servers, asked.get()) : choose(servers, earlier, dialogue);
    }

    private void awaitInvitation() throws InterruptedException {
        for (int i = 0; discord.servers().isEmpty(); i++) {
            String invitation =
                    "The bot %s is on no server yet. Open this address in a browser, choose your server, and let the bot in: %s"
                            .formatted(discord.bot(), discord.inviteUrl(true));
            if (!dialogue.canAsk() || i == MAX_TRIES) {
                throw new IllegalArgumentException(invitation + " Then start again.");
            }
            dialogue.tell(invitation);
            dialogue.ask("Press Enter when it is there. ");
            discord.awaitChange(() -> !discord.servers().isEmpty());
        }
    }

    static Server find(List<Server> servers, String idOrName) {
        List<Server> found =
                servers.stream()
                        .filter(each ->
                                each.id().equals(idOrName)
                                        || each.name().equalsIgnoreCase(idOrName))
                        .toList();
        if (found.size() != 1) {
            throw new IllegalArgumentException(
                    "%s --server is one of: %s"
                            .formatted(
                                    found.isEmpty()
                                            ? "the bot is on no server \"%s\".".formatted(idOrName)
                                            : "several servers have that name.",
                                    names(servers)));
        }
        return found.getFirst();
    }

    static Server choose(List<Server> servers, String earlier, Dialogue dialogue) {
        if (servers.size() == 1) {
            return servers.getFirst();
        }
        Optional<Server> usual =
                servers.stream().filter(each -> each.id().equals(earlier)).findFirst();
        if (!dialogue.canAsk()) {
            return usual.orElseThrow(() ->
                    new IllegalArgumentException(
                            "the bot is on several servers, and there is no terminal to ask on: name one with --server. It is on: "
                                    + names(servers)));
        }
        for (int i = 0; i < servers.size(); i++) {
            dialogue.tell("  %d  %s".formatted(i + 1, servers.get(i).name()));
        }
        for (int i = 0; i < MAX_TRIES; i++) {
            String answer =
                    dialogue.ask(
                            usual.isPresent()
                                    ? "Which server? Its number [%s]: "
                                            .formatted(usual.get().name())
                                    : "Which server? Its number: ");
            if (answer.isEmpty() && usual.isPresent()) {
                return usual.get();
            }
            for (int number = 1; number <= servers.size(); number++) {
                if (answer.equals(Integer.toString(number))) {
                    return servers.get(number - 1);
                }
            }
            dialogue.tell("That is none of the numbers.");
        }
        throw new IllegalArgumentException("no server was chosen");
    }

    private static String names(List<Server> servers) {
        return servers.stream()
                .map(each -> "%s (%s)".formatted(each.name(), each.id()))
                .collect(Collectors.joining(", "));
    }
}
