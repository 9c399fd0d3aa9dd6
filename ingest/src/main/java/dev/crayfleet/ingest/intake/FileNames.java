package dev.crayfleet.ingest.intake;

import dev.crayfleet.contract.FileRef;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Turns names of uploaded files into names that are safe in every file system and shell. */
public final class FileNames {
    /** Leaves room for a number in front, below the 255 bytes of file systems. */
    private static final int MAX_NAME_BYTES = 180;

    private static final int MAX_EXTENSION_CHARS = 16;

    /** Direction marks, joiners, byte order marks. */
    private static final Pattern INVISIBLE =
            Pattern.compile("[\\p{Cf}\\p{Cs}\\x{FFFE}\\x{FFFF}]++");

    private static final Pattern NOT_IN_NAMES =
            Pattern.compile("[\\p{Cntrl}\\p{Cc}\\p{Zl}\\p{Zp}:<>|?*\"]");
    private static final Pattern SPACE = Pattern.compile("\\p{Zs}++");

    /** Device names on Windows, with any extension. */
    private static final Pattern RESERVED =
            Pattern.compile("(?i)(con|prn|aux|nul|com\\d|lpt\\d)(\\..*+)?+");

    private FileNames() {}

    /** A name for a file in a folder of ours; never a path, a device or an option. */
    public static String safe(String name) {
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        String visible = INVISIBLE.matcher(wellFormed(last)).replaceAll("");
        String plain = NOT_IN_NAMES.matcher(visible).replaceAll("_");
        String trimmed = trim(SPACE.matcher(plain).replaceAll(" "));
        // Composed last: invisible characters between a letter and its accent are gone by now.
        String safe = shorten(trim(Normalizer.normalize(trimmed, Normalizer.Form.NFC)));
        if (safe.startsWith("-") || RESERVED.matcher(safe).matches()) {
            safe = "_" + safe;
        }
        return FileRef.isSafeName(safe) ? safe : "attachment";
    }

    /** Safe names for several files of one folder: each in its place, and no two alike. */
    public static List<String> safeAndDistinct(List<String> names) {
        Set<String> used = new HashSet<>();
        List<String> distinct = new ArrayList<>();
        for (String each : names) {
            String name = safe(each);
            String unique = name;
            // Some file systems ignore case.
            for (int n = 2; !used.add(unique.toLowerCase(Locale.ROOT)); n++) {
                unique = n + "-" + name;
            }
            distinct.add(unique);
        }
        return distinct;
    }

    /** Replaces half surrogate pairs, which cannot be encoded. */
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

    /** Cuts the name, and keeps the extension, which says what the file is. */
    private static String shorten(String name) {
        if (bytes(name) <= MAX_NAME_BYTES) {
            return name;
        }
        int dot = name.lastIndexOf('.');
        String extension =
                dot > 0 && name.length() - dot <= MAX_EXTENSION_CHARS ? name.substring(dot) : "";
        int room = MAX_NAME_BYTES - bytes(extension);
        int end = 0;
        for (int used = 0; end < name.length(); ) {
            int character = name.codePointAt(end);
            used += bytes(Character.toString(character));
            if (used > room) {
                break;
            }
            end += Character.charCount(character);
        }
        return name.substring(0, end).strip() + extension;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
