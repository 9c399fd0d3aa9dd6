package dev.crayfleet.ingest.intake;

import dev.crayfleet.contract.FileRef;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.regex.Pattern;

/** Names of strangers' files as names that every file system, shell and eye takes for the same. */
final class FileNames {
    /** With a number in front it still fits into any file system's 255. */
    private static final int LONGEST_BYTES = 180;

    private static final int LONGEST_ENDING = 16;

    /** Direction marks, joiners, byte order marks: nobody sees them. */
    private static final Pattern INVISIBLE =
            Pattern.compile("[\\p{Cf}\\p{Cs}\\x{FFFE}\\x{FFFF}]++");

    private static final Pattern NOT_IN_NAMES =
            Pattern.compile("[\\p{Cntrl}\\p{Cc}\\p{Zl}\\p{Zp}:<>|?*\"]");
    private static final Pattern SPACE = Pattern.compile("\\p{Zs}++");

    /** Devices, on Windows, with any ending. */
    private static final Pattern RESERVED =
            Pattern.compile("(?i)(con|prn|aux|nul|com\\d|lpt\\d)(\\..*+)?+");

    private FileNames() {}

    /** A name for a file in a folder of ours; never a path, a device or an option. */
    static String safe(String name) {
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        String seen = INVISIBLE.matcher(wellFormed(last)).replaceAll("");
        String plain = NOT_IN_NAMES.matcher(seen).replaceAll("_");
        String trimmed = trim(SPACE.matcher(plain).replaceAll(" "));
        // Composed after the cutting of what is between letter and accent.
        String safe = shorten(trim(Normalizer.normalize(trimmed, Normalizer.Form.NFC)));
        if (safe.startsWith("-") || RESERVED.matcher(safe).matches()) {
            safe = "_" + safe;
        }
        return FileRef.isSafeName(safe) ? safe : "attachment";
    }

    /** Half a surrogate pair has no bytes. */
    private static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    /** A file system may drop dots and spaces at the end, and people do not see them. */
    private static String trim(String name) {
        int end = name.length();
        while (end > 0 && (name.charAt(end - 1) == '.' || name.charAt(end - 1) == ' ')) {
            end--;
        }
        return name.substring(0, end).strip();
    }

    /** Cuts the middle: what a file is, its ending says. */
    private static String shorten(String name) {
        if (bytes(name) <= LONGEST_BYTES) {
            return name;
        }
        int dot = name.lastIndexOf('.');
        String ending = dot > 0 && name.length() - dot <= LONGEST_ENDING ? name.substring(dot) : "";
        int room = LONGEST_BYTES - bytes(ending);
        int end = 0;
        for (int used = 0; end < name.length(); ) {
            int character = name.codePointAt(end);
            used += bytes(Character.toString(character));
            if (used > room) {
                break;
            }
            end += Character.charCount(character);
        }
        return name.substring(0, end).strip() + ending;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
