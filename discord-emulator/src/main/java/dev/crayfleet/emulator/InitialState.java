package dev.crayfleet.emulator;

/** Adds what is to be there and is not: guild, bot, person, channels. */
final class InitialState {
    private InitialState() {}

    static void found(EmulatorState world, EmulatorConfig config) {
        if (!world.founded()) {
            world.commit(
                    new Entry.GuildFounded(world.nextId(), world.nextId(), config.guildName()));
        }
        if (world.accounts().stream().allMatch(Account::bot)) {
            add(world, config.userName(), false);
        }
        if (world.accounts().stream().noneMatch(Account::bot)) {
            add(world, config.botName(), true);
        }
        for (String name : config.channels()) {
            if (world.channels().stream().noneMatch(channel -> channel.name().equals(name))) {
                int position = world.channels().size();
                world.commit(
                        new Entry.ChannelStored(new Channel(world.nextId(), name, position, "")));
            }
        }
    }

    private static Account add(EmulatorState world, String name, boolean bot) {
        String token = Tokens.next(bot ? "local-bot-" : "local-user-");
        Account account = new Account(world.nextId(), name, bot, token);
        world.commit(new Entry.AccountAdded(account));
        return account;
    }

    /** Finds or adds an account, and tells the others. */
    static Account account(EmulatorState world, Render render, String name, boolean bot) {
        return world.accounts().stream()
                .filter(account -> account.bot() == bot && account.name().equals(name))
                .findFirst()
                .orElseGet(() -> {
                    Account account = add(world, name, bot);
                    var data = render.member(account, true);
                    data.put("guild_id", Long.toString(world.guild().id()));
                    world.publish(GatewayEvent.toAll("GUILD_MEMBER_ADD", Intents.MEMBERS, data));
                    return account;
                });
    }
}
