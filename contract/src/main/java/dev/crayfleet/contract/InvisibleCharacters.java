package dev.crayfleet.contract;

/** Which characters nobody sees, or sees only by what they do to others. */
final class InvisibleCharacters {
    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    private InvisibleCharacters() {}

    /** Whether a text of such characters alone is an empty one: they leave no ink. */
    static boolean isBlank(int point) {
        return Character.isWhitespace(point)
                || Character.isSpaceChar(point)
                || Character.isISOControl(point)
                || isIgnorable(point)
                || point == 0x2800 // the braille pattern without a dot
                || point == 0x115F // the Hangul fillers
                || point == 0x1160
                || point == 0x3164
                || point == 0xFFA0
                || point == 0x1D159 // a note without a head
                || isHalf(point);
    }

    /** Whether it only says how its neighbours are to be shown: joined, turned, in colour. */
    static boolean isIgnorable(int point) {
        if (point < 0xAD) {
            return false;
        }
        return (Character.getType(point) == Character.FORMAT && !isSign(point))
                || point == 0x034F
                || point == 0x17B4
                || point == 0x17B5
                || (point >= 0x180B && point <= 0x180F)
                || point == 0x2065
                || (point >= 0xFE00 && point <= 0xFE0F)
                || (point >= 0xFFF0 && point <= 0xFFF8)
                || (point >= 0xE0000 && point <= 0xE0FFF);
    }

    /** Whether it has no place in a name that stands in a line with others. */
    static boolean disordersLines(int point) {
        return Character.getType(point) == Character.FORMAT
                && point != ZERO_WIDTH_NON_JOINER
                && point != ZERO_WIDTH_JOINER
                // Flags are made of tags.
                && !(point >= 0xE0020 && point <= 0xE007F)
                && !isSign(point);
    }

    /** Half of a surrogate pair, without the other. */
    static boolean isHalf(int point) {
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    }

    /** Unicode counts some signs before numbers as format; they are seen. */
    private static boolean isSign(int point) {
        return (point >= 0x0600 && point <= 0x0605)
                || point == 0x06DD
                || point == 0x070F
                || point == 0x0890
                || point == 0x0891
                || point == 0x08E2
                || point == 0x110BD
                || point == 0x110CD;
    }
}
