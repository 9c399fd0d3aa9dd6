package dev.crayfleet.cli.submission;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Texts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Comma-separated values: the first row names the fields of a task, and each other row is one. A
 * row goes on over line ends that are in quotes. Semicolons and tabs separate where the first row
 * has those.
 */
final class CsvRows implements BatchFile.Parser {
    private static final String PROMPT = "prompt";
    private static final String SEPARATORS = ",;\t";

    /** Of a row; a task has a dozen fields. */
    private static final int MAX_CELLS = 100;

    private static final int MAX_HEADER_CHARS = 4_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SubmissionJson json;
    private final ObjectReader cells =
            new CsvMapper().readerFor(String[].class).with(CsvParser.Feature.WRAP_AS_ARRAY);
    private final ByteArrayOutputStream row = new ByteArrayOutputStream();
    private final QuoteState quotes = new QuoteState();
    private long begin;
    private char separator = ',';
    private List<String> names = List.of();

    CsvRows(SubmittableTask.Overrides overrides) {
        this.json = new SubmissionJson(overrides);
    }

    @Override
    public BatchFile.@Nullable ParsedTask parse(LineReader.Line line) {
        if (!quotes.isInQuotes()) {
            row.reset();
            quotes.beginRow();
            begin = line.number();
        } else {
            row.write('\n');
        }
        for (byte each : line.content()) {
            quotes.next(each, isSeparator(each));
        }
        row.writeBytes(line.content());
        if (line.isCut() || row.size() > BatchFile.MAX_LINE_BYTES) {
            // With the next line another row begins.
            quotes.beginRow();
            throw new IllegalArgumentException(
                    "the row has more than 8 MiB: is a quote in it never closed?");
        }
        return quotes.isInQuotes() ? null : row(row.toByteArray());
    }

    @Override
    public long begin() {
        return begin;
    }

    @Override
    public void end() {
        if (quotes.isInQuotes()) {
            throw new BatchFile.UnfinishedException(
                    "a quote in this row is never closed; a quote in a text is written twice");
        }
    }

    private BatchFile.@Nullable ParsedTask row(byte[] bytes) {
        String text;
        try {
            text = Texts.decode(bytes);
        } catch (IllegalArgumentException e) {
            throw names.isEmpty() ? header(String.valueOf(e.getMessage())) : e;
        }
        if (Texts.isInvisible(text)) {
            return null;
        }
        if (names.isEmpty()) {
            readHeader(text);
            return null;
        }
        String[] values = cells(text);
        boolean isEmpty = true;
        ObjectNode object = JSON.createObjectNode();
        for (int i = 0; i < values.length; i++) {
            if (!values[i].isBlank()) {
                isEmpty = false;
                put(object, i, values[i], values.length);
            }
        }
        if (isEmpty) {
            return null;
        }
        if (values.length < names.size()) {
            throw wrongCells(values.length);
        }
        return json.read(object.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void put(ObjectNode object, int column, String value, int columns) {
        if (column >= names.size()) {
            throw wrongCells(columns);
        }
        String name = names.get(column);
        object.put(name, name.equals(PROMPT) ? value : value.strip());
    }

    private IllegalArgumentException wrongCells(int count) {
        return new IllegalArgumentException(
                "%d cells, but the first row has %d names; a text with \"%s\" in it stands in quotes"
                        .formatted(count, names.size(), separator == '\t' ? "\\t" : separator));
    }

    private String[] cells(String text) {
        QuoteState state = new QuoteState();
        int count = 1;
        for (int i = 0; i < text.length(); i++) {
            boolean isSeparator = text.charAt(i) == separator;
            state.next(text.charAt(i), isSeparator);
            count += isSeparator && !state.isInQuotes() ? 1 : 0;
        }
        if (count > MAX_CELLS) {
            throw wrongCells(count);
        }
        CsvSchema schema = CsvSchema.emptySchema().withColumnSeparator(separator);
        try (MappingIterator<String[]> rows = cells.with(schema).readValues(text)) {
            String[] first = rows.next();
            if (!rows.hasNext()) {
                return first;
            }
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "the quotes are not right: a cell begins and ends with one, or has none", e);
        }
        throw new IllegalArgumentException(
                "there is a line end of another kind in the row: save the file with the same one behind each row, and put a text of several lines in quotes");
    }

    /** In the row of names, which says what separates, each of those that may. */
    private boolean isSeparator(int each) {
        return names.isEmpty() ? SEPARATORS.indexOf(each) >= 0 : each == separator;
    }

    private void readHeader(String text) {
        if (text.length() > MAX_HEADER_CHARS) {
            throw header("it is too long to be one");
        }
        for (char each : SEPARATORS.toCharArray()) {
            if (text.indexOf(each) >= 0) {
                separator = each;
                break;
            }
        }
        List<String> read = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        ObjectNode probe = JSON.createObjectNode();
        for (String each : headerCells(text)) {
            String name = each.strip().toLowerCase(Locale.ROOT);
            if (!seen.add(name)) {
                throw header("the name \"%s\" is there twice".formatted(shown(name)));
            }
            read.add(name);
            probe.putNull(name);
        }
        if (!seen.contains(PROMPT)) {
            throw header(
                    "no column is called \"prompt\"; these are: %s"
                            .formatted(shown(String.join(", ", read))));
        }
        try {
            json.read(probe.put(PROMPT, PROMPT).toString().getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException unknown) {
            throw header(String.valueOf(unknown.getMessage()));
        }
        names = List.copyOf(read);
    }

    private String[] headerCells(String text) {
        try {
            return cells(text);
        } catch (IllegalArgumentException e) {
            throw header(String.valueOf(e.getMessage()));
        }
    }

    private static String shown(String text) {
        return Texts.oneLine(Limits.cut(text, 100));
    }

    private BatchFile.UnreadableException header(String why) {
        return new BatchFile.UnreadableException(
                "line %,d, the row of names: %s".formatted(begin, why));
    }
}
