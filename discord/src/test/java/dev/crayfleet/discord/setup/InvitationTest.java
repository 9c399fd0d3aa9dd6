package dev.crayfleet.discord.setup;

import static org.assertj.core.api.Assertions.assertThat;

import net.dv8tion.jda.api.Permission;
import org.junit.jupiter.api.Test;

class InvitationTest {
    /** The number is what docs/operating.md tells people who invite the bot by hand. */
    @Test
    void grantsWhatTheDocsName() {
        assertThat(Permission.getRaw(Invitation.FLEET)).isEqualTo(311385246784L);
    }
}
