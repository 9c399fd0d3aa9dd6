package dev.crayfleet.contract;

/** Characters that leave no ink, or only change how their neighbours are shown. */
final class InvisibleCharacters {
    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    private InvisibleCharacters() {}

    /** Whether it leaves no ink, so that a text of such characters alone counts as empty. */
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
                || isLoneSurrogate(point);
    }

    /**
     * Whether it only changes how its neighbours are shown: joined, in another direction or style.
     */
    static boolean isIgnorable(int point) {
        if (point < 0xAD) {
            return false;
        }
        return (Character.getType(point) == Character.FORMAT && !isVisibleFormat(point))
                || point == 0x034F
                || point == 0x17B4
                || point == 0x17B5
                || (point >= 0x180B && point <= 0x180F)
                || point == 0x2065
                || (point >= 0xFE00 && point <= 0xFE0F)
                || (point >= 0xFFF0 && point <= 0xFFF8)
                || (point >= 0xE0000 && point <= 0xE0FFF);
    }

    /** Whether it may disorder the line that it stands in. */
    static boolean disordersLines(int point) {
        return Character.getType(point) == Character.FORMAT
                && point != ZERO_WIDTH_NON_JOINER
                && point != ZERO_WIDTH_JOINER
                // Tag characters, of which some flags are made.
                && !(point >= 0xE0020 && point <= 0xE007F)
                && !isVisibleFormat(point);
    }

    /** Half of a surrogate pair, without the other half. */
    static boolean isLoneSurrogate(int point) {
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    }

    /**
     * Signs before numbers, which Unicode classifies as format characters though they are visible.
     */
    private static boolean isVisibleFormat(int point) {
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
