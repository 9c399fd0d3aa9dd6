package dev.crayfleet.emulator;

/**
 * Adds what a configuration asks for and is missing: guilds, bot, person, channels, topics. Gives
 * the first guild its name.
 */
final class InitialState {
    private InitialState() {}

    static void addMissing(EmulatorState state, EmulatorConfig config) {
        if (state.guilds().all().isEmpty()) {
            addGuild(state, config.guildName());
        }
        Guild guild = state.guild();
        if (!guild.name().equals(config.guildName())) {
            state.commit(
                    new StateChange.GuildCreated(
                            guild.id(), guild.botRoleId(), config.guildName()));
        }
        config.otherGuildNames().stream()
                .filter(name -> state.guilds().named(name).isEmpty())
                .forEach(name -> addGuild(state, name));
        if (state.firstAccount(false).isEmpty()) {
            addAccount(state, config.userName(), false);
        }
        if (state.firstAccount(true).isEmpty()) {
            addAccount(state, config.botName(), true);
        }
        config.channels().forEach(channel -> addMissing(state, channel));
    }

    private static void addGuild(EmulatorState state, String name) {
        state.commit(new StateChange.GuildCreated(state.nextId(), state.nextId(), name));
    }

    private static void addMissing(EmulatorState state, ChannelConfig config) {
        Channel known =
                state.channels().stream()
                        .filter(channel -> channel.name().equals(config.name()))
                        .findFirst()
                        .orElse(null);
        if (known == null) {
            int position = state.channels().size();
            known =
                    new Channel(
                            state.nextId(),
                            config.name(),
                            position,
                            config.topic(),
                            state.guild().id());
        } else if (known.topic().isEmpty() && !config.topic().isEmpty()) {
            known =
                    new Channel(
                            known.id(),
                            known.name(),
                            known.position(),
                            config.topic(),
                            known.guildId());
        } else {
            return;
        }
        state.commit(new StateChange.ChannelStored(known));
    }

    static Account addAccount(EmulatorState state, String name, boolean bot) {
        String token = Tokens.random(bot ? "local-bot-" : "local-user-");
        Account account = new Account(state.nextId(), name, bot, token);
        state.commit(new StateChange.AccountAdded(account));
        return account;
    }
}
