package dev.crayfleet.poster.discord;

import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Texts;
import dev.crayfleet.kafka.FileStore;
import dev.crayfleet.poster.rendering.Post;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.dv8tion.jda.api.utils.FileUpload;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a post as they are uploaded. A file that is not what a result says of it, or is not
 * there, is replaced by one that says so: a result does not wait for its files for ever. Of one
 * line, so of one thread at a time.
 */
final class Attachments {
    private static final Logger LOG = LoggerFactory.getLogger(Attachments.class);

    /**
     * With the waits between tries some minutes; Kafka itself, whence the result came, is there.
     */
    private static final int MOST_TRIES = 8;

    private final Source source;

    /** The nonce of the post that has been tried so often. */
    private String failing = "";

    private int failures;

    /** Where files lie. */
    interface Source {
        byte[] get(FileRef file) throws FileStore.FileLostException;
    }

    Attachments(Source source) {
        this.source = source;
    }

    /**
     * @throws FileStore.FileLostException if one cannot be read now, and may be later
     */
    List<FileUpload> of(Post post) throws FileStore.FileLostException {
        List<FileUpload> uploads = new ArrayList<>();
        for (Post.Attachment file : post.files()) {
            uploads.add(
                    switch (file) {
                        case Post.Attachment.Text(String name, String text) ->
                                FileUpload.fromData(bytes(text), name);
                        case Post.Attachment.Stored(FileRef ref) -> stored(ref, post);
                    });
        }
        return uploads;
    }

    private FileUpload stored(FileRef file, Post post) throws FileStore.FileLostException {
        String line = Texts.oneLine(file.name());
        String name = line.isBlank() ? "file" : line;
        try {
            return FileUpload.fromData(source.get(file), name);
        } catch (FileStore.FileLostException e) {
            if (!e.gone() && !isLastTry(post)) {
                throw e;
            }
            String reason = Texts.oneLine(String.valueOf(e.getMessage()));
            LOG.warn("a file of a result is not posted: {}", reason);
            return FileUpload.fromData(bytes(reason + ".\n"), name + ".missing.txt");
        }
    }

    /** Counted by post, because each try ends with the first file that fails. */
    private boolean isLastTry(Post post) {
        if (!post.nonce().equals(failing)) {
            failing = post.nonce();
            failures = 0;
        }
        if (failures < MOST_TRIES - 1) {
            failures++;
            return false;
        }
        return true;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
