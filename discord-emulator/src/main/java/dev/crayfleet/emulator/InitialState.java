package dev.crayfleet.emulator;

/** Adds what a configuration asks for and is missing: guild, bot, person, channels. */
final class InitialState {
    private InitialState() {}

    static void addMissing(EmulatorState state, EmulatorConfig config) {
        if (!state.hasGuild()) {
            state.commit(
                    new StateChange.GuildCreated(
                            state.nextId(), state.nextId(), config.guildName()));
        }
        if (state.firstAccount(false).isEmpty()) {
            addAccount(state, config.userName(), false);
        }
        if (state.firstAccount(true).isEmpty()) {
            addAccount(state, config.botName(), true);
        }
        for (String name : config.channels()) {
            if (state.channels().stream().noneMatch(channel -> channel.name().equals(name))) {
                int position = state.channels().size();
                state.commit(
                        new StateChange.ChannelStored(
                                new Channel(state.nextId(), name, position, "")));
            }
        }
    }

    static Account addAccount(EmulatorState state, String name, boolean bot) {
        String token = Tokens.random(bot ? "local-bot-" : "local-user-");
        Account account = new Account(state.nextId(), name, bot, token);
        state.commit(new StateChange.AccountAdded(account));
        return account;
    }
}
