package dev.crayfleet.poster.discord;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import net.dv8tion.jda.api.utils.TimeUtil;

/**
 * What stands in a channel before some moment, read backward, once, and only as far as is asked
 * for. Of one thread.
 */
final class ChannelHistory {
    /** Messages of a page. */
    static final int PAGE = 100;

    /**
     * A message.
     *
     * @param id snowflake
     * @param ours whether we posted it
     * @param text as it was posted; blanks around it do not count
     */
    record Seen(long id, boolean ours, String text) {}

    /** A channel's history. */
    interface Pages {
        /** The {@link #PAGE} messages before this id, or as many as there are, newest first. */
        List<Seen> before(long id)
                throws InterruptedException, ExecutionException, TimeoutException;
    }

    private final int most;
    private final List<Seen> ours = new ArrayList<>();
    private long reached;
    private int read;
    private boolean whole;

    /**
     * @param until the moment
     * @param most messages to read
     */
    ChannelHistory(Instant until, int most) {
        this.most = most;
        this.reached = TimeUtil.getDiscordTimestamp(until.toEpochMilli());
    }

    /**
     * Whether we posted this text since then. Each message answers for one post only, because there
     * may be several with the same text.
     *
     * @param pages where to read on
     */
    boolean take(Pages pages, String text, Instant since)
            throws InterruptedException, ExecutionException, TimeoutException {
        long first = TimeUtil.getDiscordTimestamp(since.toEpochMilli());
        int checked = 0;
        while (true) {
            if (takeFrom(checked, text.strip(), first)) {
                return true;
            }
            if (whole || read >= most || reached < first) {
                return false;
            }
            checked = ours.size();
            readOn(pages);
        }
    }

    private boolean takeFrom(int index, String text, long first) {
        Iterator<Seen> left = ours.listIterator(index);
        while (left.hasNext()) {
            Seen seen = left.next();
            if (seen.id() >= first && seen.text().strip().equals(text)) {
                left.remove();
                return true;
            }
        }
        return false;
    }

    private void readOn(Pages pages)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<Seen> page = pages.before(reached);
        for (Seen seen : page) {
            reached = Math.min(reached, seen.id());
            if (seen.ours()) {
                ours.add(seen);
            }
        }
        read += page.size();
        whole = page.size() < PAGE;
    }
}
