package dev.crayfleet.fleet.file;

import dev.crayfleet.contract.KnownFields;
import dev.crayfleet.fleet.Member;
import java.util.List;
import java.util.Locale;

/** How members of roles are written: {@code discord:1234}. */
final class MemberNotation {
    private static final List<String> KINDS =
            List.of("discord", "discord-role", "token", "kafka", "agent", "local");

    private static final String ALLOWED =
            "discord:<id>, discord:*, discord-role:<id>, token:<name>, kafka:<key id>, kafka:unknown, agent:<name>, local";

    private MemberNotation() {}

    /**
     * @throws IllegalArgumentException with a sentence for people, if it is none
     */
    static Member read(String text) {
        if (text.equals("local")) {
            return new Member.Local();
        }
        int colon = text.indexOf(':');
        String kind = colon < 0 ? text : text.substring(0, colon);
        String name = colon < 0 ? "" : text.substring(colon + 1);
        return switch (kind) {
            case "discord" ->
                    name.equals("*")
                            ? new Member.AnyDiscordUser()
                            : new Member.DiscordUser(id(text, name));
            case "discord-role" -> new Member.DiscordRole(id(text, name));
            case "kafka" ->
                    name.equals("unknown")
                            ? new Member.UnknownKafka()
                            : new Member.KafkaKey(name(text, name));
            case "token" -> new Member.Token(name(text, name));
            case "agent" -> new Member.Agent(name(text, name).toLowerCase(Locale.ROOT));
            default -> throw refusal(text, kind);
        };
    }

    private static String id(String text, String id) {
        if (!Notations.isDiscordId(id)) {
            throw new IllegalArgumentException(
                    "%s has no id of Discord, which has digits only; names change, ids do not"
                            .formatted(Wording.shown(text)));
        }
        return id;
    }

    private static String name(String text, String name) {
        if (!Notations.isName(name)) {
            throw new IllegalArgumentException(
                    "%s names nobody; behind the colon letters, digits, '.', '_' and '-' are allowed, %d at most"
                            .formatted(Wording.shown(text), Notations.MAX_NAME_CHARS));
        }
        return name;
    }

    private static IllegalArgumentException refusal(String text, String kind) {
        String hint =
                KnownFields.nearest(kind, KINDS)
                        .map(each -> "did you mean \"%s\"? Allowed are: ".formatted(each))
                        .orElse("allowed are: ");
        return new IllegalArgumentException(
                "%s is no member; %s%s".formatted(Wording.shown(text), hint, ALLOWED));
    }
}
