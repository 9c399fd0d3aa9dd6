package dev.crayfleet.agents.delegation;

/** Why a request of an agent is not done, as HTTP says it. */
public final class DelegateException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    /**
     * @param status of HTTP
     * @param sentence for people
     */
    DelegateException(int status, String sentence) {
        super(sentence, null, false, false);
        this.status = status;
    }

    static DelegateException over() {
        return new DelegateException(410, "The attempt has ended, and so has its delegating.");
    }

    int status() {
        return status;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
