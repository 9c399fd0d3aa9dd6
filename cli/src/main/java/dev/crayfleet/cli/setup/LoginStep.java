package dev.crayfleet.cli.setup;

import dev.crayfleet.discord.AllowedBots;
import dev.crayfleet.discord.DiscordSettings;
import dev.crayfleet.discord.LoginFailedException;
import dev.crayfleet.discord.setup.ServerSetup;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The token: found or asked for, and tried by a real login. */
final class LoginStep {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int MAX_TRIES = 10;
    private static final List<String> HOW =
            List.of(
                    "Crayfleet speaks at Discord through a bot of yours. In https://discord.com/developers/applications:",
                    "  1. New Application, then Bot, Reset Token: copy the token.",
                    "  2. On the same page, turn Message Content Intent on.");
    private static final String REFUSED =
            "Discord does not accept this token. Copy it again in one piece, or get a new one in the Developer Portal under Bot, Reset Token.";

    private final SetupOptions options;
    private final SetupOptions.Addresses addresses;
    private final List<FoundToken> found;
    private final Dialogue dialogue;

    /**
     * @param found tokens that lie here, the most likely one first
     */
    LoginStep(
            SetupOptions options,
            SetupOptions.Addresses addresses,
            List<FoundToken> found,
            Dialogue dialogue) {
        this.options = options;
        this.addresses = addresses;
        this.found = List.copyOf(found);
        this.dialogue = dialogue;
    }

    /**
     * A bot that is logged in.
     *
     * @param settings the token and the addresses, nothing else
     */
    record Login(ServerSetup discord, DiscordSettings settings) {}

    /**
     * @throws IllegalArgumentException with a sentence for people, if there is no token that
     *     Discord accepts
     */
    Login run() throws InterruptedException {
        String token = firstToken();
        for (int i = 0; i < MAX_TRIES; i++) {
            DiscordSettings settings;
            try {
                settings = settings(token);
            } catch (IllegalArgumentException noToken) {
                tellOrFail(withoutSetting(String.valueOf(noToken.getMessage())));
                token = askForToken();
                continue;
            }
            dialogue.tell("Logging in at Discord ...");
            try {
                return new Login(ServerSetup.open(settings, TIMEOUT), settings);
            } catch (LoginFailedException e) {
                token = tokenAfter(e, token);
            }
        }
        throw new IllegalArgumentException(
                "that was tried %d times; start again when you have a token".formatted(MAX_TRIES));
    }

    /** The token to try next: the same one where something at Discord was in its way. */
    private String tokenAfter(LoginFailedException failed, String token) {
        return switch (failed.remedy()) {
            case RESTART -> {
                tellOrFail(REFUSED);
                yield askForToken();
            }
            case OPERATOR -> {
                tellOrFail(String.valueOf(failed.getMessage()));
                dialogue.ask("Press Enter when that is done. ");
                yield token;
            }
            case TIME -> throw new IllegalArgumentException(failed.getMessage(), failed);
        };
    }

    /** Nobody has set anything yet. */
    private static String withoutSetting(String sentence) {
        return sentence.replaceFirst("^discord\\.token \\([^)]*\\)", "That");
    }

    private DiscordSettings settings(String token) {
        if (token.isBlank()) {
            throw new IllegalArgumentException("the token is empty");
        }
        return new DiscordSettings(
                token,
                addresses.api(),
                addresses.gateway(),
                "",
                new DiscordSettings.Channels("", "", ""),
                AllowedBots.NONE);
    }

    private void tellOrFail(String sentence) {
        if (!dialogue.canAsk()) {
            throw new IllegalArgumentException(sentence);
        }
        dialogue.tell(sentence);
    }

    private String firstToken() {
        Optional<FoundToken> given = options.token();
        if (given.isPresent()) {
            return given.get().value();
        }
        for (FoundToken each : found) {
            if (isTaken(each)) {
                dialogue.tell("The token is the one that %s has.".formatted(each.where()));
                return each.value();
            }
        }
        if (!dialogue.canAsk()) {
            throw new IllegalArgumentException(
                    "the bot's token is missing, and there is no terminal to ask on: --token-file names a file with it, --token-env a variable");
        }
        HOW.forEach(dialogue::tell);
        return askForToken();
    }

    private boolean isTaken(FoundToken token) {
        boolean isAsked = dialogue.canAsk() && !options.consent().yes();
        if (token.isOpenClaws()) {
            return isAsked
                    && dialogue.confirm(
                            "%s has a bot's token, that of OpenClaw itself. A bot of its own is better for Crayfleet. Use OpenClaw's all the same"
                                    .formatted(token.where()),
                            false);
        }
        return !isAsked
                || dialogue.confirm("Use the token that %s has".formatted(token.where()), true);
    }

    private String askForToken() {
        return dialogue.askSecretly("The token (it is not shown): ");
    }
}
