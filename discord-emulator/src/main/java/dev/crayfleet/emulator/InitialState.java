package dev.crayfleet.emulator;

/**
 * Adds what a configuration asks for and is missing: guild, bot, person, channels, topics. Gives
 * the guild its name.
 */
final class InitialState {
    private InitialState() {}

    static void addMissing(EmulatorState state, EmulatorConfig config) {
        if (!state.hasGuild()) {
            state.commit(
                    new StateChange.GuildCreated(
                            state.nextId(), state.nextId(), config.guildName()));
        }
        Guild guild = state.guild();
        if (!guild.name().equals(config.guildName())) {
            state.commit(
                    new StateChange.GuildCreated(
                            guild.id(), guild.botRoleId(), config.guildName()));
        }
        if (state.firstAccount(false).isEmpty()) {
            addAccount(state, config.userName(), false);
        }
        if (state.firstAccount(true).isEmpty()) {
            addAccount(state, config.botName(), true);
        }
        config.channels().forEach(channel -> addMissing(state, channel));
    }

    private static void addMissing(EmulatorState state, ChannelConfig config) {
        Channel known =
                state.channels().stream()
                        .filter(channel -> channel.name().equals(config.name()))
                        .findFirst()
                        .orElse(null);
        if (known == null) {
            int position = state.channels().size();
            known = new Channel(state.nextId(), config.name(), position, config.topic());
        } else if (known.topic().isEmpty() && !config.topic().isEmpty()) {
            known = new Channel(known.id(), known.name(), known.position(), config.topic());
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
