package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Accounts as users and members of a guild. */
final class UserRenderer {
    private final EmulatorState state;

    UserRenderer(EmulatorState state) {
        this.state = state;
    }

    static ObjectNode user(Account account) {
        return user(account.id(), account.name(), account.bot());
    }

    static ObjectNode user(long id, String name, boolean bot) {
        ObjectNode user = JsonTrees.object();
        user.put("id", Long.toString(id)).put("username", name).put("discriminator", "0");
        if (bot) {
            user.put("bot", true);
        }
        return user.putNull("global_name")
                .putNull("avatar")
                .putNull("banner")
                .putNull("accent_color")
                .putNull("avatar_decoration_data")
                .putNull("primary_guild")
                .put("public_flags", 0)
                .put("flags", 0);
    }

    /** The account that asks, as {@code /users/@me} and READY have it. */
    static ObjectNode self(Account account) {
        return user(account)
                .put("verified", true)
                .put("mfa_enabled", false)
                .put("locale", "en-US")
                .putNull("email");
    }

    ObjectNode member(Account account, Guild guild) {
        return member(account, guild, true);
    }

    /** For messages, which name the user beside the member. */
    ObjectNode memberWithoutUser(Account account, Guild guild) {
        return member(account, guild, false);
    }

    private static ObjectNode member(Account account, Guild guild, boolean withUser) {
        ObjectNode member = JsonTrees.object();
        if (withUser) {
            member.set("user", user(account));
        }
        ArrayNode roles = member.putArray("roles");
        if (account.bot()) {
            roles.add(Long.toString(guild.botRoleId()));
        }
        return member.putNull("nick")
                .putNull("avatar")
                .putNull("banner")
                .put("joined_at", Timestamps.format(Snowflakes.timeOf(account.id())))
                .putNull("premium_since")
                .putNull("communication_disabled_until")
                .put("deaf", false)
                .put("mute", false)
                .put("pending", false)
                .put("flags", 0);
    }

    ArrayNode members(Guild guild) {
        ArrayNode members = JsonTrees.array();
        state.accounts().forEach(account -> members.add(member(account, guild)));
        return members;
    }
}
