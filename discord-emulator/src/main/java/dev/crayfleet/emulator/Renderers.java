package dev.crayfleet.emulator;

/** Everything that writes the state as Discord's JSON. Callers hold the state's lock. */
record Renderers(
        UserRenderer users,
        ChannelRenderer channels,
        MessageRenderer messages,
        GuildRenderer guild,
        FieldOverrides overrides) {

    /**
     * @param baseUrl of the emulator, without a slash at the end
     */
    static Renderers of(EmulatorState state, String baseUrl) {
        FieldOverrides overrides = new FieldOverrides();
        UserRenderer users = new UserRenderer(state);
        ChannelRenderer channels = new ChannelRenderer(state, overrides, baseUrl);
        return new Renderers(
                users,
                channels,
                new MessageRenderer(state, users, overrides, baseUrl),
                new GuildRenderer(state, users, channels),
                overrides);
    }
}
