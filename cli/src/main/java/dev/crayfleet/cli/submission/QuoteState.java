package dev.crayfleet.cli.submission;

/**
 * Where a row of comma-separated values is in quotes. A cell is that begins with one, up to the
 * next one that is not doubled. In other cells a quote is a character like all others: 5" long.
 */
final class QuoteState {
    private enum At {
        CELL_BEGIN,
        PLAIN_CELL,
        IN_QUOTES,
        /** It ends them, unless another one follows. */
        BEHIND_QUOTE
    }

    private At at = At.CELL_BEGIN;

    /** Takes the next character, or byte of UTF-8, of a row. */
    void next(int each, boolean isSeparator) {
        at =
                switch (at) {
                    case IN_QUOTES -> each == '"' ? At.BEHIND_QUOTE : At.IN_QUOTES;
                    case CELL_BEGIN, BEHIND_QUOTE -> {
                        if (each == '"') {
                            yield At.IN_QUOTES;
                        }
                        yield isSeparator ? At.CELL_BEGIN : At.PLAIN_CELL;
                    }
                    case PLAIN_CELL -> isSeparator ? At.CELL_BEGIN : At.PLAIN_CELL;
                };
    }

    boolean isInQuotes() {
        return at == At.IN_QUOTES;
    }

    void beginRow() {
        at = At.CELL_BEGIN;
    }
}
