package dev.crayfleet.discord;

import net.dv8tion.jda.api.exceptions.ErrorResponseException;

/**
 * An error response to a request to Discord.
 *
 * @param status of HTTP; below 0 where there was no answer
 * @param code Discord's own, -1 where the answer is not Discord's
 * @param meaning for people, without markup
 */
public record Refusal(int status, int code, String meaning) {
    private static final int CLOUDFLARE_CODE = 40333;
    private static final int NO_DISCORD_CODE = -1;

    public static Refusal of(ErrorResponseException e) {
        int status = e.getResponse().code;
        if (e.getResponse().optObject().isEmpty()) {
            // An HTML page or nothing, which JDA would return as the meaning.
            return new Refusal(status, NO_DISCORD_CODE, "without a reason");
        }
        return new Refusal(status, e.getErrorCode(), e.getMeaning());
    }

    /** Whether Cloudflare, and not Discord, refused the request; no permission helps then. */
    public boolean isBlocked() {
        return code == CLOUDFLARE_CODE || (status == 403 && code == NO_DISCORD_CODE);
    }

    /** Whether Discord says that the bot lacks a permission. */
    public boolean isForbidden() {
        return status == 403 && !isBlocked();
    }

    /** Whether the same request would fail again: no rate limit, timeout or server error. */
    public boolean isFinal() {
        return status >= 400 && status < 500 && status != 429 && status != 408 && !isBlocked();
    }

    /** The error as a sentence without a full stop. */
    public String sentence() {
        if (isBlocked()) {
            return "Cloudflare, which stands before Discord, turns away requests from this address for the moment (403). That is no missing permission";
        }
        if (status < 0) {
            return "no answer";
        }
        return code == NO_DISCORD_CODE
                ? "HTTP status %d %s".formatted(status, meaning)
                : "%s (HTTP status %d, error %d)".formatted(meaning, status, code);
    }
}
