package dev.crayfleet.ingest.discord;

import dev.crayfleet.contract.Limits;
import dev.crayfleet.ingest.intake.IncomingMessage;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.utils.FileProxy;
import okhttp3.OkHttpClient;

/** Fetches attachments as they were uploaded, within limits of size and time. */
final class AttachmentFetcher {
    private final Duration timeout;

    /**
     * @param timeout for one attachment, from the request to its last byte
     */
    AttachmentFetcher(Duration timeout) {
        this.timeout = timeout;
    }

    /** The file is larger than the limit, although Discord may have said otherwise. */
    static final class TooLargeException extends Exception {
        private static final long serialVersionUID = 1L;

        TooLargeException() {
            super("is larger than 8 MiB.");
        }
    }

    /**
     * @throws IOException if it cannot be fetched; a later try may succeed
     */
    byte[] fetch(JDA jda, IncomingMessage.Attachment attachment)
            throws InterruptedException, IOException, TooLargeException {
        OkHttpClient client = jda.getHttpClient().newBuilder().callTimeout(timeout).build();
        CompletableFuture<InputStream> answer = new UploadedFile(attachment.url(), client).open();
        try (InputStream in = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            byte[] content = in.readNBytes(Limits.FILE_BYTES + 1);
            if (content.length > Limits.FILE_BYTES) {
                throw new TooLargeException();
            }
            return content;
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("no answer", e);
        } finally {
            answer.cancel(true);
        }
    }

    /** Gives access to a method that {@link FileProxy} offers to subclasses only. */
    private static final class UploadedFile extends FileProxy {
        UploadedFile(String url, OkHttpClient client) {
            super(url);
            withClient(client);
        }

        CompletableFuture<InputStream> open() throws IOException {
            try {
                return download(getUrl());
            } catch (IllegalArgumentException e) {
                throw new IOException("no address", e);
            }
        }
    }
}
