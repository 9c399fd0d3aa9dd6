package dev.crayfleet.runner.run;

import dev.crayfleet.agents.process.ProcessIdentity;
import dev.crayfleet.agents.process.SlotUsers;
import dev.crayfleet.agents.workspace.FolderDeletion;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A siege in a process of its own, whose rights its caller has limited. Says how each part ended.
 */
final class SiegeByLimitedRoot {
    private SiegeByLimitedRoot() {}

    /**
     * @param args a folder with a list of two users
     */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        try (SlotUsers users =
                        SlotUsers.claim(
                                "agent-*", 2, folder.resolve("passwd"), folder.resolve("locks"));
                Siege siege = new Siege(folder, users)) {
            say("id", siege.run("id").said());
            Siege.Running failed = siege.run("fail");
            say("failed", siege.run("look %s/secret.txt".formatted(failed.task())).said());
            Siege.Running leaving = siege.run("leave");
            long left = Long.parseLong(leaving.said().strip());
            // Nobody else could tell it to end before it is killed.
            say("asked", Files.exists(leaving.task().resolve("asked")) ? "yes" : "no");
            // Started at another time, or not at all: what was left is gone.
            say("left", ProcessIdentity.of(left).hasEnded() ? "gone" : "state " + state(left));
            Siege.Running sticky = siege.run("sticky");
            say("scratch", Files.exists(sticky.workspace().get().scratch()) ? "there" : "gone");
            FolderDeletion.delete(sticky.workspace().get().root());
            FolderDeletion.delete(failed.workspace().get().root());
            say("deleted", "yes");
        }
    }

    private static String state(long pid) throws Exception {
        return Files.readString(Path.of("/proc/%d/stat".formatted(pid)))
                .replaceFirst(".*\\) ", "")
                .substring(0, 1);
    }

    private static void say(String what, String text) {
        System.out.println(what + ": " + text.strip().replace('\n', ' '));
    }
}
