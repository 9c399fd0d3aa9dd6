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
 * The files of a post as uploads. A missing or damaged file is replaced by a text file that says
 * so: at once if it is gone for good, and otherwise after some tries, so that a result does not
 * wait for its files for ever. Used by one thread at a time.
 */
final class Attachments {
    private static final Logger LOG = LoggerFactory.getLogger(Attachments.class);

    /** For one post. With the back-off between them, they take some minutes. */
    private static final int MAX_TRIES = 8;

    private final FileSource source;

    /** Nonce of the post that {@link #failures} counts. */
    private String failingNonce = "";

    private int failures;

    /** Reads files. */
    interface FileSource {
        byte[] get(FileRef file) throws FileStore.FileLostException;
    }

    Attachments(FileSource source) {
        this.source = source;
    }

    /**
     * @throws FileStore.FileLostException if a file cannot be read now, and is to be tried again
     */
    List<FileUpload> uploadsOf(Post post) throws FileStore.FileLostException {
        List<FileUpload> uploads = new ArrayList<>();
        for (Post.Attachment file : post.files()) {
            uploads.add(
                    switch (file) {
                        case Post.Attachment.Text(String name, String text) ->
                                FileUpload.fromData(bytes(text), name);
                        case Post.Attachment.Stored(FileRef ref) -> storedFile(ref, post);
                    });
        }
        return uploads;
    }

    private FileUpload storedFile(FileRef file, Post post) throws FileStore.FileLostException {
        String oneLine = Texts.oneLine(file.name());
        String name = oneLine.isBlank() ? "file" : oneLine;
        try {
            return FileUpload.fromData(source.get(file), name);
        } catch (FileStore.FileLostException e) {
            if (!e.isGone() && !isLastTry(post)) {
                throw e;
            }
            String reason = Texts.oneLine(String.valueOf(e.getMessage()));
            LOG.warn("a file of a result is not posted: {}", reason);
            return FileUpload.fromData(bytes(reason + ".\n"), name + ".missing.txt");
        }
    }

    /** Counted per post, because each try ends with the first file that fails. */
    private boolean isLastTry(Post post) {
        if (!post.nonce().equals(failingNonce)) {
            failingNonce = post.nonce();
            failures = 0;
        }
        if (failures < MAX_TRIES - 1) {
            failures++;
            return false;
        }
        return true;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
