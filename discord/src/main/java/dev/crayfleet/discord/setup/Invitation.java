package dev.crayfleet.discord.setup;

import java.util.EnumSet;
import java.util.Set;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.Permission;

/** The address by which somebody brings the bot onto a server, with the rights that it needs. */
final class Invitation {
    /** What docs/operating.md has people grant who set it up by hand. */
    static final Set<Permission> FLEET =
            EnumSet.of(
                    Permission.VIEW_CHANNEL,
                    Permission.MESSAGE_SEND,
                    Permission.MESSAGE_SEND_IN_THREADS,
                    Permission.CREATE_PUBLIC_THREADS,
                    Permission.MESSAGE_EMBED_LINKS,
                    Permission.MESSAGE_ATTACH_FILES,
                    Permission.MESSAGE_HISTORY,
                    Permission.MESSAGE_ADD_REACTION,
                    Permission.USE_APPLICATION_COMMANDS);

    private Invitation() {}

    /**
     * @param mayCreateChannels whether it is also to grant that, which only setting up needs
     */
    static String url(JDA jda, boolean mayCreateChannels) {
        Set<Permission> rights = EnumSet.copyOf(FLEET);
        if (mayCreateChannels) {
            rights.add(Permission.MANAGE_CHANNEL);
        }
        // Not JDA's own: its scopes are settings of the session.
        return "https://discord.com/oauth2/authorize?client_id=%s&scope=bot+applications.commands&permissions=%d"
                .formatted(jda.getSelfUser().getApplicationId(), Permission.getRaw(rights));
    }
}
