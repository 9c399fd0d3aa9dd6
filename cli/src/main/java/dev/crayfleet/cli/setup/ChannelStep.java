package dev.crayfleet.cli.setup;

import dev.crayfleet.discord.RequestFailedException;
import dev.crayfleet.discord.setup.Server;
import dev.crayfleet.discord.setup.ServerSetup;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The three channels: those that are there, or new ones. */
final class ChannelStep {
    private static final int MAX_TRIES = 20;
    private static final int MAX_SHOWN = 50;

    private final ServerSetup discord;
    private final String serverId;
    private final boolean consent;
    private final Dialogue dialogue;
    private final Map<String, FleetChannel> taken = new HashMap<>();

    /**
     * @param consent whether missing channels are made without asking
     */
    ChannelStep(ServerSetup discord, String serverId, boolean consent, Dialogue dialogue) {
        this.discord = discord;
        this.serverId = serverId;
        this.consent = consent;
        this.dialogue = dialogue;
    }

    /** Says which channels there are to choose from. */
    void show() {
        if (dialogue.canAsk() && !consent && !server().channels().isEmpty()) {
            dialogue.tell(
                    "Channels that the bot sees: "
                            + server().channels().stream()
                                    .limit(MAX_SHOWN)
                                    .map(each -> "#" + each.name())
                                    .collect(Collectors.joining(", ")));
        }
    }

    /**
     * @param asked id or name that was given beforehand
     * @param earlier id of the one that was set up before; empty if none was
     * @return the channel's id
     * @throws IllegalArgumentException with a sentence for people, if there is none
     */
    String run(FleetChannel channel, Optional<String> asked, String earlier)
            throws InterruptedException {
        String wish = asked.map(ChannelStep::bare).orElse("");
        for (int i = 0; i < MAX_TRIES; i++) {
            if (wish.isEmpty()) {
                wish = wish(channel, earlier);
            }
            Optional<Server.Channel> found = server().find(wish);
            if (found.isEmpty()) {
                found = create(channel, wish);
            }
            FleetChannel other = found.map(each -> taken.get(each.id())).orElse(null);
            if (other != null) {
                tellOrFail(
                        "#%s is for %s already: tasks, results and what the fleet does need a channel each. %s names another."
                                .formatted(wish, other.purpose(), channel.option()));
            } else if (found.isPresent()) {
                taken.put(found.get().id(), channel);
                return found.get().id();
            }
            wish = "";
        }
        throw new IllegalArgumentException("no channel for %s".formatted(channel.purpose()));
    }

    private String wish(FleetChannel channel, String earlier) {
        Optional<Server.Channel> known =
                server().find(earlier.isEmpty() ? channel.usualName() : earlier)
                        .or(() -> server().find(channel.usualName()));
        String usual = known.map(Server.Channel::name).orElse(channel.usualName());
        if (!dialogue.canAsk() || consent) {
            return known.map(Server.Channel::id).orElse(channel.usualName());
        }
        String answer =
                dialogue.ask(
                        "Channel for %s [#%s%s]: "
                                .formatted(
                                        channel.purpose(),
                                        usual,
                                        known.isPresent() ? "" : ", which is made"));
        return answer.isEmpty() ? known.map(Server.Channel::id).orElse(usual) : bare(answer);
    }

    private Optional<Server.Channel> create(FleetChannel channel, String name)
            throws InterruptedException {
        if (name.matches("\\d{15,20}")) {
            tellOrFail(
                    "The bot sees no channel %s on that server. %s takes an id or a name."
                            .formatted(name, channel.option()));
            return Optional.empty();
        }
        if (!consent) {
            if (!dialogue.canAsk()) {
                throw new IllegalArgumentException(
                        "there is no channel #%s, and no terminal to ask on: name another one with %s, or add --yes to have it made"
                                .formatted(name, channel.option()));
            }
            if (!name.equals(channel.usualName())
                    && !dialogue.confirm("There is no #%s. Make it".formatted(name), false)) {
                return Optional.empty();
            }
        }
        try {
            Server.Channel made = discord.createChannel(serverId, name, channel.topic());
            dialogue.tell("#%s is made.".formatted(made.name()));
            return Optional.of(made);
        } catch (RequestFailedException e) {
            tellOrFail(
                    "#%s could not be made: %s. Make it yourself, or let the bot make channels by opening %s"
                            .formatted(name, e.reason(), discord.inviteUrl(true)));
            dialogue.ask("Press Enter when that is done. ");
            discord.awaitChange(() -> server().find(name).isPresent());
            return server().find(name);
        }
    }

    private void tellOrFail(String sentence) {
        if (!dialogue.canAsk()) {
            throw new IllegalArgumentException(sentence);
        }
        dialogue.tell(sentence);
    }

    /** As it is now. */
    private Server server() {
        return discord.servers().stream()
                .filter(each -> each.id().equals(serverId))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("the bot has been removed from the server"));
    }

    private static String bare(String name) {
        return name.startsWith("#") ? name.substring(1) : name;
    }
}
