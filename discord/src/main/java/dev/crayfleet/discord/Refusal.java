package dev.crayfleet.discord;

import net.dv8tion.jda.api.exceptions.ErrorResponseException;

/**
 * An error that a request at Discord met.
 *
 * @param status of HTTP; below 0 where there was no answer
 * @param code Discord's own, -1 where the answer is not Discord's
 * @param meaning for people, without markup
 */
public record Refusal(int status, int code, String meaning) {
    private static final int CLOUDFLARE = 40333;
    private static final int NOT_DISCORD = -1;

    public static Refusal of(ErrorResponseException e) {
        int status = e.getResponse().code;
        if (e.getResponse().optObject().isEmpty()) {
            // A page for people, or nothing at all: JDA would take it for the meaning.
            return new Refusal(status, NOT_DISCORD, "without a reason");
        }
        return new Refusal(status, e.getErrorCode(), e.getMeaning());
    }

    /** Whether Cloudflare, before Discord, has turned the request away: no permission helps. */
    public boolean isBlocked() {
        return code == CLOUDFLARE || (status == 403 && code == NOT_DISCORD);
    }

    /** Whether the bot may not do it, by Discord's word. */
    public boolean isForbidden() {
        return status == 403 && !isBlocked();
    }

    /** Whether the same request would meet the same answer: neither busy nor broken. */
    public boolean isFinal() {
        return status >= 400 && status < 500 && status != 429 && status != 408 && !isBlocked();
    }

    /** What it was, in words, without an end. */
    public String sentence() {
        if (isBlocked()) {
            return "Cloudflare, which stands before Discord, turns away requests from this address for the moment (403). That is no missing permission";
        }
        if (status < 0) {
            return "no answer";
        }
        return code == NOT_DISCORD
                ? "HTTP status %d %s".formatted(status, meaning)
                : "%s (HTTP status %d, error %d)".formatted(meaning, status, code);
    }
}
